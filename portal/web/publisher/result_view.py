"""The result of a pack as PDF: asked for here, rendered by the worker with limits, shown when it is there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from portal.services import readiness, result_previews
from portal.web import access, work
from portal.web.publisher.area import look, publisher, render
from portal.web.publisher.paper_preview import looked_at, paper
from portal.web.publisher.samples import cases_of


@publisher.get("/cong-bo/ban/<uuid:version_id>/ket-qua")
@access.officer("publisher", "approver")
def result(version_id: UUID) -> str | Response:
    """Show the result, or that it is being rendered, or why it could not be."""
    seen = look(version_id)
    if seen.sound is None:
        return render(seen, "result", "result", preview=None)
    files = [case.file for case in cases_of(seen)]
    asked = request.args.get("truong-hop") or readiness.default_case(seen.version)
    case_file = asked if asked in files else ""
    preview = result_previews.newest(work.db(), seen.version, case_file)
    page = render(
        seen,
        "result",
        "result",
        preview=preview,
        cases=cases_of(seen),
        case_file=case_file,
        template_name=seen.sound.result.template,
    )
    return looked_at(page, preview)


@publisher.post("/cong-bo/ban/<uuid:version_id>/ket-qua")
@access.officer("publisher", "approver")
def render_result(version_id: UUID) -> Response:
    """Have the result rendered from a golden case."""
    seen = look(version_id)
    asked = request.form.get("truong-hop", "")
    case_file = asked if asked in [case.file for case in cases_of(seen)] else ""
    if seen.sound is not None:
        result_previews.ask(work.db(), seen.version, case_file, at=work.now())
    chosen: dict[str, Any] = {"truong-hop": case_file}
    return redirect(url_for("publisher.result", version_id=version_id, **chosen))


@publisher.get("/cong-bo/ban/<uuid:version_id>/ket-qua/<uuid:preview_id>.pdf")
@access.officer("publisher", "approver")
def result_pdf(version_id: UUID, preview_id: UUID) -> Response:
    """Give a rendered result."""
    return paper(look(version_id), preview_id, "ket-qua")
