"""What every field shows around its inputs: label, hint, error; the same for packs' fields and hand-written ones."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from wtforms import Field

from forms.fields.inputs import AnswerField
from portal.web.language import gettext

Params = dict[str, Any]
"""A parameter of a GOV.UK macro."""


@dataclass(frozen=True, slots=True)
class Question:
    """A field as the macros read it; the methods give the parameters of the GOV.UK macros."""

    id: str
    name: str
    words: str
    """The label."""
    hint_words: str
    errors: tuple[str, ...]
    optional: bool
    """Whether the label says "(không bắt buộc)"."""
    asks: bool
    """Whether other parts of the form hang on the answer, so that the script asks the server when it changes."""

    def label(self) -> Params:
        """Return the label, with a word where the field may be left empty."""
        return {"html": self.label_html()}

    def label_html(self) -> Markup:
        """Return the label as HTML."""
        if not self.optional:
            return Markup("{}").format(self.words)
        optional = gettext("không bắt buộc")
        return Markup('{} <span class="optional">({})</span>').format(self.words, optional)

    def legend(self) -> Params:
        """Return the label of a group of inputs."""
        return {"legend": {"html": self.label_html(), "classes": "question-legend"}}

    def hint(self) -> Params | None:
        """Return the line below the label."""
        return {"text": self.hint_words} if self.hint_words else None

    def error(self) -> Params | None:
        """Return the errors, each on a line of its own."""
        if not self.errors:
            return None
        return {"html": Markup("<br>").join(self.errors), "visuallyHiddenText": gettext("Lỗi")}

    def attributes(self) -> Params:
        """Return the attributes of the input."""
        return {"data-asks": ""} if self.asks else {}


def question(field: Field, *, asks: bool = False, required: bool | None = None) -> Question:
    """Return what stands around the inputs of ``field``; ``required`` says what the page decided, if it did."""
    say = str if isinstance(field, AnswerField) else gettext
    return Question(
        id=field.id,
        name=field.name,
        words=say(str(field.label.text)),
        hint_words=say(str(field.description)) if field.description else "",
        errors=tuple(say(message) for message in map(str, field.errors) if message),
        optional=is_optional(field) if required is None else not required,
        asks=asks,
    )


def is_optional(field: Field) -> bool:
    """Say whether the field may be left empty; a condition that nobody evaluated counts as not required."""
    if isinstance(field, AnswerField):
        return field.field_type.asked and field.spec.required is not True
    return bool(field.flags.optional)


def text_of(field: Any) -> str:
    """Return what was typed into a field of one text, wrong or not."""
    return str(field._value())  # noqa: SLF001 - WTForms' own name for it.
