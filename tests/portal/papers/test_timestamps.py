from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from portal.papers.base import PaperError
from portal.papers.keys import load_key
from portal.papers.pdf import render_paper
from portal.papers.signing import FileSigner, open_signer
from portal.papers.values import PaperValues
from portal.papers.verifying import verify
from tests.portal.papers.conftest import NOW, PACK


class Authority:
    """A timestamp authority with a clock of its own."""

    def __init__(self, at: datetime) -> None:
        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dấu thời gian")])
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(at - timedelta(days=1))
            .not_valid_after(at + timedelta(days=1))
            .add_extension(usage, critical=True)
            .sign(key, hashes.SHA256())
        )
        self.client = DummyTimeStamper(
            tsa_cert=asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER)),
            tsa_key=asn1_keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
            fixed_dt=at,
        )


@pytest.fixture
def fresh(values: PaperValues) -> bytes:
    return render_paper("result.html", values.context(), pack=PACK, fields=("leader",))


def stamped(fresh: bytes, keys: Path, authority: Authority) -> bytes:
    signer = FileSigner(load_key(keys, "leader-1"), timestamper=authority.client)
    return signer.sign(fresh, field="leader", signer_name="A", reason="Ban hành", location="Ba Đình", at=NOW)


def test_the_time_is_that_of_the_authority(fresh: bytes, keys: Path, roots: list[x509.Certificate]) -> None:
    authority = Authority(NOW + timedelta(seconds=2))
    (report,) = verify(stamped(fresh, keys, authority), [*roots, authority.certificate], at=NOW + timedelta(hours=1))
    assert report.timestamped
    assert report.bottom_line
    assert report.at == NOW + timedelta(seconds=2)


def test_the_stamp_of_a_stranger_is_worth_nothing(fresh: bytes, keys: Path, roots: list[x509.Certificate]) -> None:
    (report,) = verify(stamped(fresh, keys, Authority(NOW)), roots, at=NOW)
    assert report.intact
    assert not report.bottom_line


def test_an_authority_that_does_not_answer_is_a_clear_failure(fresh: bytes, keys: Path) -> None:
    signer = open_signer(keys, "leader-1", tsa_url="http://127.0.0.1:9/")
    with pytest.raises(PaperError, match="could not be signed"):
        signer.sign(fresh, field="leader", signer_name="A", reason="Ban hành", location="Ba Đình", at=NOW)
