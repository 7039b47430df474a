"""Which questions of a page hang on one another, and why a question is asked."""

from collections.abc import Iterable
from functools import lru_cache

from forms.answers import Visible
from forms.expressions import Expression
from forms.fields.shown import ComputedOptions
from forms.spec import FieldSpec, Page, SamePage, say
from portal.web.language import current_language
from portal.web.language import gettext as _


def asking_fields(page: Page) -> frozenset[str]:
    """Return the fields on whose answer another part of the same page hangs."""
    return _asking(SamePage(page))


@lru_cache(maxsize=2_048)
def _asking(same: SamePage) -> frozenset[str]:
    page = same.page
    read: set[str] = set()
    for one in page.fields:
        for expression in _expressions(one):
            read |= expression.reads
    return frozenset(one.name for one in page.fields if one.name in read)


def reasons(page: Page, visible: Visible) -> dict[str, str]:
    """Return, for each conditional question of the page that is asked, which answer called it, in words."""
    return {one.name: words for one in page.fields if (words := _why(one, visible))}


def _expressions(one: FieldSpec) -> Iterable[Expression]:
    computed = one.options.value if isinstance(one.options, ComputedOptions) else None
    return [found for found in (one.when, one.required, computed) if isinstance(found, Expression)]


def _why(one: FieldSpec, visible: Visible) -> str:
    if one.name not in visible.why:
        return ""
    language = current_language()
    said = [
        _("“%(answer)s” ở mục “%(question)s”", answer=say(why.shown, language), question=say(why.label, language))
        for why in visible.why[one.name]
    ]
    return _("bạn trả lời %(answers)s", answers=_(" và ").join(said))
