"""Answering a supplement request: only what the officer asked for is open, each with the officer's reason beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import wtforms
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.answers import from_json, to_json, visible_fields
from forms.building import Posted
from forms.fields.attachment import AttachmentField
from forms.spec import say
from portal.models import Dossier, Draft, Supplement
from portal.services import attachments, file_store, lookups, supplements
from portal.services.definitions import procedure_of
from portal.services.known_answers import Knowledge
from portal.services.refusals import BlockedFilingError, IncompleteFilingError, NotFoundError
from portal.services.situations import situation_of_dossier
from portal.web import access, kept_typing, work
from portal.web.access import actor, me
from portal.web.citizen import uploading
from portal.web.citizen.answering import bind_asked, judge
from portal.web.citizen.area import citizen
from portal.web.citizen.document_items import Item
from portal.web.citizen.filing import Filing
from portal.web.citizen.form_drawing import files_around
from portal.web.citizen.words import dossier_title
from portal.web.fields.surroundings import Around
from portal.web.incoming import takes_files
from portal.web.language import current_language
from portal.web.language import gettext as _
from procedures.definition import DocumentSpec

BAD_REQUEST = 400


@dataclass(frozen=True, slots=True)
class Request:
    """An open request with everything its page needs."""

    dossier: Dossier
    supplement: Supplement
    filing: Filing

    def reasons(self, kind: str) -> Mapping[str, str]:
        """Return the officer's reason for each asked field or document, by its name."""
        return {item["name"]: item.get("reason", "") for item in self.supplement.items if item["kind"] == kind}


@citizen.get("/ho-so/<code>/bo-sung")
@access.citizen
def supplement(code: str) -> str | Response:
    """Show what is asked, why, and by when."""
    found = _open(code)
    if found is None:
        return _nothing_asked(code)
    forms = _forms(found, typed=kept_typing.typed_here() is not None)
    return _page(found, forms, _items(found))


@citizen.post("/ho-so/<code>/bo-sung")
@access.citizen
@takes_files
def answer(code: str) -> Response | tuple[str, int]:
    """Keep what was sent; file the answer when everything asked is there."""
    found = _open(code, lock=True)
    if found is None:
        return _nothing_asked(code)
    kept_typing.forget()
    errors = _take_files(found)
    forms = _forms(found, typed=True)
    answers, valid = _judge(found, forms)
    found.filing.draft.answers = to_json(found.filing.spec, answers)
    found.filing.draft.updated_at = work.now()
    work.db().flush()
    items = _items(found, errors, demand="_file" in request.form)
    if any(item.errors for item in items) or ("_file" in request.form and not valid):
        return _page(found, forms, items, blame="_file" in request.form), BAD_REQUEST
    if "_file" not in request.form:
        return _kept(code)
    return _file(found, forms, items)


def _file(found: Request, forms: Sequence[wtforms.Form], items: list[Item]) -> Response | tuple[str, int]:
    try:
        with work.db().begin_nested():
            supplements.answer(
                work.db(), found.dossier, found.filing.procedure, person=me(), actor=actor(), at=work.now()
            )
    except IncompleteFilingError as refused:
        names = [say(found.filing.spec.by_name[name].label, current_language()) for name in refused.fields]
        words = _(
            "Câu trả lời mới cần thêm mục chưa được mở: %(names)s. Bạn cần báo cho cơ quan.", names=", ".join(names)
        )
        return _page(found, forms, items, refused=words), BAD_REQUEST
    except BlockedFilingError as refused:
        return _page(found, forms, items, refused=refused.words), BAD_REQUEST
    flash(_("Đã gửi bổ sung. Cơ quan tiếp tục giải quyết hồ sơ của bạn."), "success")
    return redirect(url_for("citizen.dossier", code=found.dossier.code))


def _kept(code: str) -> Response:
    if "_later" in request.form:
        flash(_("Đã lưu phần bổ sung. Phần này chưa được gửi cho cơ quan."), "info")
        return redirect(url_for("citizen.dossier", code=code))
    return redirect(url_for("citizen.supplement", code=code))


