"""Papers as the portal makes them: the Giấy khai sinh of the catalogue's first golden case, and a receipt slip."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from forms.answers import to_json
from forms.spec import say
from portal.papers.base import AGENCY, DATE, LEADER, NUMBER, OFFICER
from portal.papers.pdf import render_paper
from portal.papers.qr import QrCode, paper_qr, qr_data_url
from portal.papers.slips import HandedIn, Receipt
from portal.papers.templating import render_html
from portal.papers.values import Agency, Dossier, PaperValues, Registration, Signatory
from portal.services.paper_values import shown_answers
from procedures.cases.parsing import read_cases
from procedures.catalogue import FOLDER
from procedures.loader import load

MADE_AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HOST = "https://dichvucong.example.vn"
HALL = Agency(
    name="Ủy ban nhân dân phường Ba Đình",
    superior="Ủy ban nhân dân thành phố Hà Nội",
    place="Ba Đình",
    phone="024 3762 0000",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One paper: its template, what the template sees, the files of its pack, and the fields left open."""

    template: str
    values: PaperValues
    pack: Mapping[str, bytes]
    fields: tuple[str, ...]

    def pressed(self) -> bytes:
        """Return the paper as the worker renders it. Every paper has a QR code of its own."""
        return render_paper(
            self.template, self.values.context(), pack=self.pack, qr=_qr(), fields=self.fields, created=MADE_AT
        )

    def html(self, *, without: str = "") -> str:
        """Return the HTML that the portal lays out, for a peer; ``without`` leaves one open field out."""
        qr = _qr()
        context: dict[str, Any] = {
            **self.values.context(),
            "open_fields": frozenset(self.fields) - {without},
            "qr": {"image": qr_data_url(qr.url), "url": qr.url, "code": qr.code},
            "created": MADE_AT,
        }
        return render_html(self.template, context, pack=self.pack)


def result() -> Sample:
    """Return the Giấy khai sinh, as it waits for the leader's signature."""
    procedure = load(FOLDER / "ho-tich" / "1.001193" / "v1").procedure
    assert procedure is not None
    (case, *_), _ = read_cases(procedure)
    title = say(procedure.title, "vi")
    values = PaperValues(
        agency=HALL,
        result=Registration(say(procedure.result.title, "vi"), number_sample="999999/2026/GKS"),
        dossier=Dossier("H26.01-20261123-0000001", title, "Trần Phạm Minh Khôi", "Phạm Thị Mai"),
        leader=Signatory("Nguyễn Hữu Thắng", "Chủ tịch", ("TM. Ủy ban nhân dân",)),
        answers=shown_answers(procedure.form, to_json(procedure.form, case.answers)),
        recipients=("Trần Phạm Minh Khôi", "Lưu: VT, hồ sơ"),
    )
    return Sample(procedure.result.template, values, procedure.files, (LEADER, NUMBER, DATE, AGENCY))


def receipt() -> Sample:
    """Return the receipt slip of the same dossier."""
    born = result()
    slip = Receipt(
        documents=(HandedIn("Tờ khai điện tử", "Bản điện tử"), HandedIn("Giấy chứng sinh", "Bản chính")),
        within="trong ngày làm việc",
        received_at=MADE_AT,
        promised_at=MADE_AT + timedelta(hours=6),
        delivery="Trực tuyến, trên Cổng dịch vụ công",
    )
    values = replace(
        born.values,
        result=Registration("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "15/TNHS", MADE_AT.date()),
        officer=Signatory("Phạm Ngọc Ánh", "Công chức tiếp nhận"),
        recipients=("Người nộp hồ sơ", "Lưu: hồ sơ"),
        slip=slip,
    )
    return Sample(slip.template, values, born.pack, (OFFICER, AGENCY))


def _qr() -> QrCode:
    return paper_qr(HOST, secrets.token_bytes(16))
