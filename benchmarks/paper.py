"""Papers rendered and signed as the worker does it, against WeasyPrint and pyHanko called directly.

The portal makes the QR code, runs the template in its sandbox, lays the paper out, turns its check boxes into fields,
and opens the key from its file for every signature. The peers are given the finished HTML and the opened key; they
lay out the same HTML with the same options and sign with the same key, digest, profile and drawing. Neither adds a
timestamp. The portal keeps what its worker keeps in production, the style sheet and the fonts; the peer, called as its
manual shows, keeps the style sheet. Every paper of the portal has a QR code of its own.

Both papers of a pair are compared before they are measured: the same words, and signatures that hold. What counts is
the processor's time of this process, where all of it happens.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
from pypdf import PdfReader

from benchmarks.pressing import samples
from benchmarks.pressing.peers import field_box, pyhanko, weasyprint
from benchmarks.pressing.samples import MADE_AT
from benchmarks.report import Claim, Contender, Report, measure
from portal.papers.base import LEADER, Appearance, SignatureKind
from portal.papers.development_ca import Subject, ensure_development_keys
from portal.papers.keys import trusted_roots
from portal.papers.signing import open_signer
from portal.papers.verifying import verify

AT_LEAST = 0.9
ROUNDS = 31
KEY = "officer-leader"
BLUE = Appearance(SignatureKind.PERSONAL, "Nguyễn Hữu Thắng")
PAIRS = (
    ("receipt slip", "portal, receipt slip", "WeasyPrint, receipt slip"),
    ("result", "portal, result", "WeasyPrint, result"),
    ("result signed by the leader", "portal, result, leader", "WeasyPrint and pyHanko, result, leader"),
    ("one signature alone", "portal, signature alone", "pyHanko, signature alone"),
)


def run() -> Report:
    """Measure the four pairs."""
    with _keys() as folder:
        figures = measure(_contenders(folder), ROUNDS, time.process_time)
    rate = {figure.name: figure.per_second for figure in figures}
    claims = tuple(Claim(f"{what}, of the peer's throughput", rate[a] / rate[b], AT_LEAST) for what, a, b in PAIRS)
    return Report("paper", "papers", figures, claims)


@contextmanager
def _keys() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bench-keys-") as kept:
        folder = Path(kept) / "keys"
        subject = Subject(BLUE.name, "UBND phường Ba Đình")
        ensure_development_keys(folder, [(KEY, subject)], production=False, at=MADE_AT)
        yield folder


def _contenders(folder: Path) -> list[Contender]:
    slip, result = samples.receipt(), samples.result()
    bare_slip, bare_result = weasyprint(slip.html()), weasyprint(result.html())
    unsigned = result.pressed()
    # pyHanko adds the leader's field itself, so the HTML to be signed leaves it out.
    fieldless = weasyprint(result.html(without=LEADER))
    sign = pyhanko(folder, KEY, field_box(unsigned), BLUE)
    bare_unsigned = fieldless()
    _alike(slip.pressed(), bare_slip())
    _alike(result.pressed(), bare_result())
    _hold(folder, _signed(folder, unsigned), sign(bare_unsigned))
    work = (
        slip.pressed,
        bare_slip,
        result.pressed,
        bare_result,
        lambda: _signed(folder, result.pressed()),
        lambda: sign(fieldless()),
        lambda: _signed(folder, unsigned),
        lambda: sign(bare_unsigned),
    )
    names = [name for _, *pair in PAIRS for name in pair]
    return [Contender(name, one) for name, one in zip(names, work, strict=True)]


def _signed(folder: Path, pdf: bytes) -> bytes:
    return open_signer(folder, KEY).sign(
        pdf,
        field=LEADER,
        signer_name=BLUE.name,
        reason="Ban hành",
        location="Ba Đình",
        at=MADE_AT,
        appearance=BLUE,
    )


def _alike(ours: bytes, theirs: bytes) -> None:
    """Ensure that both papers say the same on as many pages; the code under the QR is each paper's own."""
    mine, other = (PdfReader(io.BytesIO(pdf)).pages for pdf in (ours, theirs))
    assert len(mine) == len(other)
    for one, two in zip(mine, other, strict=True):
        assert _words(one.extract_text()) == _words(two.extract_text())
    for pdf in (ours, theirs):
        with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as described:
            assert (described["pdfaid:part"], described["pdfaid:conformance"]) == ("3", "U")


def _words(text: str) -> str:
    return text.partition("Quét để xác minh")[0]


def _hold(folder: Path, *papers: bytes) -> None:
    """Ensure that each paper has one signature, and that it holds."""
    for pdf in papers:
        (found,) = verify(pdf, trusted_roots(folder), at=MADE_AT)
        assert found.bottom_line, found
