"""The named facts that steps and actions may need: those of the pack, and the portal's standing ones.

The machine sees only a set of names. A fact of the pack holds when its expression is known to be true: unknown is
not false, but it is not true either. The standing facts are closed: the portal establishes each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from forms.answers import Visible, prune
from forms.expressions import Known, Value
from procedures.definition import Procedure
from procedures.situation import Situation


class StandingFact(StrEnum):
    """What the portal itself knows about a dossier, and establishes anew before each action."""

    FEES_SETTLED = "fees_settled"
    """Nothing that is due now is unpaid: paid, waived, or nothing was ever due."""
    DOCUMENTS_CHECKED = "documents_checked"
    """Every document that was handed in has been looked at by the desk and found sufficient."""
    SUPPLEMENT_ANSWERED = "supplement_answered"
    """A supplement was asked for, and every request has been answered."""
    RESULT_SIGNED_PERSONAL = "result_signed_personal"
    """The result bears the leader's own signature."""
    RESULT_NUMBERED = "result_numbered"
    """The result has its number and date."""
    RESULT_SIGNED_AGENCY = "result_signed_agency"
    """The result bears the signature of the agency."""
    RESULT_ISSUED = "result_issued"
    """The result is issued: the applicant may see it, and its QR code says that it is valid."""
    IDENTITY_ASSURED = "identity_assured"
    """The applicant signed in at the assurance level that the procedure asks for, or was identified at the counter."""
    OPINIONS_ASKED = "opinions_asked"
    """Somebody was asked for an opinion at the step where the dossier is, since it came there; what was taken back does
    not count."""
    OPINIONS_SETTLED = "opinions_settled"
    """No opinion is awaited: whoever was asked has answered, or the time for it is over."""
    CHILDREN_SETTLED = "children_settled"
    """No dossier that this one opened elsewhere is still under way."""


STANDING = frozenset(str(fact) for fact in StandingFact)
"""The names of all standing facts; a pack may need them but not define them."""


def facts(
    procedure: Procedure, answers: Mapping[str, Any], situation: Situation, standing: Iterable[str] = ()
) -> frozenset[str]:
    """Return the names of all facts that hold.

    ``standing`` are the portal's own (members of ``StandingFact``) and what the machine was told before
    (``workflows.vocabulary.taken``); they pass through as they are.
    """
    values = own_facts(procedure, answers, situation)
    held = {name for name, value in values.items() if value == Known(value=True)}
    return frozenset({*held, *(str(fact) for fact in standing)})


def own_facts(
    procedure: Procedure, answers: Mapping[str, Any], situation: Situation, visible: Visible | None = None
) -> dict[str, Value]:
    """Return the pack's facts, each known, unknown or failed; ``visible`` is what these answers ask, where known."""
    return facts_of(procedure, _read(procedure, answers, situation, visible))


def facts_of(procedure: Procedure, values: Mapping[str, object]) -> dict[str, Value]:
    """Return the pack's facts for values that hold nothing hidden, each known, unknown or failed."""
    return {name: expression.evaluate(values) for name, expression in procedure.facts.items()}


def all_values(
    procedure: Procedure, answers: Mapping[str, Any], situation: Situation, visible: Visible | None = None
) -> dict[str, object]:
    """Return what conditions of documents and fees read: answers, situation, and ``facts.<name>`` where known.

    ``visible`` is what these answers ask, where the caller knows it already.
    """
    values = _read(procedure, answers, situation, visible)
    own = facts_of(procedure, values)
    known = {name: value.value for name, value in own.items() if isinstance(value, Known)}
    return {**values, "facts": known}


def _read(
    procedure: Procedure, answers: Mapping[str, Any], situation: Situation, visible: Visible | None = None
) -> dict[str, object]:
    """Return situation and answers, without those that the form does not ask here: what is hidden decides nothing."""
    values = situation.values()
    kept = visible.answers if visible else prune(procedure.form, answers, values)
    return {**kept, **values}
