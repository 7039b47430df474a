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


def remember() -> None:
    """Keep the posted values of this request for the page with its address."""
    typed = request.form.items(multi=True)
    # No column holds a null byte; the forms would refuse it anyway.
    pairs = [[name.replace("\x00", ""), value.replace("\x00", "")] for name, value in typed if name not in _OWN]
    if pairs and sum(len(name) + len(value) for name, value in pairs) <= LONGEST:
        session[KEY] = {"path": request.path, "pairs": pairs}


def typed_here() -> ImmutableMultiDict[str, str] | None:
    """Return what was typed on this very page before, if anything."""
    kept = session.get(KEY)
    if kept is None or kept["path"] != request.path:
        return None
    return ImmutableMultiDict((name, value) for name, value in kept["pairs"])


def forget() -> None:
    """Let go of what was kept: it has been sent, or is no longer wanted."""
    if KEY in session:
        del session[KEY]
