"""The head and the foot of a page, kept as skeletons: they are the same on thousands of pages.

What differs is filled in: whose name stands there, where the language switch leads, and how long the session lasts.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, current_app, request
from markupsafe import Markup

from portal.services import web_sessions
from portal.web import work
from portal.web.fields.skeletons import Skeleton, hole
from portal.web.formats import show_time
from portal.web.language import N_, current_language, gettext, switch_url


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in, as the head of the page shows it; the request's access check puts it into the unit of work."""

    name: str
    place: str | None = None
    """An officer's agency; ``None`` for a citizen."""
    roles: frozenset[str] = frozenset()


SECTIONS = (
    ("/thu-tuc", N_("Thủ tục")),
    ("/ho-so", N_("Hồ sơ của tôi")),
    ("/tra-cuu", N_("Tra cứu hồ sơ")),
    ("/xac-minh", N_("Xác minh văn bản")),
)
"""The sections of the citizens' site."""

DESK_SECTIONS = (
    ("/can-bo", N_("Bàn làm việc")),
    ("/can-bo/tai-quay", N_("Nộp tại quầy")),
    ("/cong-bo", N_("Công bố thủ tục")),
)
"""The areas of the officers' site."""

PUBLISHING = frozenset({"publisher", "approver"})
"""Roles that have no dossiers: whoever holds no other one has no use for the desk."""

_NAME, _PLACE, _SWITCH, _UNTIL = range(4)


def account() -> Account | None:
    """Return who is signed in on this request."""
    found: Account | None = work.unit().account
    return found


def to(path: str) -> str:
    """Return ``path`` (``/ho-so``) as a link in the reader's language (``/en/ho-so``)."""
    return request.script_root + path


def is_at(path: str) -> bool:
    """Say whether the page is ``path`` or lies below it."""
    return request.path == path or request.path.startswith(path + "/")


def site_header() -> Markup:
    """Return the head of a citizens' page."""
    sections = [(path, words, is_at(path)) for path, words in SECTIONS]
    return _frame("components/site_header.html", sections)


def desk_header() -> Markup:
    """Return the head of an officers' page, with the areas that this officer may enter."""
    me = account()
    roles = me.roles if me else frozenset()
    open_here = {
        "/can-bo": not only_publishes(roles),
        "/can-bo/tai-quay": "receptionist" in roles,
        "/cong-bo": bool(roles & PUBLISHING),
    }
    found = [(path, words) for path, words in DESK_SECTIONS if open_here[path]]
    # One area lies below another: the page is in the innermost that it is below.
    here = max((path for path, _words in found if is_at(path)), key=len, default="")
    sections = [(path, words, path == here) for path, words in found]
    return _frame("components/desk_header.html", sections)


def only_publishes(roles: frozenset[str]) -> bool:
    """Say whether an officer has procedures to publish and no dossiers."""
    return bool(roles) and roles <= PUBLISHING


def site_footer() -> Markup:
    """Return the foot of a citizens' page."""
    return _frame("components/site_footer.html", [])


def _frame(template: str, sections: list[tuple[str, str, bool]]) -> Markup:
    me = account()
    language = current_language()
    key = (template, request.script_root, tuple(sections), me is not None, me is not None and me.place is not None)
    kept: dict[object, Skeleton] = current_app.extensions["portal.frames"]
    skeleton = kept.get(key)
    if skeleton is None:
        skeleton = kept[key] = _made(template, sections, me)
    other = "en" if language == "vi" else "vi"
    until = show_time(work.now() + _idle(me)) if me else ""
    return skeleton.fill(((me.name if me else ""), (me.place or "" if me else ""), switch_url(other), until))


def _made(template: str, sections: list[tuple[str, str, bool]], me: Account | None) -> Skeleton:
    shown = Account(hole(_NAME), hole(_PLACE) if me.place else None) if me else None
    html = current_app.jinja_env.get_template(template).render(
        me=shown,
        idle=int(_idle(me).total_seconds()),
        until=hole(_UNTIL),
        sections=[(path, gettext(words), here) for path, words, here in sections],
        switch=hole(_SWITCH),
        other="en" if current_language() == "vi" else "vi",
    )
    return Skeleton.of(html)


def _idle(me: Account | None) -> timedelta:
    """Return how long a session lasts at least without a request; its row is not written each time."""
    idle = web_sessions.OFFICER_IDLE if me and me.place else web_sessions.CITIZEN_IDLE
    return idle - web_sessions.TOUCH_EVERY


def install(app: Flask) -> None:
    """Give the templates of ``app`` the frame."""
    app.extensions["portal.frames"] = {}
    app.jinja_env.globals.update(
        account=account,
        at_counter=work.at_counter,
        desk_header=desk_header,
        idle_seconds=lambda: _idle(account()),
        is_at=is_at,
        site_footer=site_footer,
        site_header=site_header,
        to=to,
    )
