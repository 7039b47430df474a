"""Addresses of the pages of a draft: worked out once for each page, and filled with the key of the draft."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from flask import url_for

from portal.web.incoming import this_request

_ANY: Final = UUID(int=0)
_PAGES: Final = 4_096


def of_draft(endpoint: str, draft_id: UUID, **values: str) -> str:
    """Return the address of a page of a draft, as ``url_for`` writes it."""
    pattern = _pattern(this_request().root_path, endpoint, tuple(values.items()))
    return pattern.replace(str(_ANY), str(draft_id), 1)


@lru_cache(maxsize=_PAGES)
def _pattern(_root: str, endpoint: str, values: tuple[tuple[str, str], ...]) -> str:
    """Return the address for any draft; it begins with the language of the reader, which is the root."""
    named: dict[str, Any] = dict(values)
    return url_for(endpoint, draft_id=_ANY, **named)
