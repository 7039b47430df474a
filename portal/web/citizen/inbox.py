"""Notices as the inbox shows them: what happened, and what follows from it for the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import url_for

from portal.models import Message
from portal.services.notices import (
    CONFIRMATION_ASKED,
    CONFIRMATION_DECLINED,
    CONFIRMATION_GIVEN,
    DRAFT_LAPSED,
    DRAFT_LAPSES,
)
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
    "child_stopped": (N_("Hồ sơ liên thông đã dừng"), N_("Hồ sơ chính không cần phần này nữa.")),
    "dossier_withdrawn": (N_("Bạn đã rút hồ sơ"), N_("Cơ quan dừng giải quyết hồ sơ này.")),
    "supplement_requested": (
        N_("Bạn cần bổ sung hồ sơ"),
        N_("Cơ quan nêu từng mục cần bổ sung và lý do trong trang hồ sơ."),
    ),
    "clarification_requested": (
        N_("Bạn cần giải trình, làm rõ hồ sơ"),
        N_("Cơ quan thẩm định hồ sơ nêu từng nội dung cần làm rõ và lý do trong trang hồ sơ."),
    ),
    "request_taken_back": (
        N_("Bạn không cần trả lời yêu cầu nữa"),
        N_("Cơ quan đã rút yêu cầu bổ sung hoặc giải trình và tiếp tục giải quyết hồ sơ."),
    ),
    "supplement_not_sent": (
        N_("Phần bổ sung chưa gửi được"),
        N_("Một tệp của phần bổ sung không nhận được. Bạn cần mở trang bổ sung, xem lý do ở tệp ấy rồi gửi lại."),
    ),
    "dossier_reopened": (
        N_("Hồ sơ được mở lại"),
        N_("Kết quả hoặc phiếu từ chối trước đây không còn hiệu lực. Lý do có trong trang hồ sơ."),
    ),
    "dossier_transferred": (
        N_("Hồ sơ được chuyển đến cơ quan khác"),
        N_("Mã hồ sơ và ngày hẹn trả kết quả giữ nguyên. Bạn không cần làm gì. Lý do có trong trang hồ sơ."),
    ),
    "promise_extended": (
        N_("Ngày hẹn trả kết quả được lùi lại"),
        N_("Cơ quan xin lỗi bạn. Ngày hẹn mới và lý do có trong trang hồ sơ, cùng văn bản xin lỗi."),
    ),
    "fee_ordered": (
        N_("Bạn cần nộp phí, lệ phí"),
        N_("Hồ sơ đã đến bước phải nộp phí, lệ phí. Số tiền và cách nộp có trong trang hồ sơ."),
    ),
    "fee_changed": (
        N_("Số phí, lệ phí phải nộp đã thay đổi"),
        N_("Phần bổ sung của bạn làm thay đổi số tiền phải nộp. Số tiền mới và cách nộp có trong trang hồ sơ."),
    ),
    "fee_overpaid": (
        N_("Bạn đã nộp thừa phí, lệ phí"),
        N_("Phần bổ sung của bạn làm giảm số tiền phải nộp. Cơ quan hoàn lại phần thừa; số tiền có trong trang hồ sơ."),
    ),
    "fee_refunded": (
        N_("Đã hoàn lại tiền nộp thừa"),
        N_("Số tiền có trong trang hồ sơ. Tiền nộp trực tuyến về nơi đã trả; ngân hàng có thể cần vài ngày."),
    ),
    "fee_paid": (N_("Đã nhận tiền phí, lệ phí"), N_("Biên lai có trong trang hồ sơ.")),
    "result_issued": (N_("Đã có kết quả"), N_("Bạn có thể tải kết quả về từ trang hồ sơ.")),
    "letter_received": (N_("Cơ quan nhắn cho bạn"), N_("Bạn đọc và trả lời trong trang hồ sơ.")),
    "draft_lapses": (
        N_("Bản nháp sắp hết hạn"),
        N_("%(title)s: bản nháp được giữ đến hết ngày %(day)s. Bạn mở và lưu lại thì được giữ thêm 60 ngày."),
    ),
    "draft_lapsed": (
        N_("Bản nháp đã hết hạn và bị xóa"),
        N_("%(title)s: bản nháp được giữ đến hết ngày %(day)s. Bạn có thể kê khai lại từ đầu."),
    ),
    "confirmation_asked": (
        N_("Có hồ sơ chờ bạn xác nhận"),
        N_("%(asker)s đề nghị bạn xác nhận: %(title)s. Bạn xem đủ nội dung rồi mới quyết định."),
    ),
    "confirmation_given": (
        N_("Đã có xác nhận"),
        N_("%(name)s đã xác nhận: %(title)s. Khi mọi người đã xác nhận, bạn nộp được hồ sơ."),
    ),
    "confirmation_declined": (
        N_("Có người từ chối xác nhận"),
        N_("%(name)s không xác nhận: %(title)s. Lý do ghi ở trang kiểm tra trước khi nộp."),
    ),
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
    href = url_for("citizen.dossier", code=code) if code else _of_draft(message)
    told = gettext(words, **message.params) if words else ""
    return Notice(gettext(title), told, message.created_at, message.read_at is None, code, href)


def _of_draft(message: Message) -> str | None:
    """Return where a draft is gone on with, begun anew when it is no more, or confirmed."""
    if message.kind == CONFIRMATION_ASKED:
        return url_for("citizen.confirmations_asked")
    if message.kind in {CONFIRMATION_GIVEN, CONFIRMATION_DECLINED}:
        return url_for("citizen.check", draft_id=message.params["draft"])
    if message.kind == DRAFT_LAPSES:
        return url_for("citizen.go_on", draft_id=message.params["draft"])
    return url_for("public.procedure", code=message.params["procedure"]) if message.kind == DRAFT_LAPSED else None
