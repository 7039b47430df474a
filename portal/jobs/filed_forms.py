"""The form as it was filed becomes a PDF here: read in one transaction, kept in another, rendered in between."""

from __future__ import annotations

import io
from collections.abc import Callable
from uuid import UUID

from portal.clock import now
from portal.db import unit_of_work
from portal.jobs.papers import LARGEST_PAPER
from portal.papers.pdf import render_paper
from portal.parts import Parts
from portal.services import filed_forms
from portal.services.pressing import Pressed


def press_filed_form(parts: Parts, answer_set_id: str, assurance: int) -> None:
    """Render one answer set as the person's own paper, and keep it with the dossier."""
    key = UUID(answer_set_id)
    with unit_of_work(parts.make_session) as session:
        wanted = filed_forms.printing(session, key, assurance)
    if wanted is None:
        return
    pdf = render_paper(wanted.template, wanted.context, pack=wanted.pack, created=wanted.filed_at)
    stored = parts.storage.put(io.BytesIO(pdf), LARGEST_PAPER)
    with unit_of_work(parts.make_session) as session:
        filed_forms.keep(session, key, Pressed(stored.sha256, stored.size), at=now())


TASKS: dict[str, Callable[..., None]] = {"press_filed_form": press_filed_form}
