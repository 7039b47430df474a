"""A choice from the list of a registry: words, a button, what was found, and a line for what is written by hand."""

from collections.abc import Hashable, Sequence
from typing import Any

from markupsafe import Markup

from forms.fields.large_choice import MOST_FOUND
from forms.fields.registry_lists import REGISTRY_LISTS
from forms.spec import say
from portal.web.fields.families import Family, macro
from portal.web.fields.question import Question
from portal.web.formats import show_date
from portal.web.language import gettext as _
from portal.web.language import ngettext

TEMPLATE = "components/registry_choice.html"


class RegistryChoice(Family):
    """At rest there are no entries but the one that is chosen; what may be written by hand stands below."""

    def shape(self, field: Any) -> Hashable:
        """Return whether the line to write by hand is open."""
        return _writes(field)

    def texts(self, field: Any) -> Sequence[str]:
        """Return what was typed and written, and the entries, drawn."""
        drawn = Markup()
        if field.choices() or field.found is not None:
            found = macro("found", "components/large_choice.html")
            drawn = found(field.id, field.name, field.choices(), field.chosen(), _said(field))
        # Every text needs its hole: what may not be written by hand has no line for it.
        return (field.raw["typed"], drawn, *((field.raw["hand"],) if field.by_hand else ()))

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw label, hint and error around all of it."""
        words = say(REGISTRY_LISTS[field.own.registry], field.language)
        wrong = bool(field.errors) and field.wrong_part() == "hand"
        return macro("registry_choice", TEMPLATE)(
            question, words, *texts, by_hand=field.by_hand, open=_writes(field), wrong=wrong
        )


def _writes(field: Any) -> bool:
    """Say whether somebody wrote by hand, or has to."""
    return bool(field.raw["hand"]) or field.away or field.count() == 0


def _said(field: Any) -> str:
    """Return how many entries were found and of what day the list is, or that nobody answers and what to do then."""
    if field.away:
        if field.by_hand:
            return _("Danh mục chưa trả lời. Bạn ghi bằng tay ở dưới, hoặc bấm Tìm lại sau ít phút.")
        return _("Danh mục chưa trả lời. Bạn bấm Tìm lại sau ít phút, hoặc lưu lại để làm sau: không mất gì đã nhập.")
    count = field.count()
    if count is None:
        return ""
    if count == 0:
        return _("Không tìm thấy mục nào. Hãy thử ít chữ hơn, hoặc chữ khác.")
    day = show_date(field.found.entries[0].as_of)
    if count > MOST_FOUND:
        return _("Có %(n)s mục; đây là %(most)s mục gần nhất. Gõ thêm chữ để bớt.", n=count, most=MOST_FOUND)
    return ngettext("Có %(n)s mục", "Có %(n)s mục", count, n=count) + " · " + _("danh mục ngày %(day)s", day=day)
