import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.papers.base import PaperError
from portal.papers.development_ca import Subject, key_for
from portal.papers.judging import genuine, verify_untrusted
from portal.papers.keys import trusted_roots
from portal.papers.limited import LimitReached
from portal.papers.pdf import render_paper
from portal.papers.signing import FileSigner
from portal.papers.verifying import verify
from tests.portal.papers.conftest import NOW, PACK, sample_values


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[x509.Certificate]]:
    folder: Path = tmp_path_factory.mktemp("keys")
    signer = FileSigner(key_for(folder, "agency", Subject("UBND"), production=False, at=NOW))
    fresh = render_paper("result.html", sample_values().context(), pack=PACK, fields=("agency",))
    pdf = signer.sign(fresh, field="agency", signer_name="UBND", reason="Ban hành", location="Ba Đình", at=NOW)
    return pdf, trusted_roots(folder)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def signed_part(pdf: bytes, original: bytes) -> tuple[bytes, bytes]:
    """Return all but the room of the signature itself, which no signature can cover."""
    opens = original.index(b"/Contents <") + len(b"/Contents ")
    closes = original.index(b">", opens)
    return pdf[:opens], pdf[len(pdf) - len(original) + closes :]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_broken_file_is_never_genuine_and_never_an_accident(
    issued: tuple[bytes, list[x509.Certificate]], data: st.DataObject
) -> None:
    pdf, roots = issued
    at = data.draw(st.integers(0, len(pdf) - 1))
    cut = data.draw(st.integers(0, 300))
    put = data.draw(st.binary(max_size=20))
    broken = pdf[:at] + put + pdf[at + cut :]
    try:
        reports = verify(broken, roots, at=NOW)
    except PaperError:
        return
    assert signed_part(broken, pdf) == signed_part(pdf, pdf) or not genuine(reports)


def test_a_stranger_s_file_is_judged_in_a_process_of_its_own(issued: tuple[bytes, list[x509.Certificate]]) -> None:
    pdf, roots = issued
    assert verify_untrusted(pdf, roots, at=NOW) == verify(pdf, roots, at=NOW)
    assert genuine(verify_untrusted(pdf, roots, at=NOW))
    assert not genuine(verify_untrusted(pdf, [], at=NOW))
    with pytest.raises(PaperError, match="no readable PDF"):
        verify_untrusted(b"%PDF-1.7 hello", roots, at=NOW)


def test_a_file_that_takes_too_long_is_given_up(issued: tuple[bytes, list[x509.Certificate]]) -> None:
    pdf, roots = issued
    with pytest.raises(LimitReached):
        verify_untrusted(pdf, roots, at=NOW + timedelta(1), seconds=0.05)
