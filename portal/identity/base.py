"""The contract of an identity provider: a person goes there with a browser, and comes back as an `Identity`.

    IdentityError
    ├── IdentityRefused        the person said no, or cancelled
    ├── IdentityUnavailable    the provider gives no answer, or says that it is ill: try again later
    ├── AssuranceTooLow        the person signed in at a lower assurance level than was asked for
    ├── SignInTooOld           the person signed in longer ago than was asked for
    └── IdentityBroken         what came back cannot be believed: wrong state, nonce, signature, issuer, missing claim …

A sign-in takes two requests. The first makes a `SignIn` (kept in the session on the server, never in the URL) and
sends the browser to `IdentityProvider.begin`; the second reads what came back with `code_from` and calls `complete`.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol, Self

from portal.errors import PortalError

CALL_LIMIT = 5.0
"""Seconds that one call to a provider may take."""


class IdentityError(PortalError):
    """A sign-in did not succeed."""


class IdentityRefused(IdentityError):
    """The person did not agree, or cancelled."""

    def __init__(self) -> None:
        super().__init__("the person did not agree to sign in")


class IdentityUnavailable(IdentityError):
    """The identity provider gives no answer, or says that it is ill."""


class AssuranceTooLow(IdentityError):
    """The person signed in at a lower assurance level than was asked for."""

    def __init__(self, asked: int, given: int) -> None:
        self.asked = asked
        self.given = given
        super().__init__(f"assurance level {asked} was asked for, {given} was given")


class SignInTooOld(IdentityError):
    """The person proved who they are longer ago than was asked for."""


class IdentityBroken(IdentityError):
    """What came back cannot be believed; `reason` is one word or two for the log, with no personal data."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the answer of the identity provider cannot be believed: {reason}")


class Kind(StrEnum):
    """Whose electronic identity it is."""

    CITIZEN = "citizen"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Residence:
    """Where someone lives, as the provider says it: in words, and in parts as far as the provider knows them."""

    text: str
    province: str | None = None
    """The two digits of the province (34 since 01/07/2025)."""
    commune: str | None = None
    """The five digits of the commune."""
    detail: str | None = None
    """House number and street."""


@dataclass(frozen=True, slots=True)
class Representative:
    """The citizen who signed in for an organisation."""

    full_name: str
    citizen_id: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in, as the provider vouches for it."""

    issuer: str
    subject: str
    """With `issuer`, the key of this identity for ever; it says nothing about the person."""
    kind: Kind
    full_name: str
    """Of the citizen, or of the organisation; NFC."""
    citizen_id: str | None
    """Twelve digits; None for an organisation."""
    birth_date: date | None
    """None for an organisation, and for whoever has only a year of birth on record."""
    assurance: int
    """Mức độ định danh: 1 or 2 (an organisation has 2)."""
    auth_time: datetime
    """When the person proved who they are, in UTC; when we were told so, if the provider was not asked for an age."""
    phone: str | None = None
    email: str | None = None
    tax_code: str | None = None
    residence: Residence | None = None
    representative: Representative | None = None


@dataclass(frozen=True, slots=True)
class SignIn:
    """The secrets of one attempt to sign in: they tie the answer to this browser and to this attempt."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> Self:
        """Three values that nobody can guess."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        """What is shown of the verifier in advance (PKCE, method S256)."""
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


class IdentityProvider(Protocol):
    """One provider of electronic identities. Both methods may call it: never call them in a transaction."""

    def begin(
        self,
        redirect_uri: str,
        *,
        state: str,
        nonce: str,
        code_challenge: str,
        assurance: int = 1,
        max_age: int | None = None,
    ) -> str:
        """The address to send the browser to; `max_age` in seconds, 0 asks for a new proof. Raises `IdentityError`."""
        ...

    def complete(
        self, code: str, redirect_uri: str, verifier: str, nonce: str, *, assurance: int = 1, max_age: int | None = None
    ) -> Identity:
        """Who signed in, for the code that came back; give `assurance` and `max_age` as to `begin`."""
        ...

    def sign_out(self, return_uri: str) -> str | None:
        """The address where the browser also signs out at the provider, if it has one."""
        ...


def code_from(returned: Mapping[str, str], state: str) -> str:
    """The code among the parameters that came back to the redirect address.

    Raises `IdentityRefused`, `IdentityUnavailable`, `IdentityBroken`.
    """
    if not hmac.compare_digest(returned.get("state", "").encode(), state.encode()):
        raise IdentityBroken("wrong state")
    error = returned.get("error")
    if error == "access_denied":
        raise IdentityRefused
    if error in {"temporarily_unavailable", "server_error"}:
        raise IdentityUnavailable("the identity provider says that it is ill")
    if error is not None or not returned.get("code"):
        raise IdentityBroken("error returned" if error else "no code")
    return returned["code"]
