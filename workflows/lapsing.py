"""What follows when the applicant does not answer in time: an action of the same step that the portal may take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflows.errors import Path, Problem
from workflows.reader import closest
from workflows.spec import Action, Step

NOT_ANSWERED = "not_answered"
"""The code of the reason for which the portal takes the action then."""


def wrong_lapses(steps: Mapping[str, Step], path: Path) -> Iterator[Problem]:
    """Yield what is wrong with each `lapses`: nobody has to decide anything when it is taken."""
    for step in steps.values():
        for action in step.actions.values():
            if action.lapses is None:
                continue
            place = (*path, "steps", step.name, "actions", action.name, "lapses")
            target = step.actions.get(action.lapses)
            if target is None:
                others = [name for name in step.actions if name != action.name]
                yield Problem(
                    place, f"the step '{step.name}' has no action '{action.lapses}'", closest(action.lapses, others)
                )
            elif (why := _needs_a_person(target)) is not None:
                message = f"the portal cannot take '{action.lapses}' by itself when nobody answers: it {why}"
                yield Problem(place, message, "name an action that only leads on, such as a refusal or a stop")


def _needs_a_person(action: Action) -> str | None:
    if action.to is None:
        return "does not lead on"
    if action.needs:
        return f"needs {', '.join(sorted(action.needs))}"
    if action.sign is not None or action.number:
        return "signs or numbers the result"
    if action.assign is not None:
        return "names an officer"
    return "issues the result" if action.paper == "result" else None
