"""The workflow of a pack as a drawing and in words; steps in which something is wrong are red."""

from __future__ import annotations

from uuid import UUID

from flask import abort, make_response
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.web import access
from portal.web.language import current_language
from portal.web.publisher.area import Look, look, publisher, render
from procedures.findings import Severity
from procedures.reading.files import YAML_NAME
from procedures.reading.yaml_text import read_yaml
from workflows.drawing import as_list, draw

WORKFLOW = "workflow"


@publisher.get("/cong-bo/ban/<uuid:version_id>/quy-trinh")
@access.officer("publisher", "approver")
def workflow(version_id: UUID) -> str:
    """Show the workflow: the drawing, and the same step by step."""
    seen = look(version_id)
    if seen.procedure is None:
        return render(seen, "workflow", "workflow", drawing=None)
    failing = failing_steps(seen)
    return render(
        seen,
        "workflow",
        "workflow",
        drawing=Markup(_drawing(seen, failing)),  # noqa: S704 - the drawing escapes every text of the pack
        listed=as_list(seen.procedure.workflow, current_language()),
        failing=failing,
        wrong=_wrong(seen, failing),
    )


@publisher.get("/cong-bo/ban/<uuid:version_id>/quy-trinh.svg")
@access.officer("publisher", "approver")
def workflow_drawing(version_id: UUID) -> Response:
    """Give the drawing as a picture, for the side of every page."""
    seen = look(version_id)
    if seen.procedure is None:
        abort(404)
    response = make_response(_drawing(seen, failing_steps(seen)))
    response.mimetype = "image/svg+xml"
    return response


def failing_steps(seen: Look) -> dict[str, int]:
    """Return the steps in which the check found errors, each with how many."""
    errors = [one.line for one in seen.findings if one.severity is Severity.ERROR and one.file == YAML_NAME]
    if not errors or seen.procedure is None:
        return {}
    yaml, _ = read_yaml(seen.procedure.files[YAML_NAME], YAML_NAME)
    if yaml is None:
        return {}
    found: dict[str, int] = {}
    for name, step in seen.procedure.workflow.steps.items():
        path = (WORKFLOW, *step.place)
        first = yaml.place(path, on_key=True).line
        others = [place.line for key, place in yaml.keys.items() if key[: len(path)] != path and place.line > first]
        last = min(others, default=10**9)
        count = sum(first <= line < last for line in errors)
        if count:
            found[name] = count
    return found


def _drawing(seen: Look, failing: dict[str, int]) -> str:
    if seen.procedure is None:
        return ""
    return draw(seen.procedure.workflow, language=current_language(), failing=tuple(failing))


def _wrong(seen: Look, failing: dict[str, int]) -> list[object]:
    """Return the errors that concern the workflow, to be read beside the drawing."""
    return [one for one in seen.findings if one.severity is Severity.ERROR and one.file == YAML_NAME] if failing else []
