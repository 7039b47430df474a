"""Which questions of a page hang on one another, and why a question is asked."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from forms.answers import Visible
from forms.expressions import Expression
from forms.fields import REGISTRY
from forms.spec import FieldSpec, Page, SamePage
from forms.wording import Words, because_words
from portal.web.language import current_language


def asking_fields(page: Page) -> frozenset[str]:
    """Return the fields on whose answer another part of the same page hangs."""
    return _asking(page.same)


@lru_cache(maxsize=2_048)
def _asking(same: SamePage) -> frozenset[str]:
    page = same.page
    read: set[str] = set()
    for one in page.fields:
        for expression in _expressions(one):
            read |= expression.reads
        if one.fields and any(True for _ in REGISTRY[one.type].conditions(one)):
            # What a row asks and computes hangs on its own cells.
            read.add(one.name)
    return frozenset(one.name for one in page.fields if one.name in read)


def reasons(page: Page, visible: Visible, words: Words) -> Mapping[str, str]:
    """Return, for each conditional question of the page that is asked, which answers called it, in words."""
    return {
        one.name: reason(one.name, visible, words)
        for one in page.fields
        if one.when is not None and one.name in visible.conditions
    }


def reason(name: str, visible: Visible, words: Words) -> str:
    """Return why a field or a page is asked, empty when nothing else called it."""
    condition = visible.conditions.get(name)
    return because_words(condition, words, current_language(), visible.values) if condition is not None else ""


def _expressions(one: FieldSpec) -> Iterable[Expression]:
    own = REGISTRY[one.type].conditions(one)
    return [found for found in (one.when, one.required, *own) if isinstance(found, Expression)]
