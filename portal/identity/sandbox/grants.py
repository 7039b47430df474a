"""Authlib's authorization server for one client: codes with PKCE, tokens, and the statements about a person."""

import time
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask
from joserfc.jwk import RSAKey

from portal.identity.sandbox.memory import LIVES, Choice, Client, Code, Memory, Token
from portal.identity.sandbox.mischief import Mischief


class StrictChallenge(CodeChallenge):
    """PKCE is not optional here, and only S256 counts."""

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse a request without a challenge."""
        sent = grant.request.payload.data
        if not sent.get("code_challenge") or sent.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A code_challenge of method S256 is needed")
        super().validate_code_challenge(grant, redirect_uri)


class Server(AuthorizationServer):
    """Authlib's server with the memory that its grants use."""

    def __init__(self, app: Flask, client: Client, memory: Memory) -> None:
        self.client = client
        self.memory = memory
        super().__init__(app, query_client=self.find_client, save_token=self.keep_token)

    def consent(self) -> Any:
        """The grant that the present request asks for, checked. Raises `OAuth2Error`."""
        return self.get_consent_grant(end_user=None)  # type: ignore[no-untyped-call]  # the stubs leave it bare

    def answer(self, wrong: OAuth2Error) -> Any:
        """The response for a request in disorder."""
        return self.handle_error_response(self.create_oauth2_request(None), wrong)

    def find_client(self, client_id: str) -> Client | None:
        """The one client there is."""
        return self.client if client_id == self.client.client_id else None

    def keep_token(self, token: dict[str, Any], request: Any) -> None:
        """Remember a token that was just made."""
        kept = Token(token["scope"], request.authorization_code.choice, self.client, time.time() + LIVES)
        self.memory.keep_token(token["access_token"], kept)


class Grant(AuthorizationCodeGrant):
    """Authorization code; `request.user` is the choice that was made on the page."""

    server: Server

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Remember a new code with the portal's question and challenge."""
        sent = request.payload.data
        kept = Code(
            code=code,
            client_id=request.client.client_id,
            redirect_uri=request.payload.redirect_uri,
            nonce=sent.get("nonce"),
            code_challenge=sent.get("code_challenge"),
            code_challenge_method=sent.get("code_challenge_method"),
            choice=request.user,
            at=int(time.time()),
        )
        self.server.memory.keep_code(kept)

    def query_authorization_code(self, code: str, client: Any) -> Code | None:
        """A code of this client that was not used yet."""
        found = self.server.memory.code(code)
        return found if found is not None and found.client_id == client.client_id else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """A code works once."""
        self.server.memory.use(authorization_code)

    def authenticate_user(self, authorization_code: Code) -> Choice:
        """Whom the code speaks of."""
        return authorization_code.choice


class Statements(OpenIDCode):
    """The id_token: who, when, at which level, in answer to which question."""

    def __init__(self, issuer: str, key: RSAKey) -> None:
        super().__init__(require_nonce=True)
        self._issuer = issuer
        self._key = key

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        """A repeated question is the portal's own affair: each code works once anyway."""
        del nonce, request
        return False

    def resolve_client_private_key(self, client: Any) -> RSAKey:
        """The one key."""
        del client
        return self._key

    def get_encode_header(self, client: Any) -> dict[str, str]:
        """Which key and which algorithm."""
        del client
        return {"alg": "RS256", "kid": self._key.thumbprint()}

    def get_client_claims(self, client: Any) -> dict[str, Any]:
        """Who speaks, and to whom."""
        return {"iss": self._issuer, "aud": [client.client_id]}

    def get_authorization_code_claims(self, authorization_code: Any) -> dict[str, Any]:
        """Question, time and level; to another audience when mischief is wanted."""
        claims: dict[str, Any] = super().get_authorization_code_claims(authorization_code)
        if authorization_code.choice.mischief is Mischief.WRONG_AUDIENCE:
            claims["aud"] = ["another-system"]
        return claims

    def generate_user_info(self, user: Choice, scope: str) -> UserInfo:
        """In the id_token only the subject; the rest is told by userinfo."""
        del scope
        return UserInfo(sub=user.person.subject)

    def encode_id_token(self, token: dict[str, Any], request: Any) -> str:
        """Sign; spoil the signature when mischief is wanted."""
        encoded = str(super().encode_id_token(token, request))
        if request.authorization_code.choice.mischief is Mischief.BAD_SIGNATURE:
            return encoded[:-20] + "A" * 20
        return encoded


class TokenValidator(BearerTokenValidator):
    """Opens userinfo to whoever brings a living token."""

    def __init__(self, memory: Memory) -> None:
        super().__init__()
        self._memory = memory

    def authenticate_token(self, token_string: str) -> Token | None:
        """The token of that value."""
        return self._memory.token(token_string)


def build_server(app: Flask, client: Client, issuer: str, key: RSAKey, memory: Memory) -> Server:
    """The authorization server with its one grant."""
    server = Server(app, client, memory)
    server.register_grant(Grant, [StrictChallenge(required=True), Statements(issuer, key)])
    return server


def build_protector(memory: Memory) -> ResourceProtector:
    """What stands before userinfo."""
    protector = ResourceProtector()
    protector.register_token_validator(TokenValidator(memory))
    return protector
