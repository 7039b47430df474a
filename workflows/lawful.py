"""The lawful order along every path: accept once, sign, number, seal, issue, hand over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntFlag, auto

from workflows.effects import Effect
from workflows.spec import Action, WorkflowSpec
from workflows.vocabulary import DOCUMENTS_CHECKED, FEES_SETTLED, PASSING_SLIPS, RESULT


class Done(IntFlag):
    """What has been done on the way so far."""

    ACCEPTED = auto()
    FEES_SETTLED = auto()
    CHECK_OFFERED = auto()
    DOCUMENTS_CHECKED = auto()
    SIGNED = auto()
    NUMBERED = auto()
    SEALED = auto()
    ANSWERED = auto()
    RESULT_ISSUED = auto()
    OWES = auto()
    """A fee was ordered at a step on the way, and no action since has asked whether it is settled."""


NOTHING = Done(0)


@dataclass(frozen=True, slots=True)
class Fees:
    """When the fees of the pack are due: before acceptance, and once which steps are reached."""

    before_acceptance: bool = False
    at: frozenset[str] = frozenset()
    """The steps at which fees are ordered."""


@dataclass(frozen=True, slots=True)
class Breach:
    """An action that comes too early, too late or twice on some path."""

    code: str
    step: str
    action: str
    message: str
    cure: str
    trail: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """Before an effect some things must be done; ``cure`` says how to bring that about."""

    needs: Done
    code: str
    message: str
    cure: str


_ACCEPT_FIRST = _Rule(
    Done.ACCEPTED,
    "not_accepted",
    "answers a dossier that no action has accepted",
    "mark the action that accepts it with `accepts: true`",
)
_RULES: Mapping[Effect, tuple[_Rule, ...]] = {
    Effect.NUMBER: (
        _Rule(Done.SIGNED, "number_before_signature", "numbers a result that nobody has signed",
              "let an earlier action have `sign: personal`"),
    ),
    Effect.SIGN_AGENCY: (
        _Rule(Done.SIGNED, "seal_before_signature", "puts the agency's signature on a result that nobody has signed",
              "let an earlier action have `sign: personal`"),
        _Rule(Done.NUMBERED, "seal_before_number", "puts the agency's signature on a result without a number",
              "give this action or an earlier one `number: true`"),
    ),
    Effect.OPEN_CHILDREN: (
        _Rule(Done.ACCEPTED, "opened_before_acceptance", "opens a dossier elsewhere before this one is accepted",
              "mark the action that accepts it with `accepts: true`"),
    ),
    Effect.HAND_OVER: (
        _ACCEPT_FIRST,
        _Rule(Done.ANSWERED, "nothing_to_hand_over", "hands over a result that no action has issued",
              "let an earlier action have `paper: result`"),
    ),
}  # fmt: skip
_RESULT_RULES = (
    _ACCEPT_FIRST,
    _Rule(Done.SIGNED, "issue_before_signature", "issues a result that nobody has signed",
          "let an earlier action have `sign: personal`"),
    _Rule(Done.NUMBERED, "issue_before_number", "issues a result without a number",
          "give this action or an earlier one `number: true`"),
    _Rule(Done.SEALED, "issue_before_seal", "issues a result without the agency's signature",
          "give this action or an earlier one `sign: agency`"),
)  # fmt: skip
_SETS = {
    Effect.ACCEPT: Done.ACCEPTED,
    Effect.SIGN_PERSONAL: Done.SIGNED,
    Effect.NUMBER: Done.NUMBERED,
    Effect.SIGN_AGENCY: Done.SEALED,
}
_OF_ONE_DRAFT = Done.SIGNED | Done.NUMBERED | Done.SEALED | Done.ANSWERED | Done.RESULT_ISSUED
"""A result that is drafted anew has none of these any more."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One action, taken after what was done before."""

    spec: WorkflowSpec
    step: str
    before: Done
    action: Action
    trail: tuple[str, ...]
    fees: Fees

    def entered(self) -> Done:
        """Return what is done when the action is pressed: what it needs holds by then."""
        done = self.before
        if self.spec.steps[self.step].checks_documents:
            done |= Done.CHECK_OFFERED
        if FEES_SETTLED in self.action.needs or self.action.when == FEES_SETTLED:
            done = (done | Done.FEES_SETTLED) & ~Done.OWES
        if DOCUMENTS_CHECKED in self.action.needs:
            done |= Done.DOCUMENTS_CHECKED
        return done

    def after(self) -> Done:
        """Return what is done when the action is through."""
        done = self.entered()
        for effect in self.action.effects:
            done = _apply(effect, self.action, done)
        return done | Done.OWES if self.action.to in self.fees.at else done

    def found(self) -> Iterator[Breach]:
        """Yield what this action breaks, effect by effect in their order."""
        done = self.entered()
        if DOCUMENTS_CHECKED in self.action.needs and not done & Done.CHECK_OFFERED:
            yield self._breach(_NEVER_CHECKED)
        for effect in self.action.effects:
            for rule in self._rules(effect, done):
                yield self._breach(rule)
            done = _apply(effect, self.action, done)

    def _rules(self, effect: Effect, done: Done) -> Iterator[_Rule]:
        if effect is Effect.ACCEPT:
            yield from self._rules_of_acceptance(done)
        if not done & Done.ACCEPTED and effect is Effect.REQUEST_SUPPLEMENT and not self.action.once:
            yield _ASKS_AGAIN
        if not done & Done.ACCEPTED and effect is Effect.REQUEST_CLARIFICATION:
            yield _EXPLAINS_EARLY
        issues = effect is Effect.ISSUE_PAPER and self.action.paper == RESULT
        # What the portal may answer by itself needs nobody's signature but the agency's.
        given = done | (Done.SIGNED if self.action.unattended else NOTHING)
        yield from (rule for rule in (_RESULT_RULES if issues else _RULES.get(effect, ())) if not given & rule.needs)
        # Whoever is refused is told so, paid or not: what is still owed is cancelled.
        hands_over = effect is Effect.HAND_OVER and bool(done & Done.RESULT_ISSUED)
        if (issues or hands_over) and done & Done.OWES:
            yield _OWING

    def _rules_of_acceptance(self, done: Done) -> Iterator[_Rule]:
        if self.spec.steps[self.step].inside is not None:
            yield _IN_BRANCH
        if done & Done.ACCEPTED:
            yield _TWICE
        if self.fees.before_acceptance and not done & Done.FEES_SETTLED:
            yield _UNPAID
        if done & Done.CHECK_OFFERED and not done & Done.DOCUMENTS_CHECKED:
            yield _UNCHECKED

    def _breach(self, rule: _Rule) -> Breach:
        message = f"the action '{self.action.name}' {rule.message}"
        return Breach(rule.code, self.step, self.action.name, message, rule.cure, self.trail)


