"""What the sandbox e-ID knows for a few minutes: its one client, the codes and the tokens."""

import hmac
import time
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import ClientMixin, TokenMixin, scope_to_list
from authlib.oidc.core import AuthorizationCodeMixin

from portal.config import Secret
from portal.identity.sandbox.mischief import Mischief
from portal.identity.sandbox.people import Sample

LIVES = 300
"""Seconds that a code or a token can be used; a restart ends them all, and the person signs in again."""

LONG_AGO = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen on the sign-in page."""

    person: Sample
    level: int
    mischief: Mischief


@dataclass(frozen=True)
class Client(ClientMixin):
    """The portal, as this server knows it."""

    client_id: str
    secret: Secret
    redirect_uris: tuple[str, ...]

    def get_client_id(self) -> str:
        """Its name."""
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        """Where to go when the request does not say."""
        return self.redirect_uris[0]

    def get_allowed_scope(self, scope: Any) -> str:
        """What it may ask for: who the person is."""
        return "openid" if "openid" in (scope_to_list(scope) or []) else ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Only an address that was registered, letter for letter."""
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether the secret is right."""
        return hmac.compare_digest(client_secret.encode(), self.secret.reveal().encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """The secret comes in the header, or in the form."""
        return endpoint == "token" and method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        """Only codes."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Only codes."""
        return grant_type == "authorization_code"


@dataclass(frozen=True, slots=True)
class Code(AuthorizationCodeMixin):
    """A code that the portal may exchange once."""

    code: str
    client_id: str
    redirect_uri: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    choice: Choice
    at: int

    def get_redirect_uri(self) -> str:
        """The address that the request named."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """What was asked for."""
        return "openid"

    def get_nonce(self) -> str:
        """The portal's question; a wrong one when mischief is wanted."""
        return "nonce-of-another" if self.choice.mischief is Mischief.WRONG_NONCE else self.nonce

    def get_auth_time(self) -> int:
        """When the person proved who they are."""
        return self.at - (LONG_AGO if self.choice.mischief is Mischief.OLD_SIGN_IN else 0)

    def get_acr(self) -> str:
        """The assurance level in the provider's words."""
        return f"LoA{self.choice.level}"


@dataclass(frozen=True, slots=True)
class Token(TokenMixin):
    """A token that opens userinfo."""

    scope: str
    choice: Choice
    client: Client
    until: float

    def get_scope(self) -> str:
        """What it opens."""
        return self.scope

    def is_expired(self) -> bool:
        """Whether its time is over."""
        return time.time() >= self.until

    def is_revoked(self) -> bool:
        """Nothing is revoked here; tokens live for minutes."""
        return False


class Memory:
    """Codes and tokens, in this process only."""

    def __init__(self) -> None:
        self._codes: dict[str, Code] = {}
        self._tokens: dict[str, Token] = {}

    def keep_code(self, code: Code) -> None:
        """Remember a code, and forget those whose time is over."""
        self._codes = {one.code: one for one in self._codes.values() if one.at + LIVES > code.at}
        self._codes[code.code] = code

    def code(self, code: str) -> Code | None:
        """A code that was not used yet."""
        found = self._codes.get(code)
        return found if found is not None and found.at + LIVES > time.time() else None

    def use(self, code: Code) -> None:
        """A code works once."""
        self._codes.pop(code.code, None)

    def keep_token(self, value: str, token: Token) -> None:
        """Remember a token, and forget those whose time is over."""
        self._tokens = {key: one for key, one in self._tokens.items() if not one.is_expired()}
        self._tokens[value] = token

    def token(self, value: str) -> Token | None:
        """A token by its value."""
        return self._tokens.get(value)
