"""A signature: a line for the name, and a place to draw where a script runs."""

from collections.abc import Hashable, Sequence
from typing import Any

from markupsafe import Markup

from forms.fields.pictures import HEIGHT, WIDTH, polylines
from portal.web.fields.families import Family, macro
from portal.web.fields.question import Question


class Signature(Family):
    """The name and the lines stand in holes; whether there are lines decides about the button that clears them."""

    def shape(self, field: Any) -> Hashable:
        """Return whether anything is drawn."""
        return bool(field.lines())

    def texts(self, field: Any) -> Sequence[str]:
        """Return the name, the lines, and the lines as a drawing."""
        lines = field.lines()
        drawing = Markup(polylines(lines))  # noqa: S704 - digits, commas and blanks alone.
        return (field.raw["name"], lines, drawing)

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw both in one group."""
        said = dict(zip(("name", "lines", "drawing"), texts, strict=True))
        box = f"0 0 {WIDTH} {HEIGHT}"
        return macro("signature", "components/signature.html")(
            question, said, box, drawing=field.drawing, drawn=bool(field.lines())
        )
