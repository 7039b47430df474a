"""The words of sectors; packs carry only their codes.

A code without words here is shown as it is written, so that a new sector needs no change to be found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from portal.web.language import N_, gettext

SECTORS: Final[Mapping[str, str]] = {
    "ho-tich": N_("Hộ tịch"),
    "chung-thuc": N_("Chứng thực"),
    "cu-tru": N_("Cư trú"),
    "ly-lich-tu-phap": N_("Lý lịch tư pháp"),
    "ho-kinh-doanh": N_("Hộ kinh doanh"),
    "doanh-nghiep": N_("Doanh nghiệp"),
    "xay-dung": N_("Xây dựng"),
    "dat-dai": N_("Đất đai"),
    "an-toan-thuc-pham": N_("An toàn thực phẩm"),
    "bao-tro-xa-hoi": N_("Bảo trợ xã hội"),
}


def sector_words(code: str) -> str:
    """Return the name of a sector in the reader's language."""
    return gettext(SECTORS[code]) if code in SECTORS else code.replace("-", " ").capitalize()
