"""What can be wrong with forks: a token that is lost, one that is waited for in vain, a circle without a person."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.paths import all_branches, outcomes
from workflows.position import around
from workflows.reader import closest
from workflows.spec import Branch, Join, Outcome, Step
from workflows.views import Flaw, Seen


def fork_flaws(seen: Seen) -> Iterator[Flaw]:
    """Yield the flaws of every fork and of every branch."""
    for fork, branch in all_branches(seen.spec):
        yield from _facts(seen, fork, branch)
    for step in seen.spec.steps.values():
        if step.branches:
            yield from _opens_nothing(seen, step)
            yield from _nowhere(seen, step)
            yield from _without_a_person(seen, step)


def _facts(seen: Seen, fork: Step, branch: Branch) -> Iterator[Flaw]:
    for key, fact in (("when", branch.when), ("unless", branch.unless)):
        if fact is not None and fact not in seen.known:
            message = f"branch '{branch.name}' of '{fork.name}': the fact '{fact}' can never hold"
            where = ("branches", branch.name, key)
            yield seen.flaw("never_holds", fork.name, where, message, closest(fact, seen.known), seen.trail(fork.name))
    if branch.unless is not None and branch.unless == branch.when:
        message = f"branch '{branch.name}' of '{fork.name}' asks that '{branch.unless}' holds and does not hold"
        where = ("branches", branch.name, "unless")
        trail = seen.trail(fork.name)
        yield seen.flaw("contradiction", fork.name, where, message, "leave one of the two out", trail)


def _opens_nothing(seen: Seen, fork: Step) -> Iterator[Flaw]:
    """Complain of a fork that opens none of its branches where somebody waits for one alone.

    It would be through before any other branch could begin; a fork that waits for all may have nothing to wait for.
    """
    joins = {fork.join, *(seen.spec.steps[outer].join for outer, _ in around(seen.spec, fork.name))}
    for view in seen.of(fork.name) if joins != {Join.ALL} else ():
        if not any(view.world.opens(branch) for branch in fork.branches.values()):
            message = f"the fork '{fork.name}' opens no branch {view.world.in_words()}, where one alone is waited for"
            cure = "let one branch have neither `when` nor `unless`, or wait for all"
            yield seen.flaw("opens_nothing", fork.name, ("branches",), message, cure, view.trails[fork.name])
            return


def _nowhere(seen: Seen, fork: Step) -> Iterator[Flaw]:
    """Complain of an outcome that comes about and leads nowhere: the dossier would be lost at the join."""
    for view in seen.of(fork.name):
        for outcome in outcomes(seen.spec, view.world, view.graph, fork.name):
            if str(outcome) not in fork.actions:
                which = f"it can come out as '{outcome}' {view.world.in_words()}".rstrip()
                message = f"the fork '{fork.name}' leads nowhere: {which}"
                cure = f"say in `next` where that leads: `{outcome}: <step>`"
                yield seen.flaw("nowhere", fork.name, ("next",), message, cure, view.trails[fork.name])
                return


def _without_a_person(seen: Seen, fork: Step) -> Iterator[Flaw]:
    """Complain of a fork that goes back to where nobody acts: the portal could go round for ever."""
    order = list(seen.spec.steps)
    for outcome in Outcome:
        action = fork.actions.get(str(outcome))
        back = action is not None and action.to in order and order.index(action.to) < order.index(fork.name)
        there = seen.spec.steps[action.to] if action is not None and action.to and back else None
        if there is not None and (there.waits or there.automatic is not None):
            message = f"the fork '{fork.name}' goes back to '{there.name}', where the portal may go on by itself"
            cure = "go back to a step at which a person decides"
            trail = seen.trail(fork.name)
            yield seen.flaw("without_a_person", fork.name, ("next", str(outcome)), message, cure, trail)
