"""Slips that nobody issued: what a publisher sees of a pack's own slip templates, in values as long as real ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from forms.spec import say
from portal.clock import local_date
from portal.papers import slips, values
from portal.services.filed_form_samples import SOMEBODY, Sample
from portal.services.issuing import SLIP_TITLES
from portal.services.paper_values import COPIES, DELIVERY
from procedures.law_words import words_of_law
from workflows.duration import in_words

NUMBER: Final = "128/2026"
OFFICER: Final = values.Signatory(SOMEBODY, "CÔNG CHỨC TIẾP NHẬN")
REASON: Final = "Giấy tờ chụp bị mờ ở trang 2, không đọc được ngày cấp và nơi cấp"


def slip_sample(sample: Sample, kind: str) -> values.PaperValues:
    """Return everything that the template of a slip may show; raise ``KeyError`` for a kind that there is not."""
    day = local_date(sample.at)
    return values.PaperValues(
        agency=sample.agency_values,
        result=values.Registration(SLIP_TITLES[kind], NUMBER, day),
        dossier=sample.dossier,
        officer=OFFICER,
        recipients=("Người nộp hồ sơ", "Lưu: hồ sơ"),
        slip=MADE[kind](sample),
    )


def _receipt(sample: Sample) -> slips.Slip:
    procedure = sample.procedure
    digest = hashlib.sha256(procedure.code.encode()).hexdigest()
    handed = tuple(
        slips.HandedIn(say(one.title, "vi"), COPIES[str(one.copies)], one.min, (digest,)) for one in procedure.documents
    )
    within = in_words(procedure.time_limit.within, "vi")
    delivery = DELIVERY[procedure.delivery[0]]
    return slips.Receipt(handed, within, sample.at, sample.at + timedelta(days=3), delivery)


def _items(sample: Sample) -> tuple[slips.Item, ...]:
    laws = sample.procedure.legal_basis
    listed = [
        slips.Item(say(one.title, "vi"), REASON, words_of_law(laws, one.law, "vi") if one.law else None)
        for one in sample.procedure.documents
    ]
    return tuple(listed) or (slips.Item("Họ và tên", REASON),)


def _until(sample: Sample) -> slips.Slip:
    day = local_date(sample.at) + timedelta(days=10)
    return slips.Supplement(_items(sample), _contact(sample), day, "Bổ sung đầy đủ trong một lần")


def _explain(sample: Sample) -> slips.Slip:
    day = local_date(sample.at) + timedelta(days=5)
    return slips.Clarification(_items(sample), _contact(sample), day, "Luật thủ tục mẫu, Điều 9")


def _contact(sample: Sample) -> str:
    return f"{sample.agency.name}, điện thoại {sample.agency.phone or '024 0000 0000'}"


def _control(sample: Sample) -> slips.Slip:
    steps = sample.procedure.workflow.steps.values()
    until, done = sample.at + timedelta(days=1), sample.at + timedelta(hours=3)
    rows = tuple(
        slips.Handing(
            sample.agency.name, say(one.title, "vi"), SOMEBODY, sample.at, SOMEBODY, sample.at, done, until,
            "Đúng hạn", until, "Trước hạn",
        )
        for one in steps
    )  # fmt: skip
    return slips.Control(rows, sample.agency.name, sample.at, until)


def _fee_receipt(sample: Sample) -> slips.Slip:
    lines = tuple(slips.FeeLine(say(one.title, "vi"), 50_000, "Mức mẫu") for one in sample.procedure.fees)
    named = lines or (slips.FeeLine("Phí mẫu", 50_000),)
    return slips.FeeReceipt(
        sample.applicant, named, sample.at, "Thanh toán trực tuyến", "01BLP2-001", "DV-26E", "0000125"
    )


MADE: Final[Mapping[str, Callable[[Sample], slips.Slip]]] = MappingProxyType(
    {
        "receipt": _receipt,
        "supplement": _until,
        "clarification": _explain,
        "refusal": lambda _sample: slips.Refusal((REASON, "Không thuộc thẩm quyền giải quyết của cơ quan")),
        "apology": lambda sample: slips.Apology(
            sample.at, sample.at + timedelta(days=3), "Cần thêm thời gian xác minh", sample.at + timedelta(days=6)
        ),
        "stop": lambda sample: slips.Stop(sample.at, sample.at + timedelta(days=1), "Không còn nhu cầu"),
        "control": _control,
        "fee_receipt": _fee_receipt,
    }
)
"""How a sample of each kind of slip is made."""
