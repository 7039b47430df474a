"""The way of a dossier on the drawing of its workflow, and the same in words."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from portal.services.way import way_of
from portal.web import access, work
from portal.web.language import current_language
from portal.web.officer.area import officer, opened
from portal.web.way_words import stations
from workflows.drawing import draw


@officer.get("/can-bo/ho-so/<code>/duong-di")
@access.officer()
def way(code: str) -> str:
    """Show what a dossier passed, where it stands and what may come."""
    dossier, procedure = opened(code)
    walked = way_of(work.db(), dossier, procedure)
    drawing = draw(procedure.workflow, language=current_language(), way=walked)
    return render_template(
        "officer/way.html",
        dossier=dossier,
        drawing=Markup(drawing),  # noqa: S704 - the drawing escapes every text of the pack
        stations=stations(procedure, walked),
    )
