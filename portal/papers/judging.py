"""What the signatures in a file come to, for whoever reads no PDF: another process does, and pyHanko stays there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from portal.papers.base import SignatureReport
from portal.papers.limited import Call, run_limited


def verify_untrusted(
    pdf: bytes, roots: Sequence[x509.Certificate], *, at: datetime, seconds: float = 10, megabytes: int = 768
) -> list[SignatureReport]:
    """Do what ``verifying.verify`` does in a process of its own, for files that may have been made to harm.

    Raises ``PaperError`` for what is no readable PDF, ``LimitReached`` for what takes too much.
    """
    pems = [root.public_bytes(Encoding.PEM) for root in roots]
    call = Call("portal.papers.verifying:verify_as_json", (pdf, pems, at))
    return [_from_json(report) for report in json.loads(run_limited(call, seconds=seconds, megabytes=megabytes))]


def genuine(reports: Sequence[SignatureReport]) -> bool:
    """Whether there is a signature, every one holds, and nothing was added after the last."""
    return bool(reports) and all(report.bottom_line for report in reports) and reports[-1].covers_whole


def _from_json(report: dict[str, Any]) -> SignatureReport:
    """Return one report as the other process wrote it."""
    at = report.pop("at")
    return SignatureReport(at=datetime.fromisoformat(at) if at else None, **report)
