"""Whether a page about a task is stale: judged by the task, so that nobody is sent away by what another branch did.

Every change counts up the version of the dossier, and makes every page about it stale. What concerns one branch alone
leaves a mark at the open tasks of the others: pages from this version to that one show them as they are. Whatever
leaves no mark makes all pages stale, so a kind of change that nobody thought of here is never overlooked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from portal.services import tasks
from workflows.effects import Effect

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from portal.models import Dossier, Task

OF_ONE_BRANCH: Final = frozenset(
    {
        Effect.ASSIGN,
        Effect.ISSUE_PAPER,
        Effect.REQUEST_SUPPLEMENT,
        Effect.REQUEST_CLARIFICATION,
        Effect.OPEN_CHILDREN,
        Effect.STOP_CHILDREN,
    }
)
"""What an act may bring that changes nothing for who is at work in another branch."""


def is_stale(dossier: Dossier, task: Task, seen: int) -> bool:
    """Tell whether the task is not any more as a page showed it that knew this version of the dossier."""
    if seen == dossier.lock_version:
        return False
    start, until = task.shown_from, task.shown_until
    return start is None or until != dossier.lock_version or not start <= seen < until


def go_on(session: Session, dossier: Dossier, task: Task, effects: Collection[Effect] = ()) -> None:
    """Count up the version for a change at one task; what is open in other branches stays as it was shown.

    The caller holds the dossier's lock, and has closed and opened what the change closes and opens.
    """
    before = dossier.lock_version
    dossier.lock_version += 1
    if task.fork_id is None or not OF_ONE_BRANCH.issuperset(effects):
        return
    for other in tasks.open_tasks(session, dossier.id):
        if other.id == task.id:
            continue
        if other.shown_until != before:
            other.shown_from = before
        other.shown_until = dossier.lock_version
