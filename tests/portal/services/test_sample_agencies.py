"""Whose papers a publisher sees: those of an agency that the procedure is for, not of whoever comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.services import publishing, result_previews
from tests.factories import MORNING, make_agency, publish

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.models import ProcedureVersion


def test_papers_are_shown_of_who_offers_the_procedure(session: Session) -> None:
    make_agency(session, "H26.101", "Ủy ban nhân dân phường Đứng Đầu")
    police = make_agency(session, "H26.191", "Công an phường Đứng Đầu")
    version = publish(session)
    assert _shown(session, version) == "Ủy ban nhân dân phường Đứng Đầu"
    publishing.make_offer(session, version, police, police, overlay={}, at=MORNING)
    assert _shown(session, version) == "Công an phường Đứng Đầu"


def _shown(session: Session, version: ProcedureVersion) -> str:
    preview = result_previews.ask(session, version, "", at=MORNING)
    rendered = result_previews.rendering(session, preview.id, at=MORNING)
    assert rendered is not None
    return str(rendered.context["agency"].name)
