"""The words of life events and competences; packs carry only their codes.

A code without words here is shown as it is written, so that a new sector needs no change to be found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask import url_for

from forms.alphabet import alphabetical
from portal.web.language import N_, gettext
from portal.web.sectors import sector_words

LIFE_EVENTS: Final[Mapping[str, tuple[str, str]]] = {
    "sinh-con": (N_("Sinh con"), "birth"),
    "ket-hon": (N_("Kết hôn"), "marriage"),
    "nha-dat": (N_("Nhà đất"), "home"),
    "kinh-doanh": (N_("Kinh doanh"), "business"),
    "giay-to": (N_("Giấy tờ tùy thân"), "papers"),
    "viec-lam": (N_("Việc làm"), "work"),
    "suc-khoe": (N_("Sức khỏe"), "health"),
    "hoc-tap": (N_("Học tập"), "school"),
    "phuong-tien": (N_("Phương tiện"), "vehicle"),
    "tang-su": (N_("Người thân qua đời"), "death"),
}
"""Words and icon of each life event, in the order of a life."""

COMPETENCES: Final[Mapping[str, str]] = {
    "commune": N_("Cấp xã"),
    "province": N_("Cấp tỉnh"),
    "ministry": N_("Cấp bộ"),
}


def sector_href(code: str) -> str:
    """Return where the procedures of a sector are listed."""
    return catalogue_href({"linh-vuc": code})


def sector_list(sectors: Iterable[tuple[str, int]]) -> list[tuple[str, str, int]]:
    """Return words, address and number of procedures of each sector, in the order of the alphabet."""
    found = [(sector_words(code), sector_href(code), number) for code, number in sectors]
    return sorted(found, key=lambda one: alphabetical(one[0]))


def life_event_href(code: str) -> str:
    """Return where the procedures of a life event are listed."""
    return catalogue_href({"su-kien": code})


def catalogue_href(query: dict[str, Any]) -> str:
    """Return the list of procedures that a query string asks for."""
    return url_for("public.catalogue", **query)


def life_event_words(code: str) -> str:
    """Return the name of a life event in the reader's language."""
    return gettext(LIFE_EVENTS[code][0]) if code in LIFE_EVENTS else _spelled(code)


def life_event_order(code: str) -> tuple[int, str]:
    """Return where a life event stands among the others: as life goes, what has no words here last."""
    return (list(LIFE_EVENTS).index(code) if code in LIFE_EVENTS else len(LIFE_EVENTS), code)


def life_event_icon(code: str) -> str:
    """Return the icon of a life event."""
    return LIFE_EVENTS[code][1] if code in LIFE_EVENTS else "papers"


def competence_words(code: str) -> str:
    """Return which tier decides, in the reader's language."""
    return gettext(COMPETENCES[code]) if code in COMPETENCES else _spelled(code)


def _spelled(code: str) -> str:
    return code.replace("-", " ").replace("_", " ").capitalize()
