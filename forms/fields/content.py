"""What stands between the questions: a text, a warning, an example, each with a picture of the pack where it helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forms.fields import widgets
from forms.fields.base import Json, both
from forms.fields.inputs import unbound
from forms.fields.shown import ShownField, ShownType
from forms.key_kinds import OneOfKey, TextKey
from forms.keys import Key, Place, Schema, Wrong, said
from forms.spec import FieldSpec, Text, say

LOOKS = ("text", "warning", "example")
PICTURES = (".png",)
"""Kinds of picture that are shown to people: a drawing in SVG may hold a script."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the pack: its name there, and where it is found."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureKey(Key):
    """The name of a picture in the pack."""

    def read(self, raw: object, place: Place) -> Picture:
        """Return the picture when the pack has it."""
        if not isinstance(raw, str) or not raw.endswith(PICTURES):
            raise Wrong(
                f"the name of a picture of the pack is needed, not {said(raw)}", "name a PNG of the pack: anh/mau.png"
            )
        if place.files is None:
            return Picture(raw, "")
        if raw not in place.files:
            there = [name for name in place.files if name.endswith(PICTURES)]
            raise Wrong(f"there is no picture '{raw}' in the pack", f"there is {', '.join(there) or 'none'}")
        if not place.files[raw]:
            raise Wrong(f"'{raw}' is no PNG picture", "save it as PNG")
        return Picture(raw, place.files[raw])

    def schema(self) -> Schema:
        """Return the JSON Schema of the name."""
        return {"type": "string", "pattern": r"\.png$"}


@dataclass(frozen=True, slots=True)
class ContentOptions:
    """The words, how they look, and the picture with its own words."""

    text: Text | None = None
    look: str = "text"
    image: Picture | None = None
    alt: Text | None = None


class ContentField(ShownField):
    """Words, and a picture."""

    widget: Any = widgets.Words()

    @property
    def own(self) -> ContentOptions:
        """Return what the author wrote."""
        options: ContentOptions = self.field_type.own(self.spec)
        return options

    def alt(self) -> str:
        """Return what the picture shows, for those who do not see it."""
        return say(self.own.alt, self.language) if self.own.alt else ""


class ContentType(ShownType):
    """A text between the questions."""

    name = "content"
    about = both(
        "Đoạn chữ, cảnh báo, ví dụ có ảnh giữa các câu hỏi.", "A text, a warning or an example, with a picture."
    )
    options_class = ContentOptions
    keys = (
        TextKey(name="text", doc="The text that is shown; an empty line begins a paragraph.", needed=True),
        OneOfKey(name="look", doc="How it looks.", words=LOOKS, default="text"),
        PictureKey(name="image", doc="A picture of the pack: anh/mau.png."),
        TextKey(name="alt", doc="What the picture shows, for those who do not see it."),
    )
    labelled = False
    in_rows = False

    def options(self, values: dict[str, Any], place: Place) -> ContentOptions | None:
        """Ask for the words of a picture."""
        own = ContentOptions(**values)
        if own.image is not None and own.alt is None:
            place.within("image").wrong("the picture has no words", "say in alt what it shows")
        return own

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Words, and a picture."""
        return unbound(ContentField, spec, self, language)

    def value_type(self, spec: FieldSpec) -> None:
        """Expressions do not see it."""
        del spec

    def store(self, spec: FieldSpec, value: Any) -> Json:
        """Nothing is kept."""
        del spec, value

    def load(self, spec: FieldSpec, data: Json) -> None:
        """Nothing is kept."""
        del spec, data

    def show(self, spec: FieldSpec, value: Any, language: str) -> str:
        """Return the text."""
        del value
        own: ContentOptions = self.own(spec)
        return say(own.text, language) if own.text else ""
