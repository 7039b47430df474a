"""Run golden cases and say where what came out differs from what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from forms.answers import blocked, invalid, missing, visible_fields
from procedures.cases.life import Life, begin, live
from procedures.cases.parsing import read_cases
from procedures.cases.spec import Case
from procedures.definition import Procedure
from procedures.fees import FeeNotComputableError, fee_sheet
from procedures.findings import Finding, error
from procedures.papers import documents_for
from procedures.parties import parties_of

_UNORDERED: Final = frozenset({"missing", "invalid", "lacking", "documents", "confirms", "facts", "open"})
"""What is compared as a set; the rest as a list."""

_OBSTACLES: Final = ("stopped", "missing", "invalid", "lacking")
"""What makes a filing impossible."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case: it passed when nothing was found."""

    file: str
    title: str
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Say whether everything came out as expected."""
        return not self.findings


def run_cases(procedure: Procedure) -> list[CaseResult]:
    """Run every golden case of a pack; files that cannot be read come first."""
    cases, wrong = read_cases(procedure)
    unread = sorted({finding.file for finding in wrong})
    broken = [CaseResult(file, file, tuple(one for one in wrong if one.file == file)) for file in unread]
    return [*broken, *(run_case(procedure, case) for case in cases)]


def run_case(procedure: Procedure, case: Case) -> CaseResult:
    """Run one case."""
    try:
        came_out, kept = _filing(procedure, case)
    except FeeNotComputableError as problem:
        return CaseResult(case.file, case.title, (_finding(case, ("answers",), str(problem)),))
    asked: frozenset[str] = came_out["shown"]
    wrong = [
        _finding(case, ("answers", name), f"'{name}' is answered, but not asked here")
        for name in case.answers
        if name not in asked
    ]
    if not any(came_out[key] for key in _OBSTACLES):
        came_out |= _life(begin(procedure, case, kept), case, wrong)
    return CaseResult(case.file, case.title, (*wrong, *_differences(case, came_out)))


def _filing(procedure: Procedure, case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what comes out at the filing, and the answers that stay."""
    situation = case.filing.situation
    values = situation.values()
    visible = visible_fields(procedure.form, case.answers, values)
    block = blocked(procedure.form, case.answers, values)
    required = [one.document.id for one in documents_for(procedure, visible.answers, situation) if one.required]
    unanswered = missing(procedure.form, case.answers, values)
    unfit = [one.field.name for one in invalid(procedure.form, case.answers, values)]
    sheet = fee_sheet(procedure, visible.answers, situation)
    came_out = {
        "stopped": block.page if block else None,
        "missing": unanswered,
        "invalid": [name for name in unfit if name not in unanswered],
        "lacking": [name for name in required if name not in case.documents],
        "pages": list(visible.pages),
        "shown": visible.fields,
        "hidden": visible.fields,
        "documents": required,
        "confirms": [one.full_name for one in parties_of(procedure, visible.answers, situation, visible)],
        "fees": {line.id: line.amount for line in sheet.lines},
        "total": sheet.total,
    }
    return came_out, visible.answers


def _life(life: Life, case: Case, wrong: list[Finding]) -> dict[str, Any]:
    """Live through the case; what goes wrong is noted, and nothing after it is looked at."""
    promised: date | None = None
    for happening in case.happenings:
        try:
            said = live(life, happening)
            promised = life.promised() or promised
        except ValueError as impossible:
            # The ledger and the calendar refuse moments out of order or out of reach.
            said = str(impossible)
        if said is not None:
            wrong.append(_finding(case, ("then", happening.index), said))
            break
    return {
        "facts": [name for name in life.procedure.facts if name in life.facts()],
        "path": life.path,
        "open": life.open_steps(),
        "statuses": life.statuses,
        "promised": promised.isoformat() if promised else None,
        "papers": life.papers,
        "ordered": life.ordered,
    }


def _differences(case: Case, came_out: Mapping[str, Any]) -> list[Finding]:
    found = [
        _finding(case, ("filed",), f"the filing is not possible: {key} {_shown(came_out[key])}")
        for key in _OBSTACLES
        if came_out[key] and key not in case.expected
    ]
    for key, expected in case.expected.items():
        if key not in came_out:
            found.append(_finding(case, ("expect", key), f"'{key}' cannot be told: the filing is not possible"))
        elif not _agrees(key, expected, came_out[key]):
            message = f"{key}: expected {_shown(expected)}, but it is {_shown(came_out[key])}"
            found.append(_finding(case, ("expect", key), message))
    return found


def _agrees(key: str, expected: object, value: object) -> bool:
    if key == "shown":
        return set(_listed(expected)) <= set(_listed(value))
    if key == "hidden":
        return not set(_listed(expected)) & set(_listed(value))
    if key in _UNORDERED:
        return sorted(_listed(expected)) == sorted(_listed(value))
    return expected == value


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, (list, frozenset)) else [str(value)]


def _shown(value: object) -> str:
    if isinstance(value, (list, frozenset)):
        return "[" + ", ".join(map(str, value if isinstance(value, list) else sorted(value))) + "]"
    return str(value)


def _finding(case: Case, path: tuple[str | int, ...], message: str) -> Finding:
    place = case.yaml.place(path)
    return error(case.file, message, "mend the pack, or the case", line=place.line, column=place.column)
