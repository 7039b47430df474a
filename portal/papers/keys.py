"""Keys that sign, as files in the keys folder: ``<name>.p12`` with a passphrase, or ``<name>.pem``.

A PEM file holds the private key, its certificate, and the certificates above it, in this order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12

from portal.papers.base import PaperError

NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,120}")
ROOTS: Final = "roots"
"""The folder, inside the keys folder, of the certificates that are trusted, one PEM file each."""

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True, repr=False)
class KeyPair:
    """A private key, its certificate, and the chain above it up to the root."""

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def load_key(folder: Path, name: str, *, passphrase: bytes | None = None) -> KeyPair:
    """Return the key called ``name``; raise ``PaperError`` when it is not there or cannot be opened."""
    check_name(name)
    try:
        if (path := folder / f"{name}.p12").exists():
            return _from_pkcs12(path.read_bytes(), passphrase)
        return _from_pem((folder / f"{name}.pem").read_bytes(), passphrase)
    except (OSError, ValueError, TypeError) as error:
        raise PaperError(f"The signing key “{name}” cannot be opened") from error


def trusted_roots(folder: Path) -> list[x509.Certificate]:
    """Return the trusted root certificates of the keys folder; empty when there are none."""
    paths = sorted((folder / ROOTS).glob("*.pem"))
    return [certificate for path in paths for certificate in x509.load_pem_x509_certificates(path.read_bytes())]


def check_name(name: str) -> str:
    """Return ``name`` when it is safe as a file name; raise ``PaperError`` otherwise."""
    if not NAME.fullmatch(name):
        raise PaperError(f"“{name}” is no name for a key: use small letters, digits, dots and dashes")
    return name


def _from_pkcs12(data: bytes, passphrase: bytes | None) -> KeyPair:
    """Read a PKCS#12 container."""
    bundle = pkcs12.load_pkcs12(data, passphrase)
    if bundle.cert is None:
        raise ValueError("The container holds no certificate")
    chain = tuple(extra.certificate for extra in bundle.additional_certs)
    return KeyPair(_usable(bundle.key), bundle.cert.certificate, chain)


def _from_pem(data: bytes, passphrase: bytes | None) -> KeyPair:
    """Read key and certificates out of one PEM file."""
    certificate, *chain = x509.load_pem_x509_certificates(data)
    return KeyPair(_usable(serialization.load_pem_private_key(data, passphrase)), certificate, tuple(chain))


def _usable(key: object) -> PrivateKey:
    """Return the key when it is RSA or elliptic; raise ``TypeError`` otherwise."""
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise TypeError("Only RSA and elliptic keys can sign papers")
    return key
