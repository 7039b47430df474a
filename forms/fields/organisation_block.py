"""An organisation as one block: name, code, who represents it, how to reach it, where it sits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from forms.fields.base import both
from forms.fields.block import BlockType, Part, PartsKey, held_by
from forms.source_keys import PartSourcesKey

BOXES: Mapping[str, Part] = {
    "name": Part("text", both("Tên tổ chức", "Name of the organisation"), held={"identity": "full_name"}),
    "tax_code": Part(
        "tax_code", both("Mã số thuế, mã số doanh nghiệp", "Tax or business code"), held={"identity": "tax_code"}
    ),
    "representative": Part("person_name", both("Người đại diện theo pháp luật", "Legal representative")),
    "representative_id": Part(
        "citizen_id", both("Số định danh của người đại diện", "Personal number of the representative")
    ),
    "position": Part("text", both("Chức vụ của người đại diện", "Position of the representative")),
    "phone": Part("phone", both("Số điện thoại", "Telephone"), held={"identity": "phone"}),
    "email": Part("email", both("Thư điện tử", "E-mail"), held={"identity": "email"}),
    "address": Part("address", both("Địa chỉ trụ sở", "Address of the seat"), held={"identity": "residence"}),
}


class OrganisationType(BlockType):
    """An organisation."""

    name = "organisation"
    about = both(
        "Một tổ chức: tên, mã số, người đại diện, trụ sở.", "An organisation: name, code, representative, seat."
    )
    boxes: ClassVar[Mapping[str, Part]] = BOXES
    whom = "organisation"
    keys = (
        PartsKey(
            name="parts",
            doc="What is asked of the organisation.",
            words=tuple(BOXES),
            default=("name", "tax_code", "representative", "address"),
        ),
        PartsKey(name="optional", doc="Parts that may be left empty.", words=tuple(BOXES), default=()),
        PartSourcesKey(
            name="from",
            doc="Where the organisation is known: identity, or by part: {name: dossier.<code>.<field>}.",
            held=held_by(BOXES),
        ),
    )
