"""Notices as the inbox shows them: what happened, and what follows from it for the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import url_for

from portal.models import Message
from portal.web.language import N_, gettext

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "dossier_submitted": (
        N_("Chúng tôi đã nhận hồ sơ của bạn"),
        N_("Cơ quan sẽ kiểm tra hồ sơ. Bạn nhận thông báo khi có việc cần làm."),
    ),
    "dossier_accepted": (
        N_("Hồ sơ đã được tiếp nhận"),
        N_("Giấy tiếp nhận và ngày hẹn trả kết quả có trong trang hồ sơ."),
    ),
    "dossier_refused": (
        N_("Hồ sơ không được tiếp nhận"),
        N_("Lý do ghi trong phiếu từ chối ở trang hồ sơ. Bạn có thể sửa và nộp hồ sơ mới."),
    ),
    "dossier_closed": (N_("Hồ sơ đã giải quyết xong"), N_("Kết quả và các văn bản có trong trang hồ sơ.")),
    "dossier_withdrawn": (N_("Bạn đã rút hồ sơ"), N_("Cơ quan dừng giải quyết hồ sơ này.")),
    "supplement_requested": (
        N_("Bạn cần bổ sung hồ sơ"),
        N_("Cơ quan nêu từng mục cần bổ sung và lý do trong trang hồ sơ."),
    ),
    "fee_paid": (N_("Đã nhận tiền phí, lệ phí"), N_("Biên lai có trong trang hồ sơ.")),
    "result_issued": (N_("Đã có kết quả"), N_("Bạn có thể tải kết quả về từ trang hồ sơ.")),
}
"""Title and words of each kind of notice."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice in words."""

    title: str
    words: str
    at: datetime
    fresh: bool
    code: str | None
    href: str | None


def read(message: Message) -> Notice:
    """Return a notice in the reader's language."""
    title, words = WORDS.get(message.kind, (message.kind, ""))
    code = message.params.get("code")
    href = url_for("citizen.dossier", code=code) if code else None
    told = gettext(words) if words else ""
    return Notice(gettext(title), told, message.created_at, message.read_at is None, code, href)
