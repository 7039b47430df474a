"""A person as one block: name, birth, sex, number, how to reach them, where they live."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from forms.fields.base import both
from forms.fields.block import BlockType, Part, PartsKey, held_by
from forms.fields.day_limits import DayLimit
from forms.fields.options import Option
from forms.source_keys import PartSourcesKey

_BOTH = ("identity", "population")


def _held(name: str, *sources: str) -> dict[str, str]:
    return dict.fromkeys(sources, name)


_SEXES = (Option("nam", both("Nam", "Male")), Option("nu", both("Nữ", "Female")))
BOXES: Mapping[str, Part] = {
    "full_name": Part("person_name", both("Họ, chữ đệm và tên", "Full name"), held=_held("full_name", *_BOTH)),
    "birth_date": Part(
        "date",
        both("Ngày, tháng, năm sinh", "Date of birth"),
        lambda _asked: {"max": DayLimit()},
        _held("birth_date", *_BOTH),
    ),
    "sex": Part("choice", both("Giới tính", "Sex"), lambda _asked: {"options": _SEXES}, _held("sex", *_BOTH)),
    "citizen_id": Part(
        "citizen_id",
        both("Số định danh cá nhân", "Personal number"),
        # The number agrees with birth and sex where the block asks for them.
        lambda asked: {name: name for name in ("birth_date", "sex") if name in asked},
        _held("citizen_id", *_BOTH),
    ),
    "phone": Part("phone", both("Số điện thoại", "Telephone"), held=_held("phone", "identity")),
    "email": Part("email", both("Thư điện tử", "E-mail"), held=_held("email", "identity")),
    "address": Part("address", both("Nơi cư trú", "Residence"), held=_held("residence", *_BOTH)),
}


class PersonType(BlockType):
    """A person."""

    name = "person"
    about = both("Một người: họ tên, ngày sinh, số định danh, nơi cư trú.", "A person: name, birth, number, residence.")
    boxes: ClassVar[Mapping[str, Part]] = BOXES
    whom = "citizen"
    keys = (
        PartsKey(
            name="parts",
            doc="What is asked of the person.",
            words=tuple(BOXES),
            default=("full_name", "birth_date", "citizen_id", "address"),
        ),
        PartsKey(name="optional", doc="Parts that may be left empty.", words=tuple(BOXES), default=()),
        PartSourcesKey(
            name="from",
            doc="Where the person is known: [population, identity], or by part: {full_name: population.full_name}.",
            held=held_by(BOXES),
        ),
    )
