"""A country, and whose national a person is: the codes of two letters of ISO 3166-1."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar

from forms.fields.base import Example, both
from forms.fields.listed import CodesKey, ListedOptions, ListedType
from forms.fields.lists import Entry, listed
from forms.keys import Key, Place

HOME = "VN"
STATELESS = "XXA"
"""What a machine-readable travel document says of a person without nationality (ICAO 9303, part 3)."""


@cache
def nationalities() -> Mapping[str, Entry]:
    """Return every country, and the word for those who are nationals of none."""
    none = both("Không quốc tịch", "Stateless")
    return MappingProxyType({**listed("countries"), STATELESS: none})


class CountryType(ListedType):
    """A country; Việt Nam comes first unless the author says otherwise."""

    name = "country"
    about = both("Một nước, chọn trong danh sách.", "A country.")
    example = Example(
        "{name: nuoc_den, type: country, label: Nước sẽ đến, first: [LA, KH, CN], without: [VN]}",
        "LA",
        "nuoc_den in ['LA', 'KH']",
    )
    keys: ClassVar[tuple[Key, ...]] = (
        CodesKey(name="first", doc="Codes that come first: [VN, LA].", codes=tuple(listed("countries"))),
        CodesKey(name="without", doc="Codes that may not be chosen: [VN].", codes=tuple(listed("countries"))),
    )

    def entries(self) -> Mapping[str, Entry]:
        """Return every country."""
        return listed("countries")

    def options(self, values: dict[str, Any], place: Place) -> ListedOptions | None:
        """Put Việt Nam first where the author put nothing."""
        first, without = values["first"] or (HOME,), values["without"]
        both_named = [code for code in values["first"] if code in without]
        if both_named:
            place.within("first").wrong(f"'{both_named[0]}' is left out by 'without'", "name it in one of the two")
        return ListedOptions(tuple(code for code in first if code not in without), without)


class NationalityType(CountryType):
    """Whose national a person is: a country, or none."""

    name = "nationality"
    about = both("Quốc tịch.", "A nationality.")
    example = Example("{name: quoc_tich_me, type: nationality, label: Quốc tịch của mẹ}", "VN", "quoc_tich_me == 'VN'")
    keys = (
        CodesKey(name="first", doc="Codes that come first: [VN, LA].", codes=tuple(nationalities())),
        CodesKey(name="without", doc="Codes that may not be chosen: [VN], [XXA].", codes=tuple(nationalities())),
    )

    def entries(self) -> Mapping[str, Entry]:
        """Return every country, and the word for those without one."""
        return nationalities()
