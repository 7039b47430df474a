"""The conditions of a page as a publisher checks them: each in words, with what it gives for these answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forms.expressions import Expression, Failed, Known
from forms.spec import FieldSpec, Page, say
from forms.visibility import Visible
from forms.wording import condition_words
from portal.web.language import current_language
from portal.web.language import gettext as _
from procedures.definition import Procedure


@dataclass(frozen=True, slots=True)
class Told:
    """One condition: of what, what it decides, in words, and how it stands."""

    label: str
    decides: str
    words: str
    state: str
    tone: str


Listed = tuple[str, str, Expression | None]


def conditions_of(procedure: Procedure, page: Page, visible: Visible) -> list[Told]:
    """Return the conditions of a page and its fields, in the order of asking; then its checks and blocks."""
    found = [(say(page.title, current_language()), _("Hiện trang khi"), page.when)]
    for one in page.fields:
        found += _of_field(one)
    found += [(say(check.say, current_language()), _("Phải đúng"), check.that) for check in page.checks]
    blocks = [block for block in procedure.form.blocks if block.page == page.name]
    found += [(say(block.say, current_language()), _("Dừng nộp khi"), block.when) for block in blocks]
    return [_told(procedure, visible, *one) for one in found if one[2] is not None]


def _of_field(one: FieldSpec) -> Iterator[Listed]:
    label = say(one.label, current_language())
    yield label, _("Hỏi khi"), one.when
    yield label, _("Bắt buộc khi"), one.required if isinstance(one.required, Expression) else None
    for option in getattr(one.options, "options", ()):
        yield f"{label}: {say(option.text, current_language())}", _("Cho chọn khi"), option.when


def _told(procedure: Procedure, visible: Visible, label: str, decides: str, condition: Expression | None) -> Told:
    if condition is None:
        return Told(label, decides, "", "", "grey")
    words = condition_words(condition, procedure.words, current_language())
    value = condition.evaluate(visible.values)
    if isinstance(value, Failed):
        return Told(label, decides, words, _("Không tính được"), "red")
    if not isinstance(value, Known):
        return Told(label, decides, words, _("Chưa biết"), "grey")
    return Told(label, decides, words, _("Đúng") if value.value else _("Sai"), "green" if value.value else "blue")
