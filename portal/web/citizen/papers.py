"""The issued papers of a dossier, as cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from portal.models import Dossier, Paper
from portal.services.issuing import FILED_FORM, INTERNAL
from portal.web.language import gettext as _
from portal.web.paper_words import paper_title
from procedures.definition import Procedure

SHOWN = ("issued", "revoked")


@dataclass(frozen=True, slots=True)
class Card:
    """One paper, as ``components/dossier.html`` draws it."""

    kind: str
    title: str
    number: str | None
    issued: date | None
    size: int | None
    href: str | None
    verify: str | None
    """Where anybody can have it verified; the person's own paper has no such page."""
    state: str
    tone: str


def cards(dossier: Dossier, procedure: Procedure, papers: Sequence[Paper]) -> list[Card]:
    """Return the papers that were issued, the newest first; drafts and the control slip are the agency's own."""
    issued = [paper for paper in reversed(papers) if paper.state in SHOWN and paper.kind not in INTERNAL]
    shown = [paper for paper in issued if _is_out(paper)]
    return [_card(dossier, procedure, paper) for paper in shown]


def _is_out(paper: Paper) -> bool:
    """Tell whether the person was ever given a paper: what was taken back before it was issued, nobody has."""
    return paper.state != "revoked" or paper.issued_at is not None


def _card(dossier: Dossier, procedure: Procedure, paper: Paper) -> Card:
    valid = paper.state == "issued"
    own = paper.kind == FILED_FORM
    href = url_for("citizen.paper", code=dossier.code, paper_id=paper.id) if valid and paper.sha256 else None
    return Card(
        paper.kind,
        paper_title(paper, procedure),
        paper.number,
        paper.issued_date,
        paper.size,
        href,
        None if own else url_for("public.verdict", token=paper.verify_token),
        _("Của bạn") if own else _("Có hiệu lực") if valid else _("Đã thu hồi"),
        "green" if valid else "red",
    )
