"""A paper of a pack that nobody approved yet, rendered with limits on time and memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from portal.clock import now
from portal.db import unit_of_work
from portal.papers.base import PaperError, TemplateError
from portal.papers.limited import Call, LimitReached, run_limited
from portal.parts import Parts
from portal.services import result_previews
from portal.services.refusals import NotFoundError

SECONDS, PATIENCE = 30, 600
"""Of the processor, and by the clock: an endless template is stopped by what it burns, however busy the machine is."""
MEGABYTES = 1024


def render_preview(parts: Parts, preview_id: str) -> None:
    """Render one preview; what is wrong with the pack is kept for its author, and not tried again."""
    key = UUID(preview_id)
    try:
        with unit_of_work(parts.make_session) as session:
            wanted = result_previews.rendering(session, key, at=now())
    except NotFoundError as missing:
        _fail(parts, key, {"kind": "agency", "message": missing.what})
        return
    if wanted is None:
        return
    call = Call(
        "portal.papers.pdf:render_paper",
        (wanted.template, wanted.context),
        {"pack": wanted.pack, "fields": wanted.fields},
    )
    try:
        content = run_limited(call, seconds=SECONDS, patience=PATIENCE, megabytes=MEGABYTES)
    except PaperError as wrong:
        _fail(parts, key, _problem(wrong))
        return
    with unit_of_work(parts.make_session) as session:
        result_previews.keep_pdf(session, key, content, at=now())


TASKS: dict[str, Callable[..., None]] = {"render_preview": render_preview}


def _fail(parts: Parts, key: UUID, problem: dict[str, Any]) -> None:
    with unit_of_work(parts.make_session) as session:
        result_previews.keep_problem(session, key, problem, at=now())


def _problem(wrong: PaperError) -> dict[str, Any]:
    if isinstance(wrong, TemplateError):
        return {"kind": "template", "message": str(wrong), "file": wrong.template, "line": wrong.line}
    return {"kind": "limit" if isinstance(wrong, LimitReached) else "paper", "message": str(wrong)}
