"""The facts that hold of a dossier: what guards of actions and branches ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.answers import from_json
from portal.models import Person
from portal.prepared import PreparedKey
from portal.services import children, opinion_rounds, step_look_ups
from portal.services.allowances import lifted
from portal.services.answer_sets import newest_answers
from portal.services.situations import situation_of_dossier
from portal.services.standing import actions_taken, standing_facts
from procedures.facts import facts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from procedures.definition import Procedure

_PERSON = PreparedKey(Person)


def held_facts(session: Session, dossier: Dossier, procedure: Procedure) -> frozenset[str]:
    """Return every fact that holds now: those of the pack, the standing ones, and the actions taken."""
    done = actions_taken(session, dossier)
    standing = standing_facts(session, dossier) | (done - lifted(session, dossier, procedure, done))
    standing |= opinion_rounds.facts(session, dossier, procedure)
    standing |= children.facts(session, dossier, procedure)
    standing |= step_look_ups.facts(session, dossier, procedure)
    if not procedure.facts:
        # Nothing of the pack is read from the answers.
        return standing
    person = _PERSON.get(session, dossier.applicant_id)
    answers = from_json(procedure.form, newest_answers(session, dossier).answers)
    return facts(procedure, answers, situation_of_dossier(dossier, person), standing)
