"""For whom somebody acted, in words: what stands behind their name in a timeline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.web.formats import show_date, show_title
from portal.web.language import gettext as _


def for_whom(payload: Mapping[str, Any]) -> str:
    """Return for whom an act was done and until when that holds, to stand behind a name; else nothing."""
    said = payload.get("for")
    if said is None:
        return ""
    day = show_date(date.fromisoformat(said["until"]))
    if said["officer"] is None:
        return _(" (giữ quyền %(post)s đến %(day)s)", post=show_title(said["post"]), day=day)
    return _(" (làm thay %(name)s đến %(day)s)", name=said["name"], day=day)
