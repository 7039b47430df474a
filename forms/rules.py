"""What an author writes beside the questions: where to go instead of filing here, what stands in a field at first."""

from __future__ import annotations

from typing import Any

from forms.errors import InvalidAnswer
from forms.expressions import Known
from forms.fields import REGISTRY
from forms.keys import Place
from forms.spec import FieldSpec, Instead


def read_instead(values: dict[str, Any] | None, place: Place) -> Instead | None:
    """Return where to go instead: a procedure or an address, one of both."""
    if values is None:
        return None
    if (values["procedure"] is None) is (values["link"] is None):
        place.wrong("'instead' leads to one place", "write procedure: or link:")
        return None
    return Instead(values["text"], values["procedure"], values["link"])


def verify_default(spec: FieldSpec, place: Place) -> None:
    """Demand that what stands in a field at first could be its answer."""
    kind, default = REGISTRY[spec.type].value_type(spec), spec.default
    if kind is None or default is None or default.gives is not kind.kind:
        gives = default.gives if default else "nothing"
        place.wrong(f"the expression gives a {gives}, but the answer is a {kind.kind if kind else 'nothing'}")
        return
    value = default.evaluate({}) if not default.reads else None
    if isinstance(value, Known) and default_answer(spec, value.value) is None:
        place.wrong(f"'{value.value}' is no answer to this field", "write one that it takes")


def default_answer(spec: FieldSpec, value: Any) -> Any:
    """Return a value as the answer of a field, ``None`` when the field does not take it."""
    one = REGISTRY[spec.type]
    try:
        return one.read(spec, one.typed(spec, value))
    except InvalidAnswer:
        return None
