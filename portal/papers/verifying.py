"""Checking the signatures of a paper: intact, trusted, and followed by lawful changes only."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final, TypeVar

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from portal.papers.base import PaperError, SignatureReport

Read = TypeVar("Read")

BROKEN: Final = (
    PdfError, SignatureValidationError, SuspiciousModification, zlib.error, ValueError, LookupError, AttributeError,
    TypeError, ArithmeticError, AssertionError, NotImplementedError, RecursionError, OSError,
)  # fmt: skip
"""What reading a file that somebody broke, by chance or on purpose, makes pyHanko raise."""


def verify(pdf: bytes, roots: Sequence[x509.Certificate], *, at: datetime) -> list[SignatureReport]:
    """Return one report for each signature, in the order in which they were made.

    Args:
        pdf: a paper of our own; what strangers upload goes to ``judging.verify_untrusted``.
        roots: the certificates that are trusted; with none, no signature is trusted.
        at: the instant for which certificates must be valid.

    Raises:
        PaperError: the bytes are no PDF that can be read.

    """
    try:
        signatures = list(PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures)
    except BROKEN as error:
        raise PaperError("The file is no readable PDF") from error
    return [_report(signature, roots, at) for signature in signatures]


def verify_as_json(pdf: bytes, roots: Sequence[bytes], at: datetime) -> bytes:
    """Return the reports as JSON, for the process that asked; ``roots`` are PEM."""
    trusted = [x509.load_pem_x509_certificate(root) for root in roots]
    reports = [asdict(report) for report in verify(pdf, trusted, at=at)]
    return json.dumps(reports, default=datetime.isoformat).encode()


def _report(signature: Any, roots: Sequence[x509.Certificate], at: datetime) -> SignatureReport:
    """Judge one signature; what cannot be judged is reported as a problem."""
    try:
        return _judged(signature, roots, at)
    except BROKEN as error:
        return SignatureReport(
            field=_or(lambda: str(signature.field_name), ""),
            signer=_or(lambda: _common_name(signature), ""),
            at=_or(lambda: signature.self_reported_timestamp, None),
            bottom_line=False,
            intact=False,
            trusted=False,
            covers_whole=False,
            timestamped=False,
            problem=str(error),
        )


def _judged(signature: Any, roots: Sequence[x509.Certificate], at: datetime) -> SignatureReport:
    """Return what pyHanko finds."""
    status = validate_pdf_signature(signature, _context(roots, at))
    stamp = status.timestamp_validity
    return SignatureReport(
        field=str(signature.field_name),
        signer=_common_name(signature),
        at=stamp.timestamp if stamp is not None else status.signer_reported_dt,
        bottom_line=bool(status.bottom_line),
        intact=bool(status.intact),
        trusted=bool(status.trusted),
        covers_whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        timestamped=stamp is not None,
    )


def _common_name(signature: Any) -> str:
    """Return the name in the signer's certificate."""
    certificate = signature.signer_cert
    return "" if certificate is None else str(certificate.subject.native.get("common_name", ""))


def _or(read: Callable[[], Read], otherwise: Read) -> Read:
    """Return what ``read`` gives, or ``otherwise`` when the file is too broken to tell."""
    try:
        return read()
    except BROKEN:
        return otherwise


def _context(roots: Sequence[x509.Certificate], at: datetime) -> ValidationContext:
    """Return what pyHanko may trust; it fetches nothing by itself."""
    anchors = [asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    return ValidationContext(trust_roots=anchors, moment=at, allow_fetching=False, revocation_mode="soft-fail")
