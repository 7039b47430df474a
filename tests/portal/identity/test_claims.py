"""What claims mean: the usual ones, the odd ones, and the ones that are not believed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.config import Secret
from portal.errors import StartError
from portal.identity.base import Identity, IdentityBroken, Kind, SignIn
from portal.identity.claims import VNEID, ClaimMap, identity_of, levels_of
from portal.identity.oidc import OidcSettings

CITIZEN = {
    "LoaiTaiKhoan": "1",
    "HoVaTen": "Nguyễn Thị Lan Anh",
    "SoDinhDanh": "001195999101",
    "NgayThangNamSinh": "19950314",
}
ORGANISATION = {**CITIZEN, "LoaiTaiKhoan": "2", "TenDoanhNghiep": "Công ty Sao Khuê", "MaSoDoanhNghiep": "9900000016"}


def read(claims: dict[str, Any], names: ClaimMap = VNEID) -> Identity:
    return identity_of(claims, names, issuer="https://e-id.example", subject="s", assurance=2, auth_time=1_790_000_000)


@pytest.mark.parametrize(
    ("written", "born"),
    [("19950314", date(1995, 3, 14)), ("20000229", date(2000, 2, 29)), ("1954", None), ("19540000", None), ("", None)],
)
def test_birth_dates_as_they_are_on_record(written: str, born: date | None) -> None:
    assert read({**CITIZEN, "NgayThangNamSinh": written}).birth_date == born


def test_names_become_one_form() -> None:
    assert read({**CITIZEN, "HoVaTen": "  Nguye\u0302\u0303n  Thi\u0323 Lan Anh "}).full_name == "Nguyễn Thị Lan Anh"


def test_a_number_may_come_as_a_number() -> None:
    assert read({**CITIZEN, "LoaiTaiKhoan": 1}).kind is Kind.CITIZEN


@pytest.mark.parametrize("missing", ["LoaiTaiKhoan", "HoVaTen", "SoDinhDanh"])
def test_a_citizen_needs(missing: str) -> None:
    for claims in ({**CITIZEN, missing: None}, {**CITIZEN, missing: "  "}):
        with pytest.raises(IdentityBroken, match=missing):
            read(claims)


@pytest.mark.parametrize("missing", ["TenDoanhNghiep", "MaSoDoanhNghiep", "SoDinhDanh"])
def test_an_organisation_needs(missing: str) -> None:
    with pytest.raises(IdentityBroken, match=missing):
        read({**ORGANISATION, missing: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SoDinhDanh", "00119599910"),
        ("SoDinhDanh", "00119599910x"),
        ("SoDinhDanh", "٠٠١١٩٥٩٩٩١٠١"),
        ("LoaiTaiKhoan", "3"),
        ("LoaiTaiKhoan", True),
        ("NgayThangNamSinh", "19950231"),
        ("NgayThangNamSinh", "14/03/1995"),
        ("HoVaTen", ["Nguyễn"]),
        ("HoVaTen", "x" * 300),
        ("HoVaTen", "Nguyễn\x00Anh"),
        ("SoDienThoai", {"so": "1"}),
    ],
)
def test_what_has_no_sense_is_not_believed(name: str, value: object) -> None:
    with pytest.raises(IdentityBroken, match=name):
        read({**CITIZEN, name: value})


def test_another_provider_needs_only_settings() -> None:
    names = ClaimMap.with_names({"full_name": "name", "citizen_id": "sub_id", "birth_date": "", "kind": "account"})
    identity = read({"account": "1", "name": "Lê Hoàng Phúc", "sub_id": "048204999104", "NgayThangNamSinh": "x"}, names)
    assert (identity.full_name, identity.citizen_id, identity.birth_date) == ("Lê Hoàng Phúc", "048204999104", None)
    assert levels_of({"substantial": "1", "high": "2"}) == {"substantial": 1, "high": 2}


@pytest.mark.parametrize(("claims", "levels"), [({"surname": "x"}, {}), ({"kinds": "x"}, {}), ({}, {"high": "3"})])
def test_settings_that_have_no_sense_are_told_at_the_start(claims: dict[str, str], levels: dict[str, str]) -> None:
    with pytest.raises(StartError, match="PORTAL_OIDC_"):
        OidcSettings("i", "c", Secret("s"), names=ClaimMap.with_names(claims), levels=levels_of(levels))


@given(
    claims=st.dictionaries(
        st.sampled_from([*CITIZEN, "DiaChi", "SoDienThoai"]),
        st.none() | st.text() | st.integers() | st.lists(st.text()),
    )
)
def test_whatever_comes_is_an_identity_or_not_believed(claims: dict[str, Any]) -> None:
    try:
        identity = read({**CITIZEN, **claims})
    except IdentityBroken:
        return
    assert identity.citizen_id is not None
    assert len(identity.citizen_id) == 12
    assert identity.full_name.strip()


def test_every_attempt_has_its_own_secrets() -> None:
    first, second = SignIn.fresh(), SignIn.fresh()
    assert len({first.state, first.nonce, first.verifier, second.state, second.nonce, second.verifier}) == 6
    assert 43 <= len(first.verifier) <= 128


def test_the_challenge_of_the_standard() -> None:
    # RFC 7636, appendix B.
    sign_in = SignIn("s", "n", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert sign_in.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
