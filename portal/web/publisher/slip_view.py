"""The slips of a pack as PDF: its own where it brings them, else those of the portal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from portal.services import readiness, result_previews
from portal.services.slip_samples import MADE
from portal.web import access, work
from portal.web.language import gettext as _
from portal.web.paper_words import SLIPS
from portal.web.publisher.area import Look, look, publisher, render
from portal.web.publisher.paper_preview import looked_at, paper
from procedures.slips import FOLDER


@publisher.get("/cong-bo/ban/<uuid:version_id>/phieu")
@access.officer("publisher", "approver")
def slips(version_id: UUID) -> str | Response:
    """Show a slip, or that it is being rendered, or why it could not be."""
    seen = look(version_id)
    if seen.sound is None:
        return render(seen, "slips", "slips", preview=None)
    kind = _kind(seen, request.args)
    preview = result_previews.newest(work.db(), seen.version, _case(seen), paper=kind)
    own = _own(seen)
    page = render(
        seen,
        "slips",
        "slips",
        preview=preview,
        kinds=[(one, _(SLIPS[one]), one in own) for one in MADE],
        kind=kind,
        own=kind in own,
        template_name=f"{FOLDER}{kind}.html",
    )
    return looked_at(page, preview)


@publisher.post("/cong-bo/ban/<uuid:version_id>/phieu")
@access.officer("publisher", "approver")
def render_slip(version_id: UUID) -> Response:
    """Have a slip rendered."""
    seen = look(version_id)
    kind = _kind(seen, request.form)
    if seen.sound is not None:
        result_previews.ask(work.db(), seen.version, _case(seen), at=work.now(), paper=kind)
    chosen: dict[str, Any] = {"loai": kind}
    return redirect(url_for("publisher.slips", version_id=version_id, **chosen))


@publisher.get("/cong-bo/ban/<uuid:version_id>/phieu/<uuid:preview_id>.pdf")
@access.officer("publisher", "approver")
def slip_pdf(version_id: UUID, preview_id: UUID) -> Response:
    """Give a rendered slip."""
    return paper(look(version_id), preview_id, "phieu")


def _kind(seen: Look, given: Mapping[str, str]) -> str:
    """Return which slip is looked at: first one that the pack brings itself."""
    asked = given.get("loai", "")
    return asked if asked in MADE else next((kind for kind in MADE if kind in _own(seen)), "receipt")


def _own(seen: Look) -> set[str]:
    files = seen.sound.files if seen.sound is not None else {}
    return {kind for kind in MADE if f"{FOLDER}{kind}.html" in files}


def _case(seen: Look) -> str:
    return readiness.default_case(seen.version)
