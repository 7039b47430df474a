"""The discovery document and the keys of a provider: fetched when needed, kept for a while."""

import threading
import time
from collections.abc import Mapping
from typing import Any

import requests
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from portal.identity.base import CALL_LIMIT, IdentityBroken, IdentityUnavailable

KEPT = 3600.0
"""Seconds after which the document and the keys are fetched again."""

PAUSE = 30.0
"""Seconds between two looks for new keys, so that forged tokens do not make us hammer the provider."""


class Metadata:
    """What a provider publishes about itself; one for each provider and process, used by many threads."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._lock = threading.Lock()
        self._document: Mapping[str, Any] = {}
        self._document_until = 0.0
        self._keys: KeySet | None = None
        self._keys_at = 0.0

    def endpoint(self, name: str) -> str:
        """The address of an endpoint. Raises `IdentityUnavailable`, or `IdentityBroken` when there is none."""
        address = self.document().get(name)
        if not isinstance(address, str) or not address:
            raise IdentityBroken(f"no {name}")
        return address

    def document(self) -> Mapping[str, Any]:
        """The discovery document; it must speak of the issuer that the settings name."""
        with self._lock:
            if time.monotonic() >= self._document_until:
                document = _fetched(f"{self._issuer}/.well-known/openid-configuration")
                if document.get("issuer") != self._issuer:
                    raise IdentityBroken("discovery of another issuer")
                self._document, self._document_until = document, time.monotonic() + KEPT
            return self._document

    def keys(self, *, newer: bool = False) -> KeySet:
        """The keys that sign; `newer` looks again, because a token is signed with one that we do not know."""
        address = self.endpoint("jwks_uri")
        with self._lock:
            age = time.monotonic() - self._keys_at
            if self._keys is None or age > (PAUSE if newer else KEPT):
                self._keys, self._keys_at = _key_set(_fetched(address)), time.monotonic()
            return self._keys


def _fetched(address: str) -> Mapping[str, Any]:
    try:
        answer = requests.get(address, timeout=CALL_LIMIT)
        answer.raise_for_status()
        found = answer.json()
    except requests.RequestException as silent:
        raise IdentityUnavailable("the identity provider publishes no description") from silent
    if not isinstance(found, dict):
        raise IdentityBroken("description unreadable")
    return found


def _key_set(published: Mapping[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set({"keys": list(published["keys"])})
    except (JoseError, KeyError, TypeError, ValueError) as nonsense:
        raise IdentityBroken("keys unreadable") from nonsense
