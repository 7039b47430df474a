"""The QR code of a paper: a permanent address where anybody may ask whether the paper is genuine."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import segno

TOKEN_BYTES = 16
"""128 random bits: nobody guesses the address of another person's paper."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """The address behind the code, and the words printed under it for those who cannot scan."""

    url: str
    code: str


def paper_qr(base: str, token: bytes, code: str | None = None) -> QrCode:
    """Return the QR code for the paper known by ``token`` (16 bytes) on the host ``base``.

    ``code`` is printed under it; without one, the token is printed in groups that can be typed.
    """
    return QrCode(verification_url(base, token), code or spoken_token(token))


def verification_url(base: str, token: bytes) -> str:
    """Return ``<base>/v/1/<32 hex digits>``; raise ``ValueError`` when ``token`` has not 16 bytes."""
    if len(token) != TOKEN_BYTES:
        raise ValueError(f"A verification token has {TOKEN_BYTES} bytes, not {len(token)}")
    return f"{base.rstrip('/')}/v/1/{token.hex()}"


def spoken_token(token: bytes) -> str:
    """Return the token as eight groups of four hex digits."""
    digits = token.hex()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def qr_svg(url: str) -> str:
    """Return the QR code of ``url`` as SVG that scales to its box, dark on transparent."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True, dark="#000"
    )
    return out.getvalue().decode()


def qr_data_url(url: str) -> str:
    """Return the QR code of ``url`` as a ``data:`` address for an ``<img>``."""
    return "data:image/svg+xml;base64," + base64.b64encode(qr_svg(url).encode()).decode()
