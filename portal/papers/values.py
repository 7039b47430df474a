"""What every paper's template may speak of: plain frozen values, filled by the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.papers.filed_forms import FiledForm


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency that issues the paper."""

    name: str
    """Cơ quan ban hành, as it reads above the number."""
    place: str
    """Địa danh, before the date: the name of the commune or province."""
    superior: str | None = None
    """Cơ quan chủ quản trực tiếp, when there is one."""
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    tax_code: str | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """The dossier that the paper is about."""

    code: str
    procedure: str
    """Title of the procedure."""
    owner: str
    """Chủ hồ sơ: whose matter it is."""
    applicant: str
    """Người nộp hồ sơ: who files."""
    address: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: ``authority`` is TM., KT., TL., TUQ. or Q. with whom it stands for, a line each."""

    name: str
    title: str
    """The signer's own: Chủ tịch."""
    authority: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registration:
    """Number and date of the paper; ``None`` while they are still to come."""

    title: str
    """Tên loại văn bản."""
    number: str | None = None
    """With its notation: ``15/GP-UBND``."""
    date: date | None = None
    number_sample: str = "0000/XXX-XXXX"
    """As long as the number will be: it keeps the place free."""
    summary: str | None = None
    """Trích yếu nội dung, under the title."""


@dataclass(frozen=True, slots=True)
class PaperValues:
    """All that a template sees beside the QR code."""

    agency: Agency
    result: Registration
    dossier: Dossier | None = None
    leader: Signatory | None = None
    officer: Signatory | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    """Shown words by field name; a table is a list of such mappings."""
    recipients: tuple[str, ...] = ()
    """Nơi nhận, one line each."""
    slip: object | None = None
    """The content of a slip, one of ``portal.papers.slips``."""
    filed: FiledForm | None = None
    """The form as it was filed, when the paper is that form."""

    def context(self) -> dict[str, Any]:
        """Return the values by the names that templates use."""
        return {name: getattr(self, name) for name in self.__slots__}