_NEVER_CHECKED = _Rule(
    NOTHING,
    "never_checked",
    "needs 'documents_checked', but no step up to here checks documents",
    "give the step `check: documents`",
)
_TWICE = _Rule(
    NOTHING,
    "accepted_twice",
    "accepts a dossier that was accepted before, so the time limit would start twice",
    "return to a step behind the acceptance",
)
_UNPAID = _Rule(
    NOTHING,
    "accepted_unpaid",
    "accepts a dossier whose fees are due before acceptance, without asking whether they are settled",
    "add `needs: [fees_settled]`",
)
_IN_BRANCH = _Rule(
    NOTHING,
    "accepted_in_branch",
    "accepts the dossier in one branch while others are open that may be through before",
    "accept it before its branches are opened",
)
_ASKS_AGAIN = _Rule(
    NOTHING,
    "supplement_again",
    "may ask for a supplement again and again before the dossier is accepted; it is asked for once, and fully",
    "add `once: true`: a superior can allow a second one",
)
_EXPLAINS_EARLY = _Rule(
    NOTHING,
    "clarification_early",
    "asks for a clarification before the dossier is accepted",
    "write `effect: request_supplement`, or ask at a step behind the acceptance",
)
_OWING = _Rule(
    NOTHING,
    "answered_unpaid",
    "gives out the result although a fee is due by then, without asking whether it is settled",
    "add `needs: [fees_settled]` to it, or to an action on the way",
)
_UNCHECKED = _Rule(
    NOTHING,
    "accepted_unchecked",
    "accepts a dossier whose documents are checked at this desk, without asking whether they were",
    "add `needs: [documents_checked]`",
)


def _apply(effect: Effect, action: Action, done: Done) -> Done:
    if effect is Effect.DRAFT_RESULT:
        return done & ~_OF_ONE_DRAFT
    if effect is Effect.ISSUE_PAPER and action.paper not in PASSING_SLIPS:
        if action.paper != RESULT:
            return done | Done.ANSWERED
        # What was given out unpaid is told once, where it is issued.
        return (done | Done.ANSWERED | Done.RESULT_ISSUED) & ~Done.OWES
    return done | _SETS.get(effect, NOTHING)
