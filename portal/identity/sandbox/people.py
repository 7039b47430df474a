"""The sample people, as the sandbox e-ID knows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

PEOPLE = Path(__file__).with_name("people.yaml")
"""The one file of sample people; the register's sandbox and the sample data read it too."""

CHECKED_IN_PERSON = frozenset({"DiaChi", "MaTinhThuongTru", "MaXaThuongTru", "SoNhaThuongTru"})
"""What only level 2 tells here. What the real provider tells at level 1 is not published."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One choice of the sign-in page, and the claims that follow from it."""

    key: str
    full_name: str
    about: str
    organisation: bool
    claims: Mapping[str, str]

    @property
    def subject(self) -> str:
        """An id that says nothing about the person and never changes."""
        return sha256(f"sandbox:{self.key}".encode()).hexdigest()[:32]

    def told(self, level: int) -> dict[str, str]:
        """What userinfo says; at level 1 without what was checked in person."""
        kept = {name: value for name, value in self.claims.items() if level > 1 or name not in CHECKED_IN_PERSON}
        return {"sub": self.subject, "TechID": self.subject, "loginIdp": "BCA", **kept}


@cache
def samples() -> tuple[Sample, ...]:
    """The citizens, then the organisations, in the order of the file."""
    raw = YAML(typ="safe").load(PEOPLE)
    citizens = {one["key"]: one for one in raw["citizens"]}
    return (
        *(_citizen(one) for one in citizens.values()),
        *(_organisation(one, citizens[one["representative"]]) for one in raw["organisations"]),
    )


def sample(key: str) -> Sample | None:
    """The choice of that key."""
    return next((one for one in samples() if one.key == key), None)


def _citizen(one: Mapping[str, Any]) -> Sample:
    claims = {"LoaiTaiKhoan": "1", **_personal(one), "MaSoThue": one["citizen_id"], **_contact(one)}
    return Sample(one["key"], one["full_name"], one["about"], organisation=False, claims=claims)


def _organisation(one: Mapping[str, Any], representative: Mapping[str, Any]) -> Sample:
    claims = {
        "LoaiTaiKhoan": "2",
        **_personal(representative),
        "TenDoanhNghiep": one["full_name"],
        "MaSoDoanhNghiep": one["tax_code"],
        "MaSoThue": one["tax_code"],
        **_contact(one),
    }
    return Sample(one["key"], one["full_name"], one["about"], organisation=True, claims=claims)


def _personal(one: Mapping[str, Any]) -> dict[str, str]:
    born: date = one["birth_date"]
    return {"HoVaTen": one["full_name"], "SoDinhDanh": one["citizen_id"], "NgayThangNamSinh": f"{born:%Y%m%d}"}


def _contact(one: Mapping[str, Any]) -> dict[str, str]:
    lives = one["residence"]
    return {
        "SoDienThoai": one["phone"],
        **({"ThuDienTu": one["email"]} if "email" in one else {}),
        "DiaChi": f"{lives['detail']}, {lives['commune_name']}, {lives['province_name']}",
        "MaTinhThuongTru": lives["province"],
        "MaXaThuongTru": lives["commune"],
        "SoNhaThuongTru": lives["detail"],
    }
