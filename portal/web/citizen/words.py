"""Words that several of the citizen's pages share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from portal.models import Agency
from portal.web.agency_names import agency_name
from portal.web.language import N_, gettext

DELIVERIES: Final[Mapping[str, str]] = {
    "online": N_("Trực tuyến, tải về từ cổng này"),
    "counter": N_("Trực tiếp tại Bộ phận Một cửa"),
    "post": N_("Qua bưu chính công ích"),
}
COPIES: Final[Mapping[str, str]] = {
    "original": N_("Bản chính"),
    "certified": N_("Bản sao chứng thực"),
    "copy": N_("Bản sao hoặc bản chụp"),
    "electronic": N_("Bản điện tử"),
}


def agency_words(agency: Agency) -> str:
    """Return the name of an agency in the reader's language."""
    return agency_name(agency)


def merged_words(heir: Agency) -> str:
    """Return where to file what an agency received that was merged into another one."""
    return gettext("Cơ quan này đã sáp nhập vào %(name)s. Bạn cần nộp hồ sơ mới ở đó.", name=agency_words(heir))


def delivery_words(code: str) -> str:
    """Return how a result is handed over."""
    return gettext(DELIVERIES[code]) if code in DELIVERIES else code


def copies_words(code: str) -> str:
    """Return which kind of copy is asked for."""
    return gettext(COPIES[code]) if code in COPIES else code
