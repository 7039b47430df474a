"""The slips of the one-stop mechanism (TT 03/2025/TT-VPCP, Phụ lục I) and the fee receipt, as values.

Instants are aware; they are shown as the wall clock of Vietnam. The exact layout of the circular's annex is not public
where we could read it: the contents follow the older set of TT 01/2018/TT-VPCP and the titles of the new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from portal.papers.opinions import Opinion, OpinionRequest


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One document handed in: ``kind`` is bản chính, bản sao or bản điện tử."""

    title: str
    kind: str
    quantity: int = 1
    digests: tuple[str, ...] = ()
    """SHA-256 of each file as it is kept, so that nobody can say later that it was another one."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Mẫu 01: giấy tiếp nhận hồ sơ và hẹn trả kết quả."""

    template: ClassVar[str] = "papers/receipt.html"
    documents: tuple[HandedIn, ...]
    within: str
    """Thời gian giải quyết, in words: ``03 ngày làm việc``."""
    received_at: datetime
    promised_at: datetime
    delivery: str
    """Where and how the result is handed over."""
    sets: int = 1
    represents: str | None = None
    """For whom it was filed and by what right, where it was for another."""
    confirmed: tuple[str, ...] = ()
    """Who else confirmed the filing with their own electronic identity."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to supplement, and why."""

    what: str
    why: str
    law: str | None = None


@dataclass(frozen=True, slots=True)
class Supplement:
    """Mẫu 02: phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""

    template: ClassVar[str] = "papers/supplement.html"
    items: tuple[Item, ...]
    contact: str
    """Whom to ask, with telephone."""
    until: date | None = None
    """The last day on which it may be sent."""
    note: str | None = None
    """What the request does to the time limit."""


@dataclass(frozen=True, slots=True)
class Clarification:
    """Phiếu yêu cầu giải trình, làm rõ: what is asked while the dossier is appraised; no form of the circular."""

    template: ClassVar[str] = "papers/clarification.html"
    items: tuple[Item, ...]
    contact: str
    until: date | None = None
    law: str | None = None
    """The legal basis on which it is asked."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Mẫu 03: phiếu từ chối tiếp nhận giải quyết hồ sơ."""

    template: ClassVar[str] = "papers/refusal.html"
    reasons: tuple[str, ...]
    remedy: str | None = None
    """Where the person may turn instead."""


@dataclass(frozen=True, slots=True)
class Apology:
    """Mẫu 04: văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết."""

    template: ClassVar[str] = "papers/apology.html"
    received_at: datetime
    promised_at: datetime
    reason: str
    new_date: datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """Mẫu 05: thông báo dừng giải quyết hồ sơ, upon the applicant's request or, by a rule of the procedure, without."""

    template: ClassVar[str] = "papers/stop.html"
    received_at: datetime
    requested_at: datetime
    reason: str
    requested: bool = True
    """Whether the applicant asked for it."""


@dataclass(frozen=True, slots=True)
class Handing:
    """One row of the control slip: who handed the dossier to whom, when it was done, and how that kept the limits.

    An outcome is trước hạn, đúng hạn, quá hạn or đang xử lý, or says that there is none.
    """

    unit: str
    step: str
    giver: str
    given_at: datetime
    receiver: str
    received_at: datetime | None
    done_at: datetime | None
    step_limit: datetime | None
    """The inner target of the step."""
    step_outcome: str
    legal_limit: datetime | None
    legal_outcome: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """Mẫu 06: phiếu kiểm soát quá trình giải quyết hồ sơ."""

    template: ClassVar[str] = "papers/control.html"
    handings: tuple[Handing, ...]
    agency: str
    """The competent agency."""
    received_at: datetime
    promised_at: datetime | None
    """``None`` before the dossier is accepted, and while the legal clock stands still."""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One phí or lệ phí of the receipt, in whole đồng."""

    title: str
    amount: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class FeeReceipt:
    """Biên lai thu phí, lệ phí (TT 303/2016/TT-BTC Điều 3): it belongs to finance, not to the one-stop forms."""

    template: ClassVar[str] = "papers/fee_receipt.html"
    payer: str
    lines: tuple[FeeLine, ...]
    paid_at: datetime
    method: str
    form_symbol: str
    """Ký hiệu mẫu biên lai."""
    series_symbol: str
    """Ký hiệu biên lai."""
    serial: str
    """Số thứ tự, seven digits."""
    payer_address: str | None = None
    reference: str | None = None
    """The payment's reference at the gateway."""

    @property
    def total(self) -> int:
        """Return the sum of the lines in whole đồng."""
        return sum(line.amount for line in self.lines)


Slip = Receipt | Supplement | Clarification | Refusal | Apology | Stop | Control | FeeReceipt | OpinionRequest | Opinion


def template_of(slip: Slip, pack: Mapping[str, bytes] | None = None) -> str:
    """Return the pack's own template for this slip when it brings one (``slips/receipt.html``), else ours."""
    own = slip.template.replace("papers/", "slips/")
    return own if pack is not None and own in pack else slip.template
