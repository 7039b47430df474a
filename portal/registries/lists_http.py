"""Lists of registries over HTTP: one address, one question, a short answer; whatever is slow or odd is no answer.

`GET <address>/lists/<list>?q=<words>&limit=<n>` answers
`{"as_of": "2026-11-01", "count": 3, "entries": [{"code": "5610", "vi": "Nhà hàng", "en": "Restaurants"}, …]}`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, Final
from urllib.parse import quote

import requests
from urllib3.exceptions import HTTPError

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.fields.registry_lists import REGISTRY_LISTS, RegistryEntry
from portal.registries.base import CALL_LIMIT, ListAnswer, LookUpRefused, RegistryBroken, RegistryUnavailable

MOST_ENTRIES: Final = 20
LARGEST: Final = 200_000
"""Bytes that an answer may have."""
PAUSE: Final = 20.0
"""Seconds for which a registry that gave no answer is not asked again, so that nobody waits for it in vain."""
MOST_AT_ONCE: Final = 8
"""Questions of one process under way at the same time."""
_CHUNK: Final = 16_384
_LONGEST: Final = 200
_LONGEST_CODE: Final = 40
_NO_SUCH_LIST: Final = (401, 403, 404)


class HttpLists:
    """The lists behind one address; used by many threads."""

    def __init__(self, address: str, *, limit: float = CALL_LIMIT) -> None:
        """Keep where the lists are, and how many seconds one question may take."""
        self._address = address
        self._limit = limit
        self._away_until: dict[str, float] = {}
        self._lock = threading.Lock()
        self._callers = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="registry-list")

    def search(self, registry: str, typed: str) -> ListAnswer:
        """Ask once; a list that was away a moment ago is not asked again before `PAUSE` is over."""
        if registry not in REGISTRY_LISTS:
            raise LookUpRefused(f"there is no list {registry}")
        with self._lock:
            if time.monotonic() < self._away_until.get(registry, 0.0):
                raise RegistryUnavailable("the registry gave no answer a moment ago")
        try:
            return _read(self._in_time(registry, typed))
        except RegistryUnavailable:
            with self._lock:
                self._away_until[registry] = time.monotonic() + PAUSE
            raise

    def _in_time(self, registry: str, typed: str) -> bytes:
        """Return the answer of the list, or give it up in time however slowly it drips in."""
        call = self._callers.submit(self._asked, registry, typed)
        try:
            return call.result(timeout=self._limit)
        except TimeoutError as late:
            call.cancel()
            raise RegistryUnavailable("the registry gives no answer in time") from late

    def _asked(self, registry: str, typed: str) -> bytes:
        until = time.monotonic() + self._limit
        address = f"{self._address}/lists/{quote(registry, safe='')}"
        asked = {"q": typed, "limit": str(MOST_ENTRIES)}
        try:
            with requests.get(address, params=asked, timeout=self._limit, stream=True, allow_redirects=False) as answer:
                if answer.status_code in _NO_SUCH_LIST:
                    raise LookUpRefused(f"the registry does not answer for {registry}: {answer.status_code}")
                if answer.status_code != requests.codes.ok:
                    raise RegistryUnavailable(f"the registry answered {answer.status_code}")
                return _body(answer, until)
        except (requests.RequestException, HTTPError) as silent:
            raise RegistryUnavailable("the registry gives no answer") from silent


def _body(answer: requests.Response, until: float) -> bytes:
    """Return what was sent: not more than an answer may have, and not later than it may come, piece by piece."""
    found = b""
    while piece := answer.raw.read1(_CHUNK, decode_content=True):
        found += piece
        if len(found) > LARGEST:
            raise RegistryBroken("the answer is too long")
        if time.monotonic() > until:
            raise RegistryUnavailable("the answer came too slowly")
    return found


def _read(body: bytes) -> ListAnswer:
    try:
        told = json.loads(body)
        as_of = date.fromisoformat(told["as_of"])
        entries = tuple(_entry(one, as_of) for one in told["entries"][:MOST_ENTRIES])
        count = int(told["count"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, InvalidAnswer) as nonsense:
        raise RegistryBroken("the answer cannot be read") from nonsense
    if len({entry.code for entry in entries}) != len(entries):
        raise RegistryBroken("the answer has a code twice")
    return ListAnswer(entries, max(count, len(entries)))


def _entry(told: Mapping[str, Any], as_of: date) -> RegistryEntry:
    code, vi = clean_line(told["code"], _LONGEST_CODE), clean_line(told["vi"], _LONGEST)
    en = clean_line(told.get("en") or "", _LONGEST)
    if not code or not vi:
        raise RegistryBroken("an entry has no code or no words")
    return RegistryEntry(code, {"vi": vi, "en": en} if en else {"vi": vi}, as_of)
