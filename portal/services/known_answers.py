"""Information given once: what the electronic identity told is shown and kept, and not asked again.

Nghị định 224/2026/NĐ-CP Điều 15 khoản 1. Whoever files for another person is asked everything: the identity is that of
the one who files, and a form about somebody else must not silently carry it.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from forms.errors import InvalidAnswer
from forms.fields import REGISTRY
from forms.fields.address import PARTS
from forms.spec import FieldSpec, FormSpec
from portal.models import Person
from portal.services.situations import identity_values

IDENTITY: Final = "identity."


def known_answers(spec: FormSpec, person: Person, *, filed_on_behalf: bool) -> dict[str, Any]:
    """Return the typed answers that the identity of ``person`` gives to fields with ``from: identity.…``."""
    if filed_on_behalf:
        return {}
    told = identity_values(person) | _residence(person)
    found = {one.name: _answer(one, told) for one in spec.fields() if (one.source or "").startswith(IDENTITY)}
    return {name: value for name, value in found.items() if value is not None}


def _residence(person: Person) -> dict[str, object]:
    """Return the permanent residence in the parts of an address field, where the identity told each of them."""
    parts = {name: (person.residence or {}).get(name) for name in PARTS}
    return {"residence": parts} if all(parts.values()) else {}


def _answer(one: FieldSpec, told: dict[str, object]) -> Any:
    value = told.get((one.source or "").removeprefix(IDENTITY))
    if value is None:
        return None
    kind = REGISTRY[one.type]
    try:
        answer = kind.load(one, value.isoformat() if isinstance(value, date) else value)
    except InvalidAnswer:
        # What the identity tells does not fit this question, so the question is asked.
        return None
    return None if kind.blank(answer) else answer
