"""Where filed answers came from: which source told them, when, and what the person corrected, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.answers import Visible, to_json
from forms.fields import REGISTRY
from forms.sourced import answer_at, field_of
from forms.spec import FieldSpec, FormSpec
from portal.models import AnswerSet
from portal.services.known_answers import Knowledge, Told, sourced_in


def origins_of(spec: FormSpec, visible: Visible, known: Knowledge) -> dict[str, dict[str, str]]:
    """Return the origin of each filed answer that a source told, as JSON, by its field or by block and box.

    A corrected one says what the source had told (``said``) and the person's reason (``why``); it is there also when
    the person says that there is nothing to tell.
    """
    if not known.told:
        return {}
    fields = {one.key: one.field for one in sourced_in(spec)}
    return {
        key: _origin(fields[key], one, known.why.get(key))
        for key, one in known.told.items()
        if answer_at(visible.answers, key) is not None or (key in known.why and field_of(key) in visible.fields)
    }


def origins_kept(spec: FormSpec, answers: Mapping[str, Any], before: AnswerSet) -> dict[str, Any]:
    """Return the origins of the answers that a supplement left as they were."""
    data = to_json(spec, answers)
    return {key: one for key, one in before.origins.items() if answer_at(data, key) == answer_at(before.answers, key)}


def _origin(field: FieldSpec, told: Told, why: str | None) -> dict[str, Any]:
    origin = {"source": told.source, "of": told.of, "at": told.at.isoformat() if told.at else None}
    if why is not None:
        origin |= {"said": REGISTRY[field.type].store(field, told.value), "why": why}
    return {name: value for name, value in origin.items() if value is not None}
