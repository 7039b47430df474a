"""The link and the short code of a confirmation: made of random bits by a key of the portal, and stored nowhere.

So whoever asked can be shown them again on any device, and whoever reads the database alone can open nothing. Neither
lets anybody confirm: that takes the electronic identity of the very person who is asked.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

SALT_BYTES: Final = 16
TOKEN_BYTES: Final = 16
CODE_DIGITS: Final = 8
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_CODE: Final = re.compile(r"\d{8}", re.ASCII)
_GAPS: Final = re.compile(r"[\s.\-]+")


class ConfirmationKeys:
    """What makes links and codes; of the same secret come the same."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def token(self, salt: bytes) -> str:
        """Return the 128 bits of a link, as 32 hex digits."""
        return self._keyed(b"confirmation link", salt)[:TOKEN_BYTES].hex()

    def code(self, salt: bytes) -> str:
        """Return the eight digits that are typed by hand."""
        number = int.from_bytes(self._keyed(b"confirmation code", salt)[:8])
        return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"

    def code_hash(self, code: str) -> bytes:
        """Return what is stored of a code: so few digits would be found by trying, so the hash has a key."""
        return self._keyed(b"confirmation code hash", code.encode())

    def _keyed(self, what: bytes, about: bytes) -> bytes:
        return hmac.new(self._secret, what + b"\x00" + about, hashlib.sha256).digest()


def fresh_salt() -> bytes:
    """Return 128 random bits."""
    return secrets.token_bytes(SALT_BYTES)


def token_hash(token: str) -> bytes:
    """Return what is stored of a link: of 128 random bits a plain hash tells nothing."""
    return hashlib.sha256(bytes.fromhex(token)).digest()


def typed_token(text: str) -> str | None:
    """Return a link's token as an address holds it, ``None`` when it can be none."""
    return text if _TOKEN.fullmatch(text) else None


def typed_code(text: str) -> str | None:
    """Return a code as somebody typed it, gaps or not; ``None`` when it has not eight digits."""
    code = _GAPS.sub("", text)
    return code if _CODE.fullmatch(code) else None


def spoken_code(code: str) -> str:
    """Return a code in two groups, as it is read out."""
    return f"{code[:4]} {code[4:]}"
