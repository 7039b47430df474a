"""What an author writes about several answers at once: checks, where to go instead, what stands in a field at first."""

from __future__ import annotations

from typing import Any

from forms.errors import InvalidAnswer
from forms.expressions import Known
from forms.fields import REGISTRY
from forms.form_keys import CHECK_KEYS
from forms.keys import Place, read_keys, said
from forms.spec import Check, FieldSpec, Instead

MOST_CHECKS = 100


def read_checks(raw: object, fields: tuple[FieldSpec, ...], place: Place) -> tuple[Check, ...]:
    """Return the checks of a page or of the rows of a table, which speak about its own fields."""
    if raw is None:
        return ()
    if not isinstance(raw, (list, tuple)) or not raw or len(raw) > MOST_CHECKS:
        place.wrong(f"a list of checks is needed, not {said(raw)}", f"- {{that: …, say: …}}, at most {MOST_CHECKS}")
        return ()
    checks = []
    for index, one in enumerate(raw):
        inside = place.within(index)
        values = read_keys(one, CHECK_KEYS, inside)
        if values is None or values["that"] is None or values["say"] is None:
            continue
        check = Check(values["that"], values["say"], values["because"], values["at"])
        _verify_check(check, fields, inside)
        checks.append(check)
    return tuple(checks)


def _verify_check(check: Check, fields: tuple[FieldSpec, ...], place: Place) -> None:
    own = [one.name for one in fields]
    if check.at is not None and check.at not in own:
        place.within("at").wrong(f"'{check.at}' is no field here", f"one of: {', '.join(own)}")
    elif check.at is None and not check.that.reads & set(own):
        cure = "move it to the page of the fields that it reads, or say `at`"
        place.within("that").wrong("the check reads no field of its page", cure)


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
