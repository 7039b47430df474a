"""Is this paper real? By the code under its QR, or by the file itself; the answer shows the least that answers it."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.papers.base import PaperError, SignatureReport
from portal.papers.judging import genuine, verify_untrusted
from portal.papers.keys import trusted_roots
from portal.services import verification as papers
from portal.services.verification import Verdict
from portal.web import work
from portal.web.access import anyone
from portal.web.language import gettext as _
from portal.web.limits import limit
from portal.web.paper_words import slip_title
from portal.web.public.area import public

LARGEST_FILE = 20 * 1024 * 1024
CODE = re.compile(r"[0-9a-f]{32}")
NOT_CODE = re.compile(r"[^0-9a-f]")


@public.get("/xac-minh")
@anyone
def verify() -> str:
    """Ask for the code, or for the file."""
    return _ask()


@public.post("/xac-minh")
@limit("20/minute")
@anyone
def verify_code() -> Response | tuple[str, int]:
    """Lead to the answer for a code, however it was typed: with gaps, in capitals, or as the whole address."""
    typed = request.form.get("code", "").strip()[:200]
    code = NOT_CODE.sub("", typed.rpartition("/")[2].lower())
    if not CODE.fullmatch(code):
        message = _("Mã xác minh có 32 chữ số và chữ cái từ a đến f, in dưới mã QR. Bạn cần nhập đủ mã.")
        return _ask(typed=typed, code_error=message), 400
    return redirect(url_for("public.verdict", token=code))


@public.post("/xac-minh/tep")
@limit("10/minute")
@anyone
def verify_file() -> str | tuple[str, int]:
    """Compare the bytes of a file with what was issued, and judge the signatures inside it; nothing is kept."""
    upload = request.files.get("file")
    body = upload.stream.read(LARGEST_FILE + 1) if upload else b""
    if not body or not body.startswith(b"%PDF-") or len(body) > LARGEST_FILE:
        return _ask(file_error=_("Bạn cần chọn một tệp PDF có nội dung, không quá 20 MB.")), 400
    found = papers.known_file(work.db(), hashlib.sha256(body).hexdigest())
    signatures = _signatures(body)
    signed = found is None and genuine(signatures)
    return _answer(found, signatures=signatures, signed=signed, by_file=True)


@public.get("/v/1/<token>")
@limit("60/minute")
@anyone
def verdict(token: str) -> tuple[str, int]:
    """Answer whoever scanned the QR of a paper: valid, revoked, or not known."""
    found: Verdict | None = papers.verify(work.db(), token) if CODE.fullmatch(token) else None
    page = _answer(found, signatures=[], signed=False, by_file=False)
    return page, 200 if found else 404


def _signatures(body: bytes) -> list[SignatureReport]:
    try:
        return verify_untrusted(body, trusted_roots(work.parts().settings.keys), at=work.now())
    except PaperError:
        return []


def _answer(verdict: Verdict | None, **rest: Any) -> str:
    title = slip_title(verdict.kind, verdict.title) if verdict else None
    return render_template("public/verdict.html", verdict=verdict, title=title, **rest)


def _ask(typed: str = "", code_error: str | None = None, file_error: str | None = None) -> str:
    return render_template("public/verify.html", typed=typed, code_error=code_error, file_error=file_error)
