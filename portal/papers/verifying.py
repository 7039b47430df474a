"""Checking the signatures of a paper: intact, trusted, and followed by lawful changes only."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

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


def verify(pdf: bytes, roots: Sequence[x509.Certificate], *, at: datetime) -> list[SignatureReport]:
    """Return one report for each signature, in the order in which they were made.

    Args:
        pdf: the paper.
        roots: the certificates that are trusted; with none, no signature is trusted.
        at: the instant for which certificates must be valid.

    Raises:
        PaperError: the bytes are no PDF that can be read.

    """
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    except (PdfError, ValueError, OSError) as error:
        raise PaperError("The file is no readable PDF") from error
    return [_report(signature, roots, at) for signature in signatures]


def genuine(reports: Sequence[SignatureReport]) -> bool:
    """Whether there is a signature, every one holds, and nothing was added after the last."""
    return bool(reports) and all(report.bottom_line for report in reports) and reports[-1].covers_whole


def _report(signature: Any, roots: Sequence[x509.Certificate], at: datetime) -> SignatureReport:
    """Judge one signature; what cannot be judged is reported as a problem."""
    certificate = signature.signer_cert
    common_name = str(certificate.subject.native.get("common_name", "")) if certificate is not None else ""
    try:
        status = validate_pdf_signature(signature, _context(roots, at))
    except (PdfError, SignatureValidationError, SuspiciousModification, ValueError) as error:
        return SignatureReport(
            field=str(signature.field_name),
            signer=common_name,
            at=signature.self_reported_timestamp,
            bottom_line=False,
            intact=False,
            trusted=False,
            covers_whole=False,
            timestamped=False,
            problem=str(error),
        )
    stamp = status.timestamp_validity
    return SignatureReport(
        field=str(signature.field_name),
        signer=common_name,
        at=stamp.timestamp if stamp is not None else status.signer_reported_dt,
        bottom_line=bool(status.bottom_line),
        intact=bool(status.intact),
        trusted=bool(status.trusted),
        covers_whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        timestamped=stamp is not None,
    )


def _context(roots: Sequence[x509.Certificate], at: datetime) -> ValidationContext:
    """Return what pyHanko may trust; it fetches nothing by itself."""
    anchors = [asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    return ValidationContext(trust_roots=anchors, moment=at, allow_fetching=False, revocation_mode="soft-fail")
