"""The closed words of a pack outside its form and its workflow: keys, kinds, channels."""

from __future__ import annotations

from typing import Final

from forms.fields.attachment import KINDS

PACK_KEYS: Final = (
    "procedure",
    "version",
    "title",
    "sector",
    "competence",
    "legal_basis",
    "applicants",
    "on_behalf",
    "assurance",
    "effective",
    "online",
    "description",
    "form",
    "documents",
    "fees",
    "time_limit",
    "facts",
    "workflow",
    "result",
    "filed_form",
    "delivery",
    "owner",
    "parties",
    "uncertain",
)

APPLICANTS: Final = ("citizen", "household_business", "enterprise", "organisation", "state_agency", "other")
"""Công dân, hộ kinh doanh, doanh nghiệp, tổ chức, cơ quan nhà nước, khác."""

ACCEPT: Final = KINDS
"""The kinds of file that a document may come as."""

REPRESENTED: Final = ("child", "ward", "person", "organisation")
"""For whom one may file: con, người được giám hộ, cá nhân khác, tổ chức."""

MANDATED: Final = ("person", "organisation")
"""Who has to give a mandate; for a child or ward the law itself does."""

RIGHTS: Final = ("document", "identity")
"""How a mandate is given: by a document, or by the e-ID of whoever is represented."""

OWNER_KEYS: Final = ("name", "citizen_id", "address")
ONLINE_LEVELS: Final = ("full", "partial")

LOWEST_ASSURANCE: Final = 1
HIGHEST_ASSURANCE: Final = 2
"""The levels of an electronic identity (Nghị định 69/2024/NĐ-CP)."""

MOST_VERSIONS: Final = 9_999
