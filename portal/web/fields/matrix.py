"""A matrix: one group of radio buttons a line."""

from collections.abc import Hashable, Sequence
from typing import Any

from forms.spec import say
from portal.web.fields.families import Family, macro
from portal.web.fields.question import Question


class Matrix(Family):
    """One choice a line; the HTML depends on what is chosen, and no text is typed."""

    def shape(self, field: Any) -> Hashable:
        """Return what is chosen in each line, of what may be chosen, and which line is wrong."""
        codes = {option.code for option in field.own.options}
        return tuple([code if (code := field.raw.get(part, "")) in codes else "" for part in field.parts])

    def texts(self, field: Any) -> Sequence[str]:
        """Return nothing."""
        del field
        return ()

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw the lines in one group."""
        del texts
        language = field.language
        lines = [(line.name, say(line.text, language), field.raw.get(line.name, "")) for line in field.own.lines]
        options = [(option.code, say(option.text, language)) for option in field.own.options]
        return macro("matrix", "components/matrix.html")(question, lines, options)
