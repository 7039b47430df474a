import stat
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from portal.papers.base import PaperError
from portal.papers.development_ca import Subject, ensure_development_keys, key_for
from portal.papers.keys import load_key, trusted_roots
from portal.papers.signing import open_signer
from tests.portal.papers.conftest import NOW


def test_production_has_no_development_keys(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="production"):
        ensure_development_keys(tmp_path / "keys", [], production=True, at=NOW)
    assert not (tmp_path / "keys").exists()


def test_only_the_owner_reads_the_keys(keys: Path) -> None:
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    for path in keys.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_keys_stay_the_same_and_chain_up_to_one_root(tmp_path: Path) -> None:
    first = key_for(tmp_path, "a", Subject("Trần Văn A"), production=False, at=NOW)
    again = key_for(tmp_path, "a", Subject("Ai khác"), production=False, at=NOW + timedelta(days=9))
    assert first.certificate == again.certificate
    (root,) = trusted_roots(tmp_path)
    leaf, intermediate = first.certificate, first.chain[0]
    leaf.verify_directly_issued_by(intermediate)
    intermediate.verify_directly_issued_by(root)


def test_an_agency_with_a_long_name_has_a_key(tmp_path: Path) -> None:
    name = "Chi nhánh Văn phòng Đăng ký đất đai thành phố Hà Nội khu vực Ba Đình - Tây Hồ"
    pair = key_for(tmp_path, "a", Subject(name, name), production=False, at=NOW)
    (common,) = pair.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert len(common.value) > 45
    assert name.startswith(str(common.value))


def test_no_key_of_the_root_is_kept(keys: Path) -> None:
    (root,) = trusted_roots(keys)
    for path in keys.glob("*.pem"):
        assert load_key(keys, path.stem).key.public_key() != root.public_key()


def make(folder: str) -> bytes:
    pair = key_for(Path(folder), "a", Subject("A"), production=False, at=NOW)
    return pair.certificate.signature


def test_processes_that_start_together_make_one_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        assert len(set(pool.map(make, [str(tmp_path)] * 8))) == 1


@pytest.mark.parametrize("name", ["../a", "A", "", "a/b", ".a"])
def test_a_key_name_is_no_path(keys: Path, name: str) -> None:
    with pytest.raises(PaperError, match="no name"):
        load_key(keys, name)


def test_a_pkcs12_container_opens_with_its_passphrase(keys: Path, tmp_path: Path) -> None:
    pair = load_key(keys, "leader-1")
    data = pkcs12.serialize_key_and_certificates(
        b"x", pair.key, pair.certificate, list(pair.chain), BestAvailableEncryption(b"mat-khau")
    )
    (tmp_path / "x.p12").write_bytes(data)
    assert load_key(tmp_path, "x", passphrase=b"mat-khau").certificate == pair.certificate
    with pytest.raises(PaperError, match="cannot be opened"):
        open_signer(tmp_path, "x", passphrase=b"sai")


def test_a_missing_key_is_named(keys: Path) -> None:
    with pytest.raises(PaperError, match="nobody"):
        open_signer(keys, "nobody")
    assert "PRIVATE" not in repr(load_key(keys, "leader-1"))
