"""The id_token: a statement of the provider that is believed only when everything about it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from portal.identity.base import IdentityBroken
from portal.identity.metadata import Metadata

ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512")
"""Signatures with a public key only: a token signed with a shared secret, or with nothing, is refused."""

LEEWAY = 60
"""Seconds by which the provider's clock may differ from ours."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say: who speaks, to whom, in answer to which question, beside which access token."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str


def believed(token: str, metadata: Metadata, expected: Expected) -> Mapping[str, Any]:
    """The claims of a token that holds. Raises `IdentityBroken`, `IdentityUnavailable`."""
    claims = CodeIDToken(
        *_verified(token, metadata),
        options={
            "iss": {"essential": True, "value": expected.issuer},
            "aud": {"essential": True, "value": expected.client_id},
        },
        params={"nonce": expected.nonce, "client_id": expected.client_id, "access_token": expected.access_token},
    )
    try:
        claims.validate(leeway=LEEWAY)
    except JoseError as wrong:
        raise IdentityBroken(f"id_token: {_named(wrong)}") from wrong
    except (TypeError, ValueError) as nonsense:
        raise IdentityBroken("id_token: nonsense") from nonsense
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise IdentityBroken("id_token: sub")
    return dict(claims)


def _verified(token: str, metadata: Metadata) -> tuple[dict[str, Any], dict[str, Any]]:
    """Claims and header of a truly signed token; a key that we do not know yet is looked for once."""
    try:
        return _decoded(token, metadata.keys())
    except (InvalidKeyIdError, BadSignatureError):
        newer = metadata.keys(newer=True)
    except (JoseError, ValueError) as wrong:
        raise IdentityBroken("id_token: signature") from wrong
    try:
        return _decoded(token, newer)
    except (JoseError, ValueError) as wrong:
        raise IdentityBroken("id_token: signature") from wrong


def _decoded(token: str, keys: KeySet) -> tuple[dict[str, Any], dict[str, Any]]:
    decoded = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
    return decoded.claims, decoded.header


def _named(wrong: JoseError) -> str:
    """Which claim is wrong, without its value."""
    return str(getattr(wrong, "claim", None) or wrong.error)
