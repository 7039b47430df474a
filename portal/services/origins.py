"""Where filed answers came from: which source told them, when, and what the person corrected, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.answers import Visible, to_json
from forms.spec import FormSpec
from portal.models import AnswerSet
from portal.services.known_answers import Knowledge, Told


def origins_of(spec: FormSpec, visible: Visible, known: Knowledge) -> dict[str, dict[str, str]]:
    """Return the origin of each filed answer that a source told, as JSON.

    A corrected one says what the source had told (``said``) and the person's reason (``why``); it is there also when
    the person says that there is nothing to tell.
    """
    filed = visible.answers.keys() | visible.fields.intersection(known.why)
    told = {name: one for name, one in known.told.items() if name in filed}
    said = to_json(spec, {name: one.value for name, one in told.items()})
    return {name: _origin(one, said[name], known.why.get(name)) for name, one in told.items()}


def origins_kept(spec: FormSpec, answers: Mapping[str, Any], before: AnswerSet) -> dict[str, Any]:
    """Return the origins of the answers that a supplement left as they were."""
    data = to_json(spec, answers)
    return {name: one for name, one in before.origins.items() if data.get(name) == before.answers.get(name)}


def _origin(told: Told, said: Any, why: str | None) -> dict[str, Any]:
    origin = {"source": told.source, "of": told.of, "at": told.at.isoformat() if told.at else None}
    if why is not None:
        origin |= {"said": said, "why": why}
    return {name: value for name, value in origin.items() if value is not None}
