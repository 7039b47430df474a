"""The form as filed of a pack as PDF, in its own layout and in the common one, with short and with long answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from portal.papers.filed_forms import COMMON_LAYOUT
from portal.services import filed_forms, readiness, result_previews
from portal.services.result_previews import COMMON_FORM, FILED_FORM
from portal.web import access, work
from portal.web.language import gettext as _
from portal.web.publisher.area import Look, look, publisher, render
from portal.web.publisher.paper_preview import looked_at, paper
from portal.web.publisher.samples import cases_of
from procedures.definition import Procedure
from procedures.specimens import LENGTHS, LONG, SHORT

COMMON = "chung"
OWN = "rieng"


@publisher.get("/cong-bo/ban/<uuid:version_id>/to-khai")
@access.officer("publisher", "approver")
def filed_form(version_id: UUID) -> str | Response:
    """Show the form as filed, or that it is being rendered, or why it could not be."""
    seen = look(version_id)
    if seen.sound is None:
        return render(seen, "filed_form", "filed_form", preview=None)
    case_file, layout = _chosen(seen, request.args, readiness.default_case(seen.version))
    preview = result_previews.newest(work.db(), seen.version, case_file, paper=_paper(layout))
    page = render(
        seen,
        "filed_form",
        "filed_form",
        preview=preview,
        cases=cases_of(seen),
        case_file=case_file,
        lengths=[(SHORT, _("Câu trả lời ngắn")), (LONG, _("Câu trả lời dài"))],
        layout=layout,
        own=_has_its_own(seen.sound),
        template_name=filed_forms.layout_of(seen.sound),
        not_printed=seen.sound.filed_form.not_printed if seen.sound.filed_form else (),
    )
    return looked_at(page, preview)


@publisher.post("/cong-bo/ban/<uuid:version_id>/to-khai")
@access.officer("publisher", "approver")
def render_filed_form(version_id: UUID) -> Response:
    """Have the form as filed rendered."""
    seen = look(version_id)
    case_file, layout = _chosen(seen, request.form, "")
    if seen.sound is not None:
        result_previews.ask(work.db(), seen.version, case_file, at=work.now(), paper=_paper(layout))
    chosen: dict[str, Any] = {"truong-hop": case_file, "mau": layout}
    return redirect(url_for("publisher.filed_form", version_id=version_id, **chosen))


@publisher.get("/cong-bo/ban/<uuid:version_id>/to-khai/<uuid:preview_id>.pdf")
@access.officer("publisher", "approver")
def filed_form_pdf(version_id: UUID, preview_id: UUID) -> Response:
    """Give a rendered form."""
    return paper(look(version_id), preview_id, "to-khai")


def _chosen(seen: Look, asked: Mapping[str, str], usual: str) -> tuple[str, str]:
    """Return whose answers are shown, and in which layout: the pack's own, where it has one."""
    known = ["", *LENGTHS, *(case.file for case in cases_of(seen))]
    case_file = asked.get("truong-hop", usual)
    own = seen.sound is not None and _has_its_own(seen.sound) and asked.get("mau") != COMMON
    return case_file if case_file in known else "", OWN if own else COMMON


def _paper(layout: str) -> str:
    return FILED_FORM if layout == OWN else COMMON_FORM


def _has_its_own(procedure: Procedure) -> bool:
    return filed_forms.layout_of(procedure) != COMMON_LAYOUT
