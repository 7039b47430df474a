"""A point or an area by coordinates: what was typed, and the outline of an area once it is one."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from portal.web.fields.families import Family, macro
from portal.web.fields.question import Question

_OUTLINE = Markup(
    '<svg class="map__outline" viewBox="0 0 300 300" aria-hidden="true" focusable="false"><polygon points="{}"/></svg>'
)


class Map(Family):
    """A line or an area of text, and the outline."""

    def texts(self, field: Any) -> Sequence[str]:
        """Return what was typed, and the outline of the area."""
        outline = field.outline()
        return (field.raw, _OUTLINE.format(outline) if outline else Markup())

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw both, and the button that takes the place where the phone is."""
        return macro("map", "components/map.html")(question, *texts, area=field.is_area)
