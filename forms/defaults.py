"""What stands in a page before anybody answers it: a default (pack key ``default``), or the one option there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.expressions import Known
from forms.fields import REGISTRY
from forms.fields.choice import ChoiceType
from forms.rules import default_answer
from forms.spec import FieldSpec, FormSpec, Page
from forms.visibility import Visible, visible_fields


def with_defaults(page: Page, visible: Visible) -> dict[str, Any]:
    """Return the answers with what stands in the page at first; it is an answer only once a person sends the page."""
    answers = with_only_options(page, visible)
    for one in page.fields:
        if one.default is None or one.name in answers or one.name not in visible.fields:
            continue
        value = one.default.evaluate(visible.values)
        found = default_answer(one, value.value) if isinstance(value, Known) else None
        if found is not None:
            answers[one.name] = found
    return answers


def with_only_options(page: Page, visible: Visible) -> dict[str, Any]:
    """Return the answers with the option of each choice that has to be made and offers no other."""
    asked = (one for one in page.fields if one.name in visible.fields and one.name not in visible.answers)
    return {**visible.answers, **{one.name: code for one in asked if (code := only_option(one, visible))}}


def only_option(spec: FieldSpec, visible: Visible) -> str | None:
    """Return the one option that is offered of a choice that has to be made."""
    kind = REGISTRY[spec.type]
    if not isinstance(kind, ChoiceType) or spec.required is not True or kind.undecided(spec, visible.values):
        return None
    offered = visible.offered.get(spec.name)
    codes = [code for code, _words in kind.choices(spec, "vi") if offered is None or code in offered]
    return codes[0] if len(codes) == 1 else None


def standing(
    spec: FormSpec, page: Page, visible: Visible, situation: Mapping[str, Any], *, fresh: bool = True
) -> Visible:
    """Return what is asked on a page as it is first shown: also what hangs on that which stands in it already.

    A page that was sent before is not ``fresh``: what was emptied there stays empty.
    """
    for _each in page.fields:
        filled = with_defaults(page, visible) if fresh else with_only_options(page, visible)
        if filled.keys() == visible.answers.keys():
            break
        visible = visible_fields(spec, filled, situation)
    return visible
