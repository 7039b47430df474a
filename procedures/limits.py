"""The legal time limit of one dossier: that of the first case of the pack that it meets, else the general one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from forms.expressions import Known
from procedures.definition import Procedure, TimeLimit
from procedures.facts import all_values
from procedures.overlay import Overlay, local_time_limit
from procedures.situation import Situation


def lawful_limit(
    procedure: Procedure, answers: Mapping[str, Any], situation: Situation, overlay: Overlay | None = None
) -> TimeLimit:
    """Return the time limit of a dossier with these answers, with the law that sets it.

    A case that is unknown does not hold. What an agency's offer sets replaces the general limit, never that of a case.
    """
    if procedure.time_limit.where:
        values = all_values(procedure, answers, situation)
        for case in procedure.time_limit.where:
            if case.when.evaluate(values) == Known(value=True):
                return TimeLimit(case.within, case.law or procedure.time_limit.law)
    return replace(procedure.time_limit, within=local_time_limit(procedure, overlay))
