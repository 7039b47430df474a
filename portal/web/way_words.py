"""The way of a dossier in words, step by step: what the drawing shows, for every reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from procedures.definition import Procedure
from workflows.drawing import as_list
from workflows.walked import Stand, Walked

STANDS: Mapping[Stand, str] = {
    Stand.HERE: N_("Đang ở bước này"),
    Stand.PASSED: N_("Đã qua"),
    Stand.COMING: N_("Có thể tới"),
    Stand.ASIDE: N_("Không đi qua"),
}
ENDED: Final = N_("Kết thúc ở đây")
"""How the end that was reached stands to the way: nothing is done there any more."""
TONES: Mapping[Stand, str] = {
    Stand.HERE: "amber",
    Stand.PASSED: "green",
    Stand.COMING: "blue",
    Stand.ASIDE: "grey",
}


@dataclass(frozen=True, slots=True)
class Station:
    """One step or end, and how it stands to the way."""

    title: str
    branch: str
    role: str
    stand: str
    tone: str
    here: bool
    actions: tuple[str, ...]


def stations(procedure: Procedure, way: Walked) -> list[Station]:
    """Return every step and end with how it stands to the way, in the order of the pack."""
    return list(_stations(procedure, way))


def on_the_way(procedure: Procedure, way: Walked) -> list[Station]:
    """Return what a dossier passed, where it stands and what may come, for the person whose matter it is."""
    return [one for one in _stations(procedure, way) if one.stand != _(STANDS[Stand.ASIDE])]


def _stations(procedure: Procedure, way: Walked) -> Iterator[Station]:
    for step in as_list(procedure.workflow, current_language()):
        stand = way.stand(step.name)
        open_yet = stand in (Stand.HERE, Stand.COMING)
        actions = step.actions if open_yet else ()
        here = stand is Stand.HERE
        ended = here and step.name in procedure.workflow.ends
        words, tone = (ENDED, "green") if ended else (STANDS[stand], TONES[stand])
        yield Station(step.title, step.branch, step.role, _(words), tone, here, actions)
