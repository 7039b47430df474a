"""A choice from a long list: words to search by, a button, and what was found."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from forms.fields.large_choice import MOST_FOUND
from portal.web.fields.families import Family, macro
from portal.web.fields.question import Question
from portal.web.language import gettext as _
from portal.web.language import ngettext

TEMPLATE = "components/large_choice.html"


class LargeChoice(Family):
    """Words, a button, and the entries that may be meant; at rest there are none but the one that is chosen."""

    def texts(self, field: Any) -> Sequence[str]:
        """Return what was typed, and the entries, drawn."""
        items = field.found()
        drawn = Markup()
        if items or field.raw["typed"].strip():
            drawn = macro("found", TEMPLATE)(field.id, field.name, items, field.chosen(), _said(field))
        return (field.raw["typed"], drawn)

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw label, hint and error around both."""
        del field
        return macro("large_choice", TEMPLATE)(question, *texts)


def _said(field: Any) -> str:
    """Return how many entries were found."""
    count = field.count()
    if count is None:
        return ""
    if count == 0:
        return _("Không tìm thấy mục nào. Hãy thử ít chữ hơn, hoặc chữ khác.")
    if count > MOST_FOUND:
        return _("Có %(n)s mục; đây là %(most)s mục gần nhất. Gõ thêm chữ để bớt.", n=count, most=MOST_FOUND)
    return ngettext("Có %(n)s mục", "Có %(n)s mục", count, n=count)
