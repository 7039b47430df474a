"""A certificate authority for development: makes the keys of sample leaders and agencies on the first run.

It lies in the keys folder, outside the repository, readable for its owner only, and refuses to exist in production.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from portal.papers.base import PaperError
from portal.papers.keys import ROOTS, KeyPair, check_name, load_key

ROOT: Final = "development-root"
INTERMEDIATE: Final = "development-ca"
ROOT_YEARS: Final = 20
INTERMEDIATE_YEARS: Final = 15
LEAF_YEARS: Final = 10
MAX_NAME_BYTES: Final = 64
BACKDATED: Final = timedelta(days=365)
"""Sample dossiers lie in the past: their papers must have been signed with a valid key."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose key it is: ``common_name`` the person or agency, ``organisation`` where the person works."""

    common_name: str
    organisation: str | None = None


def ensure_development_keys(
    folder: Path, subjects: Iterable[tuple[str, Subject]], *, production: bool, at: datetime
) -> None:
    """Make the authority and the named keys as far as they are missing; several processes may call this at once.

    Raises ``PaperError`` in production.
    """
    with _authority(folder, production=production, at=at) as issuer:
        for name, subject in subjects:
            _leaf(folder, name, subject, issuer, at)


def key_for(folder: Path, name: str, subject: Subject, *, production: bool, at: datetime) -> KeyPair:
    """Return the development key called ``name``, made for ``subject`` when there is none yet."""
    ensure_development_keys(folder, [(name, subject)], production=production, at=at)
    return load_key(folder, name)


@contextmanager
def _authority(folder: Path, *, production: bool, at: datetime) -> Iterator[KeyPair]:
    """Lock the folder and yield the intermediate authority, made when it is missing."""
    if production:
        raise PaperError("There are no development keys in production: put the agencies' own keys into PORTAL_KEYS")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / ROOTS).mkdir(mode=0o700, exist_ok=True)
    with _locked(folder / ".lock"):
        if not (folder / f"{INTERMEDIATE}.pem").exists():
            _make_authority(folder, at)
        yield load_key(folder, INTERMEDIATE)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on ``path`` while the block runs."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _make_authority(folder: Path, at: datetime) -> None:
    """Make root and intermediate; the root's key is used once and never stored."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, name = _name("Portal Development Root (không có giá trị pháp lý)"), _name("Portal Development CA")
    root = (
        _builder(root_name, root_name, root_key, at, ROOT_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        _builder(name, root_name, key, at, INTERMEDIATE_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    _write(folder / ROOTS / f"{ROOT}.pem", root.public_bytes(Encoding.PEM))
    _write(folder / f"{INTERMEDIATE}.pem", _pem(key, certificate, root))


def _leaf(folder: Path, name: str, subject: Subject, issuer: KeyPair, at: datetime) -> None:
    """Make one signing key, unless it is there."""
    path = folder / f"{check_name(name)}.pem"
    if path.exists():
        return
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(_name(subject.common_name, subject.organisation), issuer.certificate.subject, key, at, LEAF_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )
    _write(path, _pem(key, certificate, issuer.certificate, *issuer.chain))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime, years: int
) -> x509.CertificateBuilder:
    """Return a certificate in the making, valid from a year before ``at``."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BACKDATED)
        .not_valid_after(at + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common_name: str, organisation: str | None = None) -> x509.Name:
    """Return a distinguished name in Vietnam."""
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, _short(organisation)))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, _short(common_name))])


def _short(name: str) -> str:
    """Return as much of ``name`` as a certificate takes: 64 bytes, of which a Vietnamese letter needs up to three."""
    return name.encode()[:MAX_NAME_BYTES].decode(errors="ignore")


def _usage(*, authority: bool) -> x509.KeyUsage:
    """Return what the key may do: sign certificates, or sign papers so that it cannot be denied."""
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey, *certificates: x509.Certificate) -> bytes:
    """Return key and certificates as one PEM file."""
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)


def _write(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_suffix(".new")
    handle = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
