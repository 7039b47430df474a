"""The templates' environment: where they lie, and what they may call.

Every page is rendered by Flask's ``render_template`` in this environment. The GOV.UK macros are found under
``govuk_frontend_jinja/`` and our own under ``components/``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, g, request
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from portal import clock
from portal.config import PROJECT
from portal.web import formats, language, marks
from portal.web.assets import asset
from portal.web.fields import drawing
from portal.web.language import current_language


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in, as the head of the page shows it; the request's access check puts it at ``g.account``."""

    name: str
    place: str | None = None
    """An officer's agency; ``None`` for a citizen."""
    roles: frozenset[str] = frozenset()


def install(app: Flask, *, now: Callable[[], datetime] = clock.now, place: str | None = None) -> None:
    """Give ``app`` its templates, filters and globals; ``place`` (whose portal it is) stands in the head."""
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(PROJECT / "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    environment = app.jinja_env
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    language.install(app)
    drawing.install(app)
    environment.filters.update(_filters(now))
    environment.globals.update(
        account=account, asset=asset, to=to, is_at=is_at, portal_place=place, desk_navigation=desk_navigation, now=now
    )


def account() -> Account | None:
    """Return who is signed in on this request."""
    found: Account | None = g.get("account")
    return found


def to(path: str) -> str:
    """Return ``path`` (``/ho-so``) as a link in the reader's language (``/en/ho-so``)."""
    return request.script_root + path


def is_at(path: str) -> bool:
    """Say whether the page is ``path`` or lies below it."""
    return request.path == path or request.path.startswith(path + "/")


def desk_navigation() -> list[tuple[str, str]]:
    """Return the areas of the officers' site that the signed-in officer may enter, as (path, words)."""
    _ = language.gettext
    me = account()
    roles = me.roles if me else frozenset()
    areas = [("/can-bo", _("Bàn làm việc"), None), ("/cong-bo", _("Công bố thủ tục"), {"publisher", "approver"})]
    return [(path, words) for path, words, needed in areas if needed is None or roles & needed]


def _filters(now: Callable[[], datetime]) -> dict[str, Callable[..., Any]]:
    return {
        "date": formats.show_date,
        "time": formats.show_time,
        "instant": lambda value: formats.show_instant(value, current_language()),
        "money": lambda amount: formats.show_money(amount, current_language()),
        "size": lambda size: formats.show_size(size, current_language()),
        "due": lambda at: formats.due(at, now(), current_language()),
        "status_tone": marks.status_tone,
        "status_words": lambda status: marks.status_words(status, current_language()),
        "say": lambda text: text.get(current_language()) or text["vi"],
    }
