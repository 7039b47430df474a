"""The families of looks, and which field belongs to which.

A family says what its HTML depends on (``shape``), which typed texts stand in it (``texts``), and draws it with marks
in place of the texts (``html``). A new look is one family and one line in ``FAMILIES``.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from flask import current_app
from markupsafe import Markup

from forms.fields.inputs import AnswerField
from portal.web.fields.looks import look_of, unit_of
from portal.web.fields.options import chosen_of, is_inline, items_of
from portal.web.fields.question import Question, text_of

FIELDS = "components/fields.html"


def macro(name: str, template: str = FIELDS) -> Callable[..., Markup]:
    """Return one of the macros of a template; what it gives is escaped."""
    found: Callable[..., Markup] = getattr(current_app.jinja_env.get_template(template).module, name)
    return found


class Family(ABC):
    """How fields of one look are drawn."""

    stateful = False
    """Whether ``state`` may differ between fields of the same shape."""

    def state(self, field: Any) -> str:
        """Return what the script compares: a part of the page is put in place anew only when this changed."""
        del field
        return ""

    def shape(self, field: Any) -> Hashable:
        """Return what the HTML depends on besides the question itself and the typed texts."""
        del field
        return None

    def mould(self, field: Any) -> Hashable | None:
        """Return everything that the HTML depends on beside the words of the question, ``None`` when it is not known.

        Fields of one mould differ by id, name, label and hint alone.
        """
        del field
        return None

    def texts(self, field: Any) -> Sequence[str]:
        """Return the typed texts, one for each hole."""
        return (text_of(field),)

    @abstractmethod
    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Return the HTML with ``texts`` in their places."""


class Line(Family):
    """One input of a line."""

    def mould(self, field: Any) -> Hashable | None:
        """Return keyboard, width and unit."""
        return look_of(field), unit_of(field)

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw label, hint, error and input."""
        return macro("line")(question, texts[0], look_of(field), unit_of(field))


class Secret(Line):
    """A password: what was typed is never sent back."""

    def texts(self, field: Any) -> Sequence[str]:
        """Return nothing."""
        del field
        return ("",)


class Area(Family):
    """A text of several lines."""

    def mould(self, field: Any) -> Hashable | None:
        """All areas look alike."""
        del field
        return "area"

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw the area."""
        del field
        return macro("area")(question, texts[0])


class Chosen(Family):
    """What all lists of options have in common: no text is typed, and the HTML depends on what is chosen."""

    macro = ""

    def state(self, field: Any) -> str:
        """Return what is offered where that hangs on other answers: an option that comes or goes is put in place."""
        offered = getattr(field, "offered", None)
        return "" if offered is None else " ".join(sorted(offered))

    def shape(self, field: Any) -> Hashable:
        """Return what is chosen, of what may be chosen: anything else that was sent changes nothing."""
        known = {item.value for item in items_of(field)}
        chosen = tuple(code for code in chosen_of(field) if code in known)
        return chosen if getattr(field, "offered", None) is None else (chosen, field.offered)

    def texts(self, field: Any) -> Sequence[str]:
        """Return nothing."""
        del field
        return ()

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw the options."""
        del texts
        return macro(self.macro)(question, items_of(field), chosen_of(field), inline=is_inline(field))


class Offering(Chosen):
    """Lists of options that stand in one group."""

    def mould(self, field: Any) -> Hashable | None:
        """Return the options, and what of them is chosen."""
        return tuple(items_of(field)), tuple(chosen_of(field)), is_inline(field)


class Radios(Offering):
    """One of several, as radio buttons."""

    macro = "radios"


class Boxes(Offering):
    """Some of several, as check boxes."""

    macro = "boxes"


class Select(Offering):
    """One of many, as a list to open."""

    macro = "select"


class Listed(Select):
    """One of a list that is the same for everybody, and long: whether a code is in it is asked of the type."""

    def shape(self, field: Any) -> Hashable:
        """Return what is chosen."""
        return field.raw if field.field_type.knows(field.spec, field.raw) else ""


class Tick(Chosen):
    """One box to tick: a declaration, or a hand-written yes."""

    def shape(self, field: Any) -> Hashable:
        """Return whether it is ticked."""
        return bool(chosen_of(field))

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw the box with its statement."""
        del texts
        declaration = isinstance(field, AnswerField)
        value = "true" if declaration else "y"
        return macro("tick")(question, value, ticked=bool(chosen_of(field)), declaration=declaration)


class Shown(Family):
    """A value that nobody types."""

    stateful = True

    def state(self, field: Any) -> str:
        """Return the words: a computed value is put in place anew when it changes."""
        return str(field.words())

    def texts(self, field: Any) -> Sequence[str]:
        """Return the words."""
        return (field.words(),)

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw the words."""
        del field
        return macro("shown")(question, texts[0])
