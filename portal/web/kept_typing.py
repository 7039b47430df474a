"""What somebody typed when their session had ended: kept in the new session until they are back on that page.

The values stay on the server, in the row of the anonymous session, and are shown only to whoever may open the page for
which they were typed. Files cannot be kept this way; they are to be chosen again.
"""

from __future__ import annotations

from typing import Final

from flask import request, session
from werkzeug.datastructures import ImmutableMultiDict

KEY: Final = "typed"
LONGEST: Final = 200_000
"""Characters that are kept; a page with more is asked for again empty."""
_OWN: Final = frozenset({"csrf_token", "_revision"})


def remember(*, for_page: str | None = None) -> None:
    """Keep the posted values of this request for the page with its address, or for the page that took its place."""
    typed = request.form.items(multi=True)
    # No column holds a null byte; the forms would refuse it anyway.
    pairs = [[name.replace("\x00", ""), value.replace("\x00", "")] for name, value in typed if name not in _OWN]
    if pairs and sum(len(name) + len(value) for name, value in pairs) <= LONGEST:
        session[KEY] = {"path": for_page or request.path, "pairs": pairs, "elsewhere": for_page is not None}


def typed_here() -> ImmutableMultiDict[str, str] | None:
    """Return what was typed on this very page before, if anything."""
    kept = session.get(KEY)
    if kept is None or kept["path"] != request.path:
        return None
    return ImmutableMultiDict((name, value) for name, value in kept["pairs"])


def is_of_another_page() -> bool:
    """Say whether what is kept was typed on a page that is no more: then it need not be all that this one asks."""
    return bool(session.get(KEY, {}).get("elsewhere"))


def forget() -> None:
    """Let go of what was kept: it has been sent, or is no longer wanted."""
    if KEY in session:
        del session[KEY]