def _nothing_asked(code: str) -> Response:
    flash(_("Hồ sơ này không có yêu cầu bổ sung nào đang mở."), "info")
    return redirect(url_for("citizen.dossier", code=code))


def _open(code: str, *, lock: bool = False) -> Request | None:
    session, person = work.db(), me()
    dossier = lookups.own_dossier(session, code, person.id, lock=lock)
    asked = supplements.open_supplement(session, dossier)
    if asked is None:
        return None
    draft = supplements.supplement_draft(session, dossier, person, work.now())
    return Request(dossier, asked, _filing(dossier, draft))


def _filing(dossier: Dossier, draft: Draft) -> Filing:
    procedure = procedure_of(work.db(), dossier.version_id)
    situation = situation_of_dossier(dossier, me())
    answers = from_json(procedure.form, draft.answers)
    values = situation.values()
    return Filing(draft, procedure, situation, Knowledge(), visible_fields(procedure.form, answers, values), values)


def _forms(found: Request, *, typed: bool) -> list[wtforms.Form]:
    """Return one form for each page of the procedure that has asked fields, with those fields only."""
    asked = found.reasons("field").keys()
    posted = (kept_typing.typed_here() or request.form) if typed else None
    files = attachments.of_draft(work.db(), found.filing.draft)
    pages = [page for page in found.filing.spec.pages if any(one.name in asked for one in page.fields)]
    return [bind_asked(found.filing, page, asked, posted, files) for page in pages]


def _judge(found: Request, forms: Sequence[wtforms.Form]) -> tuple[dict[str, Any], bool]:
    """Return the answers of the whole form with what was typed into each part, and whether all of it can stand."""
    answers, valid = dict(found.filing.answers), True
    for form in forms:
        posted: Posted = judge(found.filing, form, answers)
        answers, valid = posted.answers, valid and posted.valid
    return answers, valid


def _take_files(found: Request) -> dict[str, list[str]]:
    draft = found.filing.draft
    uploading.drop(draft, request.form.getlist("_remove"))
    asked = found.reasons("field")
    errors = uploading.take_of_fields(draft, [one for one in found.filing.spec.fields() if one.name in asked])
    for name in found.reasons("document"):
        refused = uploading.take(draft, name, f"tep-{name}", _document(found, name))
        if refused:
            errors[name] = refused
    return errors


def _items(found: Request, errors: Mapping[str, list[str]] | None = None, *, demand: bool = False) -> list[Item]:
    session = work.db()
    files = [*attachments.of_dossier(session, found.dossier), *attachments.of_draft(session, found.filing.draft)]
    holds = file_store.holds_any(session, me())
    items = []
    for name, reason in found.reasons("document").items():
        of_document = [file for file in files if file.document == name]
        document, draft_id = _document(found, name), found.filing.draft.id
        item = Item(draft_id, document, required=True, files=of_document, asked=reason, store=holds)
        item.errors += (errors or {}).get(name, [])
        stop = item.lacking or item.checked
        item.errors += [stop] if demand and stop else []
        items.append(item)
    return items


def _document(found: Request, name: str) -> DocumentSpec:
    try:
        return found.filing.procedure.document(name)
    except KeyError:
        raise NotFoundError("document") from None


def _page(
    found: Request, forms: Sequence[wtforms.Form], items: list[Item], *, blame: bool = False, refused: str | None = None
) -> str:
    return render_template(
        "citizen/supplement.html",
        dossier=found.dossier,
        title=dossier_title(found.dossier),
        supplement=found.supplement,
        filing=found.filing,
        forms=forms,
        reasons=found.reasons("field"),
        items=items,
        refused=refused,
        form_errors=blame,
        surroundings=_surroundings(found, forms),
        checked=any(file.state == "arrived" for file in attachments.of_draft(work.db(), found.filing.draft)),
    )


def _surroundings(found: Request, forms: Sequence[wtforms.Form]) -> Around:
    """Return what the asked fields need beside themselves: the files that were sent, and where more go."""
    if not any(isinstance(field, AttachmentField) for form in forms for field in form):
        return Around()
    draft = found.filing.draft
    files = attachments.of_draft(work.db(), draft)
    return files_around(files, draft.id)
