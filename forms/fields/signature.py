"""A signature under what is declared: the name typed, and where a script runs also drawn by hand.

It says who signed and how; it is no electronic signature in the sense of the law.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.expressions import TEXT, ValueType, record
from forms.fields.base import Example, Raw, both
from forms.fields.block import PartWords
from forms.fields.inputs import PartsField, unbound
from forms.fields.named_texts import NamedTexts
from forms.fields.person import is_name
from forms.fields.pictures import HEIGHT, WIDTH, picture, polylines, read_lines
from forms.key_kinds import FlagKey
from forms.spec import FieldSpec, Text

PARTS = ("name", "drawn")
_LONGEST = 100
_DRAWN = both("chữ ký vẽ tay", "drawn by hand")
_TYPED = both("ký bằng cách ghi tên", "signed by typing the name")


@dataclass(frozen=True, slots=True)
class SignatureOptions:
    """Whether it may be drawn too."""

    drawing: bool = True


class SignatureField(PartsField):
    """A name, and drawn lines; the button ``name-clear`` takes the lines away."""

    def collect(self, formdata: Any) -> Raw:
        """Return the name and the lines."""
        raw = super().collect(formdata)
        self.pressed = f"{self.name}-clear" in formdata
        if self.pressed or not self.drawing:
            raw["drawn"] = ""
        return raw

    @property
    def drawing(self) -> bool:
        """Say whether it may be drawn."""
        return bool(self.field_type.own(self.spec).drawing)

    def lines(self) -> str:
        """Return the drawn lines as they can be shown: nothing for what is no drawing."""
        try:
            return read_lines(self.raw["drawn"])
        except InvalidAnswer:
            return ""


class SignatureType(NamedTexts[SignatureOptions]):
    """A signature; an answer has the name, the drawn lines, or both."""

    name = "signature"
    about = both("Chữ ký: ghi họ tên hoặc vẽ tay.", "A signature: the name typed, or drawn by hand.")
    example = Example(
        "{name: chu_ky, type: signature, label: Người khai ký tên}", "{name: Nguyễn Thị Lan}", "chu_ky.name != ''"
    )
    options_class = SignatureOptions
    keys = (FlagKey(name="drawing", doc="Whether it may be drawn by hand too.", default=True),)
    required_message = "required_signature"
    parts: ClassVar[Mapping[str, Text]] = {"name": both("tên người ký ở {a}", "the name under {a}")}
    takes_default = False

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see the name."""
        del spec
        return record({"name": TEXT})

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """A name, and a place to draw."""
        return unbound(SignatureField, spec, self, language, {"parts": PARTS})

    def read(self, spec: FieldSpec, raw: Raw) -> dict[str, str] | None:
        """Return the name and the lines that are there."""
        name = clean_line(raw.get("name", ""), _LONGEST)
        if name and not is_name(name):
            raise InvalidAnswer("name_letters", part="name")
        drawn = read_lines(raw.get("drawn", "")) if self.own(spec).drawing else ""
        return {part: text for part, text in (("name", name), ("drawn", drawn)) if text} or None

    def names(self, spec: FieldSpec) -> Iterable[str]:
        """Return the names of the boxes."""
        del spec
        return PARTS

    def show(self, spec: FieldSpec, value: dict[str, str], language: str) -> str:
        """Return the name and how it was signed."""
        del spec
        how = (_DRAWN if "drawn" in value else _TYPED)[language]
        return f"{value['name']} ({how})" if "name" in value else how[:1].upper() + how[1:]

    def picture(self, spec: FieldSpec, value: dict[str, str]) -> str:
        """Return the drawn lines."""
        del spec
        return picture(polylines(value["drawn"]), f"0 0 {WIDTH} {HEIGHT}") if "drawn" in value else ""

    def on_paper(self, spec: FieldSpec, value: dict[str, str]) -> PartWords:
        """Return the name, and the drawn lines as a picture."""
        parts = {"name": value.get("name", ""), "picture": self.picture(spec, value)}
        return PartWords(parts, self.show(spec, value, "vi"))
