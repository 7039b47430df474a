"""An address: province, commune and the rest, without districts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.expressions import TEXT, ValueType, one_of, record
from forms.fields import widgets
from forms.fields.base import Example, Raw, both
from forms.fields.inputs import PartsField, unbound
from forms.fields.named_texts import NamedTexts
from forms.fields.units import communes, every_commune, provinces
from forms.key_kinds import FlagKey
from forms.spec import FieldSpec

PARTS = ("province", "commune", "detail")
_LONGEST_DETAIL = 200


@dataclass(frozen=True, slots=True)
class AddressOptions:
    """Whether house number and street are needed."""

    detail: bool = True


class AddressWidget:
    """A province, the communes of that province, and a line."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return both lists, the button that fills the second, and the line."""
        empty = ("", "")
        chosen = [
            widgets.select(field.part_id(part), f"{field.name}-{part}", [empty, *lines], field.raw[part], **kwargs)
            for part, lines in (("province", field.provinces()), ("commune", field.communes()))
        ]
        button = Markup('<button name="{}-choose" value="1">{}</button>').format(field.name, field.choose_words())
        line = Markup('<input id="{0}-detail" name="{1}-detail" value="{2}">').format(
            field.id, field.name, field.raw["detail"]
        )
        return Markup(" ").join((chosen[0], button, chosen[1], line))


class AddressField(PartsField):
    """Two lists and a line; the button ``name-choose`` shows the page again with the communes of a province."""

    widget: Any = AddressWidget()

    def collect(self, formdata: Any) -> Raw:
        """Return what was chosen; a commune of another province is let go when the province was chosen anew."""
        raw = super().collect(formdata)
        self.pressed = f"{self.name}-choose" in formdata
        if self.pressed and raw["commune"] not in communes(raw["province"]):
            raw["commune"] = ""
        return raw

    def _read(self) -> None:
        if not self.pressed:
            super()._read()

    def provinces(self) -> list[tuple[str, str]]:
        """Return (code, name) of every province."""
        return list(provinces().items())

    def communes(self) -> list[tuple[str, str]]:
        """Return (code, name) of the communes of the chosen province."""
        return list(communes(self.raw["province"]).items())

    def choose_words(self) -> str:
        """Return the words on the button."""
        return "Chọn tỉnh" if self.language == "vi" else "Choose province"


class AddressType(NamedTexts[AddressOptions]):
    """An address in the units of two tiers that hold since July 2025."""

    name = "address"
    takes_default = False
    about = both("Địa chỉ: tỉnh, xã, chi tiết.", "An address: province, commune, detail.")
    example = Example(
        "{name: noi_o, type: address, label: Nơi ở hiện tại}",
        '{province: "01", commune: "00004", detail: 5 phố Huế}',
        "noi_o.province == '01'",
    )
    keys = (FlagKey(name="detail", doc="Whether house number and street are needed.", default=True),)
    options_class = AddressOptions

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see the codes of province and commune, and the detail."""
        del spec
        return record({"province": one_of(*provinces()), "commune": one_of(*every_commune()), "detail": TEXT})

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Two lists and a line."""
        return unbound(AddressField, spec, self, language, {"parts": PARTS})

    def read(self, spec: FieldSpec, raw: Raw) -> dict[str, str] | None:
        """Return the codes and the line when they fit together."""
        value = {part: clean_line(raw.get(part, ""), _LONGEST_DETAIL) for part in PARTS}
        if not any(value.values()):
            return None
        if value["province"] not in provinces():
            raise InvalidAnswer("address_province")
        if not value["commune"]:
            raise InvalidAnswer("address_commune")
        if value["commune"] not in communes(value["province"]):
            raise InvalidAnswer("address_pair")
        if not value["detail"] and self.own(spec).detail:
            raise InvalidAnswer("address_detail")
        return {part: text for part, text in value.items() if text}

    def names(self, spec: FieldSpec) -> Iterable[str]:
        """Return the names of the boxes."""
        del spec
        return PARTS

    def show(self, spec: FieldSpec, value: dict[str, str], language: str) -> str:
        """Return the address from the house to the province."""
        del spec, language
        province, commune = value["province"], value["commune"]
        names = (value.get("detail"), communes(province).get(commune), provinces().get(province))
        return ", ".join(name for name in names if name)
