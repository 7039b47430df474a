"""Limits on how often a visitor may try: signing in, looking up, verifying.

The counters hold across processes. A visitor is known by a keyed hash of the address, which is not kept.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, request
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from portal.services.rates import DatabaseStorage
from portal.web import work

View = TypeVar("View", bound=Callable[..., Any])


def install(app: Flask) -> None:
    """Give ``app`` its counters."""
    app.extensions["limiter"] = FixedWindowRateLimiter(DatabaseStorage(app.extensions["parts"].make_session))


def limit(rule: str, *, methods: Sequence[str] = ("GET", "POST")) -> Callable[[View], View]:
    """Answer 429 when one visitor asks for the view more often than ``rule`` (``10/minute``) says.

    It stands above the access declaration, so that a refused request costs one small statement.
    """
    parsed = parse(rule)

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            if request.method in methods and not _limiter().hit(parsed, view.__name__, _visitor()):
                abort(429)
            return view(*args, **kwargs)

        return cast("View", limited)

    return decorate


class Tries:
    """How often something of one name may fail, from wherever: guesses from many addresses are guesses all the same."""

    def __init__(self, what: str, rule: str) -> None:
        """Count under ``what``; ``rule`` is such as ``100/hour``."""
        self._what = what
        self._rule = parse(rule)

    def demand(self, name: str) -> None:
        """Answer 429 when ``name`` failed too often lately."""
        if not _limiter().test(self._rule, self._what, _keyed(name)):
            abort(429)

    def failed(self, name: str) -> None:
        """Count one failure of ``name``."""
        _limiter().hit(self._rule, self._what, _keyed(name))


def _limiter() -> FixedWindowRateLimiter:
    found: FixedWindowRateLimiter = current_app.extensions["limiter"]
    return found


def _visitor() -> str:
    return _keyed(network_of(request.remote_addr or ""))


def _keyed(text: str) -> str:
    secret = work.parts().settings.secret_key.reveal().encode()
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()[:24]


def network_of(address: str) -> str:
    """Return what one visitor cannot change: an address of IPv4, the first half of one of IPv6.

    Whoever has one connection by IPv6 has 2^64 addresses, so each alone would be no limit.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return address
    half = found.packed[:8]
    return str(found.ipv4_mapped or half.hex())
