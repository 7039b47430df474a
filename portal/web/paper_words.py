"""What an issued paper is called on a page, and as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forms.spec import say
from portal.models import Paper
from portal.services.issuing import FILED_FORM, RESULT
from portal.web.language import N_, current_language, gettext
from procedures.definition import Procedure

SLIPS: Final[Mapping[str, str]] = {
    "receipt": N_("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    "supplement": N_("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    "clarification": N_("Phiếu yêu cầu giải trình, làm rõ hồ sơ"),
    "refusal": N_("Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    "apology": N_("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
    "stop": N_("Thông báo dừng giải quyết hồ sơ"),
    "control": N_("Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    "fee_receipt": N_("Biên lai thu phí, lệ phí"),
    "opinion_request": N_("Phiếu lấy ý kiến"),
    "opinion": N_("Phiếu ý kiến"),
}
AS_FILED: Final = N_("Tờ khai đã nộp")
FILES: Final[Mapping[str, str]] = {
    "receipt": "giay-tiep-nhan",
    "supplement": "yeu-cau-bo-sung",
    "clarification": "yeu-cau-giai-trinh",
    "refusal": "tu-choi-tiep-nhan",
    "apology": "xin-loi-gia-han",
    "stop": "dung-giai-quyet",
    "control": "phieu-kiem-soat",
    "fee_receipt": "bien-lai",
    "opinion_request": "phieu-lay-y-kien",
    "opinion": "phieu-y-kien",
    RESULT: "ket-qua",
    FILED_FORM: "to-khai",
}


def paper_title(paper: Paper, procedure: Procedure) -> str:
    """Return the title of a paper in the reader's language; the paper itself is always in Vietnamese."""
    if paper.kind == RESULT:
        return say(procedure.result.title, current_language())
    if paper.kind == FILED_FORM:
        return _filed_form(paper, procedure)
    return slip_title(paper.kind, paper.title)


def _filed_form(paper: Paper, procedure: Procedure) -> str:
    """Return the title of a form as filed; one that a supplement changed says which."""
    own = procedure.filed_form
    title = say(own.title, current_language()) if own else gettext(AS_FILED)
    times = paper.details["number"] - 1
    return gettext("%(title)s, bổ sung lần %(n)s", title=title, n=times) if times else title


def slip_title(kind: str, title: str) -> str:
    """Return the title of a slip or of a form as filed in the reader's language, any other title as it stands."""
    words = AS_FILED if kind == FILED_FORM else SLIPS.get(kind)
    return gettext(words) if words else title


def paper_file(code: str, paper: Paper) -> str:
    """Return the name under which a paper is saved: the code of its dossier, what it is, and which of several."""
    times = paper.details["number"] - 1 if paper.kind == FILED_FORM else 0
    which = f"-bo-sung-{times}" if times else ""
    return f"{code}-{FILES.get(paper.kind, 'van-ban')}{which}.pdf"
