"""Whether a draft may go to the second person: sound, its golden cases as expected, its result printable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.models import ProcedureVersion, VersionState
from portal.services import pack_drafts, publishing, result_previews
from portal.services.actors import Actor
from portal.services.refusals import ActionNotAllowedError
from procedures.findings import Severity


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is done on the way to publication."""

    errors: int
    warnings: int
    cases: int
    failing: int
    """Golden cases that come out otherwise than expected."""
    result: bool
    """The result could be rendered."""
    state: VersionState

    @property
    def complete(self) -> bool:
        """Say whether the draft may be submitted."""
        return not self.errors and not self.failing and self.result


def readiness(session: Session, version: ProcedureVersion) -> Readiness:
    """Return how far a version has come."""
    found = pack_drafts.findings(session, version)
    cases = pack_drafts.checked(version).cases
    wrong = sum(finding.severity is Severity.ERROR for finding in found)
    return Readiness(
        errors=wrong,
        warnings=len(found) - wrong,
        cases=len(cases),
        failing=sum(not case.passed for case in cases),
        result=result_previews.is_ready(session, version),
        state=version.state,
    )


def submit(session: Session, draft: ProcedureVersion, *, digest: str, actor: Actor, at: datetime) -> None:
    """Hand a complete draft to the second person; ``digest`` is that of the pack which was looked at."""
    if digest != draft.digest:
        raise ActionNotAllowedError(draft.code, str(draft.version), "submit", "changed")
    if not readiness(session, draft).complete:
        raise ActionNotAllowedError(draft.code, str(draft.version), "submit", "incomplete")
    publishing.submit(session, draft, actor=actor, at=at)


def default_case(version: ProcedureVersion) -> str:
    """Return the golden case from which the result is shown first; empty when there is none."""
    filed = [case for case in result_previews.cases_of(version) if "stopped" not in case.expected]
    return filed[0].file if filed else ""


def prepare(session: Session, draft: ProcedureVersion, *, at: datetime) -> None:
    """Have the result of a sound draft rendered, so that it is there when somebody wants to see it."""
    if pack_drafts.checked(draft).loaded.procedure is not None:
        result_previews.ask(session, draft, default_case(draft), at=at)
