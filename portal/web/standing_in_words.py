"""For whom somebody acted, in words: what stands behind their name in a timeline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.services.actors import StandIn
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


def before_acting(stand_in: StandIn | None) -> str:
    """Say for whom an act will be done and until when that holds, to whoever is about to confirm it; else nothing."""
    if stand_in is None:
        return ""
    post, day = show_title(stand_in.post), show_date(stand_in.until)
    if stand_in.officer_id is None:
        return _("Bạn làm việc này khi giữ quyền %(post)s, đến hết ngày %(day)s.", post=post, day=day)
    return _(
        "Bạn làm việc này thay %(name)s, %(post)s, đến hết ngày %(day)s. Quá trình của hồ sơ ghi cả hai người.",
        name=stand_in.name,
        post=post,
        day=day,
    )
