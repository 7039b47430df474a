"""What an action waits for, in words: the facts that the portal itself knows, and those of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from portal.services import unanswered
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from workflows.fact_words import fact_in_words
from workflows.spec import WorkflowSpec

FACT_WORDS: Final[Mapping[str, str]] = {
    "fees_settled": N_("Người nộp chưa nộp đủ phí, lệ phí"),
    "documents_checked": N_("Chưa kiểm tra hết giấy tờ, hoặc có giấy tờ chưa đạt"),
    "supplement_answered": N_("Chưa nhận được bổ sung"),
    unanswered.OPEN: N_("Còn một yêu cầu chờ người nộp trả lời; mỗi lần chỉ gửi được một yêu cầu"),
    unanswered.CLOSED: N_(
        "Người nộp còn thời gian trả lời yêu cầu đã gửi; bạn chờ trả lời, chờ hết hạn hoặc rút yêu cầu"
    ),
    "result_signed_personal": N_("Kết quả chưa có chữ ký của lãnh đạo"),
    "result_numbered": N_("Kết quả chưa được cấp số"),
    "result_signed_agency": N_("Kết quả chưa có chữ ký của cơ quan"),
    "result_issued": N_("Kết quả chưa được phát hành"),
    "children_settled": N_("Còn hồ sơ ở cơ quan khác chưa xong"),
    "identity_assured": N_("Danh tính người nộp chưa đủ mức độ"),
    "opinions_asked": N_("Ở bước này chưa hỏi cơ quan, đơn vị nào; bạn bấm “Lấy ý kiến” để hỏi"),
    "opinions_settled": N_("Còn ý kiến chưa trả lời và chưa hết hạn"),
}


def fact_words(fact: str, spec: WorkflowSpec) -> str:
    """Return why an action waits for a fact, one of the portal or one of the pack."""
    if fact in FACT_WORDS:
        return _(FACT_WORDS[fact])
    return _("Chưa đạt điều kiện của thủ tục: %(fact)s", fact=fact_in_words(spec, fact, current_language()))
