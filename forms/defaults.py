"""What stands in a page before anybody has answered it (pack key ``default``)."""

from __future__ import annotations

from typing import Any

from forms.expressions import Known
from forms.rules import default_answer
from forms.spec import Page
from forms.visibility import Visible


def with_defaults(page: Page, visible: Visible) -> dict[str, Any]:
    """Return the answers with what stands in the page at first; it is an answer only once a person sends the page."""
    answers = dict(visible.answers)
    for one in page.fields:
        if one.default is None or one.name in answers or one.name not in visible.fields:
            continue
        value = one.default.evaluate(visible.values)
        found = default_answer(one, value.value) if isinstance(value, Known) else None
        if found is not None:
            answers[one.name] = found
    return answers
