"""Yes or no, and the declaration that has to be ticked."""

from __future__ import annotations

from typing import Any

from forms.errors import InvalidAnswer
from forms.expressions import TRUTH, ValueType
from forms.fields.base import Example, FieldType, Json, NoOptions, Raw, both
from forms.fields.choice import ChoiceField
from forms.fields.inputs import TickField, unbound
from forms.spec import FieldSpec, Text, say

YES_NO: dict[str, Text] = {"true": {"vi": "Có", "en": "Yes"}, "false": {"vi": "Không", "en": "No"}}


class YesNoType(FieldType[NoOptions]):
    """Yes or no."""

    name = "yes_no"
    about = both("Có hoặc không.", "Yes or no.")
    example = Example("{name: co_nha, type: yes_no, label: Bạn có nhà ở không?}", "true", "co_nha")
    required_message = "required_yes_no"

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see a truth."""
        del spec
        return TRUTH

    def choices(self, spec: FieldSpec, language: str) -> list[tuple[str, str]]:
        """Return both answers."""
        del spec
        return [(code, say(text, language)) for code, text in YES_NO.items()]

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Two radio buttons."""
        return unbound(ChoiceField, spec, self, language)

    def read(self, spec: FieldSpec, raw: Raw) -> bool | None:
        """Return the answer."""
        del spec
        if not raw:
            return None
        if raw not in YES_NO:
            raise InvalidAnswer("no_such_option")
        return bool(raw == "true")

    def typed(self, spec: FieldSpec, value: bool) -> str:  # noqa: FBT001 - the value of this type is a truth.
        """Return the code of the radio button."""
        del spec
        return "true" if value else "false"

    def load(self, spec: FieldSpec, data: Json) -> bool | None:
        """Take a JSON truth only."""
        del spec
        if not isinstance(data, bool):
            raise InvalidAnswer("wrong_kind")
        return data

    def show(self, spec: FieldSpec, value: bool, language: str) -> str:  # noqa: FBT001 - see above.
        """Return Có or Không."""
        return say(YES_NO[self.typed(spec, value)], language)


class DeclarationType(YesNoType):
    """A statement that a person makes by ticking it; not ticked is unanswered."""

    name = "declaration"
    about = both("Lời cam đoan, phải đánh dấu.", "A statement to be ticked.")
    example = Example(
        "{name: cam_doan, type: declaration, label: Tôi cam đoan những điều đã khai là đúng.}", "true", "cam_doan"
    )
    required_message = "required_tick"
    in_rows = False
    takes_default = False

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """One box."""
        return unbound(TickField, spec, self, language)

    def read(self, spec: FieldSpec, raw: Raw) -> bool | None:
        """Return true when ticked, nothing otherwise."""
        del spec
        if raw in ("", None):
            return None
        if raw != "true":
            raise InvalidAnswer("no_such_option")
        return True

    def load(self, spec: FieldSpec, data: Json) -> bool | None:
        """Only a ticked declaration is ever kept."""
        return super().load(spec, data) or None
