"""What a provider's claims mean: the names are settings, so another provider needs no code.

The defaults are the names that the e-ID of Vietnam shows through the national portal's sign-in (`SoDinhDanh`,
`HoVaTen`, `NgayThangNamSinh` …). The three parts of the residence are names of our own sandbox: what the real one
offers is not published.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Any, Self

from portal.errors import StartError
from portal.identity.base import Identity, IdentityBroken, Kind, Representative, Residence

CITIZEN_ID = re.compile(r"[0-9]{12}")
TAX_CODE = re.compile(r"[0-9]{10}(-?[0-9]{3})?|[0-9]{12}")
LONGEST = 255
"""Characters of a claim that are believed; a name or an address is never longer."""


@dataclass(frozen=True)
class ClaimMap:
    """Under which name each fact comes; an empty name means that the provider does not tell it."""

    kind: str = "LoaiTaiKhoan"
    full_name: str = "HoVaTen"
    citizen_id: str = "SoDinhDanh"
    birth_date: str = "NgayThangNamSinh"
    phone: str = "SoDienThoai"
    email: str = "ThuDienTu"
    tax_code: str = "MaSoThue"
    organisation_name: str = "TenDoanhNghiep"
    organisation_code: str = "MaSoDoanhNghiep"
    residence: str = "DiaChi"
    residence_province: str = "MaTinhThuongTru"
    residence_commune: str = "MaXaThuongTru"
    residence_detail: str = "SoNhaThuongTru"
    kinds: Mapping[str, Kind] = field(default_factory=lambda: {"1": Kind.CITIZEN, "2": Kind.ORGANISATION})

    @classmethod
    def with_names(cls, names: Mapping[str, str]) -> Self:
        """The usual map with some names changed: fact to claim. Raises `StartError` for a fact that nobody asks for."""
        facts = {one.name for one in fields(cls)} - {"kinds"}
        unknown = sorted(set(names) - facts)
        if unknown:
            known = ", ".join(sorted(facts))
            raise StartError(f"PORTAL_OIDC_CLAIMS names {unknown[0]!r}, which is no fact about a person: say {known}")
        changed: dict[str, Any] = dict(names)
        return replace(cls(), **changed)


VNEID = ClaimMap()


def levels_of(words: Mapping[str, str]) -> dict[str, int]:
    """The assurance level of each `acr`. Raises `StartError` when one is not 1 or 2."""
    for acr, level in words.items():
        if level not in {"1", "2"}:
            raise StartError(f"PORTAL_OIDC_LEVELS gives {acr!r} the level {level!r}: say 1 or 2")
    return {acr: int(level) for acr, level in words.items()}


def identity_of(
    claims: Mapping[str, Any], names: ClaimMap, *, issuer: str, subject: str, assurance: int, auth_time: int
) -> Identity:
    """An identity from believed claims. Raises `IdentityBroken` when one is missing or has no sense."""
    read = _Claims(claims)
    kind = names.kinds.get(read.needed(names.kind))
    if kind is None:
        raise IdentityBroken(f"claim {names.kind}")
    citizen_id = read.matching(names.citizen_id, CITIZEN_ID)
    person = read.needed(names.full_name)
    organisation = kind is Kind.ORGANISATION
    return Identity(
        issuer=issuer,
        subject=subject,
        kind=kind,
        full_name=read.needed(names.organisation_name) if organisation else person,
        citizen_id=None if organisation else citizen_id,
        birth_date=None if organisation else _birth_date(read.text(names.birth_date), names.birth_date),
        assurance=assurance,
        auth_time=datetime.fromtimestamp(auth_time, UTC),
        phone=read.text(names.phone),
        email=read.text(names.email),
        tax_code=read.matching(names.organisation_code, TAX_CODE) if organisation else read.text(names.tax_code),
        residence=_residence(read, names),
        representative=Representative(person, citizen_id) if organisation else None,
    )


class _Claims:
    """Reads one claim after the other; a claim is text, or a number that stands for text."""

    def __init__(self, claims: Mapping[str, Any]) -> None:
        self._claims = claims

    def text(self, name: str) -> str | None:
        value = self._claims.get(name) if name else None
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise IdentityBroken(f"claim {name}")
        text = " ".join(unicodedata.normalize("NFC", str(value)).split())
        if len(text) > LONGEST or not text.isprintable():
            raise IdentityBroken(f"claim {name}")
        return text

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise IdentityBroken(f"missing claim {name}")
        return value

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        value = self.needed(name)
        if not pattern.fullmatch(value):
            raise IdentityBroken(f"claim {name}")
        return value


def _birth_date(value: str | None, name: str) -> date | None:
    """`yyyymmdd`; some people have only a year on record, written `yyyy` or with zeros: then no date is known."""
    if value is None or re.fullmatch(r"[0-9]{4}(0000|[0-9]{2}00)?", value):
        return None
    try:
        return datetime.strptime(value, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError as wrong:
        raise IdentityBroken(f"claim {name}") from wrong


def _residence(read: _Claims, names: ClaimMap) -> Residence | None:
    text = read.text(names.residence)
    if text is None:
        return None
    return Residence(
        text,
        province=read.text(names.residence_province),
        commune=read.text(names.residence_commune),
        detail=read.text(names.residence_detail),
    )
