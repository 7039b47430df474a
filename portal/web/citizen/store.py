"""The person's own store of papers (kho giấy tờ): looked at by itself, or picked from for a document."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.services import file_store, supplements
from portal.services.definitions import procedure_of
from portal.services.file_store import Held
from portal.services.refusals import UploadRefusedError
from portal.web import access, work
from portal.web.access import actor, me
from portal.web.citizen.area import citizen
from portal.web.citizen.upload_places import UploadPlace, place_for
from portal.web.file_words import refusal
from portal.web.language import gettext as _

BAD_REQUEST = 400


@citizen.get("/kho-giay-to")
@access.citizen
def store() -> str:
    """Show every file that this person filed before or was given as a result."""
    held = [(one, _href(one)) for one in file_store.held(work.db(), me())]
    return render_template("citizen/store.html", held=held)


@citizen.get("/nop/<uuid:draft_id>/tep/<document>/kho")
@access.citizen
def choose(draft_id: UUID, document: str) -> str:
    """Show what fits one document."""
    return _page(place_for(draft_id, document))


@citizen.post("/nop/<uuid:draft_id>/tep/<document>/kho")
@access.citizen
def pick(draft_id: UUID, document: str) -> Response | tuple[str, int]:
    """Take the ticked files over, and go back to where they belong."""
    place = place_for(draft_id, document, lock=True)
    keys = _keys(request.form.getlist("file"))
    if not keys:
        return _page(place, _("Bạn cần chọn ít nhất một tệp.")), BAD_REQUEST
    try:
        file_store.pick(
            work.db(), place.draft, document, keys, rule=place.rule, person=me(), actor=actor(), at=work.now()
        )
    except UploadRefusedError as refused:
        return _page(place, refusal(refused, "", place.rule)), BAD_REQUEST
    flash(_("Đã lấy tệp từ kho giấy tờ."), "success")
    return redirect(_back(place))


def _keys(texts: list[str]) -> set[UUID]:
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


def _page(place: UploadPlace, error: str | None = None) -> str:
    held = [(one, _href(one)) for one in file_store.fitting(work.db(), me(), place.rule)]
    return render_template(
        "citizen/pick.html", place=place, held=held, back=_back(place), error=error, form_errors=error
    )


def _href(one: Held) -> str:
    if one.is_result:
        return url_for("citizen.paper", code=one.code, paper_id=one.key)
    return url_for("citizen.attachment", attachment_id=one.key)


def _back(place: UploadPlace) -> str:
    """Return the page on which the document or field stands."""
    draft = place.draft
    if draft.supplement_id is not None:
        return url_for("citizen.supplement", code=supplements.dossier_of(work.db(), draft).code)
    form = procedure_of(work.db(), draft.version_id).form
    for page in form.pages:
        if any(one.name == place.document for one in page.fields):
            return url_for("citizen.form_page", draft_id=draft.id, page=page.name)
    return url_for("citizen.documents", draft_id=draft.id)
