"""OpenID Connect, authorization code with PKCE, on Authlib: any provider that publishes a discovery document.

The answer is believed only when the signature, issuer, audience, times and nonce of the id_token hold, when the
userinfo speaks of the same subject, and when we have compared assurance level and age of the sign-in ourselves.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri

from portal.config import Secret
from portal.identity.base import (
    CALL_LIMIT,
    AssuranceTooLow,
    Identity,
    IdentityBroken,
    IdentityError,
    IdentityUnavailable,
    SignInTooOld,
)
from portal.identity.claims import VNEID, ClaimMap, identity_of
from portal.identity.metadata import Metadata
from portal.identity.tokens import LEEWAY, Expected, believed


@dataclass(frozen=True)
class OidcSettings:
    """All that differs between providers."""

    issuer: str
    client_id: str
    client_secret: Secret
    scope: str = "openid"
    names: ClaimMap = VNEID
    levels: Mapping[str, int] = field(default_factory=lambda: {"LoA1": 1, "LoA2": 2})
    """The assurance level that each `acr` stands for; an `acr` that is not here is not believed."""


class OidcProvider:
    """One provider of electronic identities that speaks OpenID Connect."""

    def __init__(self, settings: OidcSettings) -> None:
        self._settings = settings
        self._metadata = Metadata(settings.issuer)

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
        asked = [acr for acr, level in self._settings.levels.items() if level == assurance]
        return str(
            prepare_grant_uri(
                self._metadata.endpoint("authorization_endpoint"),
                client_id=self._settings.client_id,
                response_type="code",
                redirect_uri=redirect_uri,
                scope=self._settings.scope,
                state=state,
                nonce=nonce,
                code_challenge=code_challenge,
                code_challenge_method="S256",
                acr_values=" ".join(asked) or None,
                max_age=None if max_age is None else str(max_age),
            )
        )

    def complete(
        self, code: str, redirect_uri: str, verifier: str, nonce: str, *, assurance: int = 1, max_age: int | None = None
    ) -> Identity:
        """Who signed in, for the code that came back; give `assurance` and `max_age` as to `begin`.

        Raises `IdentityUnavailable`, `AssuranceTooLow`, `SignInTooOld`, `IdentityBroken`.
        """
        with self._session() as session:
            token = self._token(session, code, redirect_uri, verifier)
            expected = Expected(self._settings.issuer, self._settings.client_id, nonce, str(token["access_token"]))
            proof = believed(str(token["id_token"]), self._metadata, expected)
            told = self._userinfo(session, proof["sub"])
        given = self._level(proof)
        if given < assurance:
            raise AssuranceTooLow(assurance, given)
        return identity_of(
            {**proof, **told},
            self._settings.names,
            issuer=self._settings.issuer,
            subject=proof["sub"],
            assurance=given,
            auth_time=_auth_time(proof, max_age),
        )

    def sign_out(self, return_uri: str) -> str | None:
        """The address where the browser also signs out at the provider, if it has one."""
        try:
            address = self._metadata.endpoint("end_session_endpoint")
        except IdentityError:
            # Signing out here must succeed whatever the provider does.
            return None
        return f"{address}?{urlencode({'client_id': self._settings.client_id, 'post_logout_redirect_uri': return_uri})}"

    def _session(self) -> OAuth2Session:
        return OAuth2Session(
            self._settings.client_id,
            self._settings.client_secret.reveal(),
            token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - the name of a method
            default_timeout=CALL_LIMIT,
            # The token is used at once, and some live for a minute only: none is too short.
            leeway=0,
        )

    def _token(self, session: OAuth2Session, code: str, redirect_uri: str, verifier: str) -> Mapping[str, Any]:
        try:
            token: Mapping[str, Any] = session.fetch_token(
                self._metadata.endpoint("token_endpoint"),
                grant_type="authorization_code",
                code=code,
                redirect_uri=redirect_uri,
                code_verifier=verifier,
            )
        except OAuthError as refused:
            raise IdentityBroken(f"token refused: {refused.error}") from refused
        except requests.RequestException as silent:
            raise IdentityUnavailable("the identity provider gives no answer") from silent
        except ValueError as nonsense:
            raise IdentityBroken("token unreadable") from nonsense
        if not token.get("id_token") or not token.get("access_token"):
            raise IdentityBroken("no id_token")
        return token

    def _userinfo(self, session: OAuth2Session, subject: str) -> Mapping[str, Any]:
        """The facts about the person. They must be about whoever the id_token speaks of."""
        try:
            answer = session.get(self._metadata.endpoint("userinfo_endpoint"))
            answer.raise_for_status()
            told = answer.json()
        except requests.JSONDecodeError as nonsense:
            raise IdentityBroken("userinfo unreadable") from nonsense
        except (requests.RequestException, OAuthError) as silent:
            raise IdentityUnavailable("the identity provider gives no answer about the person") from silent
        if not isinstance(told, dict) or told.get("sub") != subject:
            raise IdentityBroken("userinfo of another subject")
        return told

    def _level(self, proof: Mapping[str, Any]) -> int:
        level = self._settings.levels.get(str(proof.get("acr")))
        if level is None:
            raise IdentityBroken("unknown acr")
        return level


def _auth_time(proof: Mapping[str, Any], max_age: int | None) -> int:
    """When the person proved who they are; who was not asked for an age may leave it out, and then it is now."""
    auth_time = proof.get("auth_time", proof.get("iat") if max_age is None else None)
    if not isinstance(auth_time, int) or isinstance(auth_time, bool) or auth_time > time.time() + LEEWAY:
        raise IdentityBroken("no auth_time")
    if max_age is not None and time.time() - auth_time > max_age + LEEWAY:
        raise SignInTooOld("the person signed in longer ago than was asked for")
    return auth_time
