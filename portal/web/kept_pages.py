"""Whole pages kept as skeletons: a published form page is compiled once, and a request only fills its holes.

What a page says to everybody is rendered on the first request for its key. Everything of one person is a hole: the
texts that are given as ``late``, the name in the head of the page, and each string that is ``unique`` to the request
(the key of a draft, a CSRF token), wherever it stands. A page that has more to say than that is not rendered here.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask import current_app, g, get_flashed_messages, render_template, request, session
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer
from markupsafe import Markup

from portal.web.fields.skeletons import Shelf, Skeleton, hole
from portal.web.frame import Account
from portal.web.language import current_language
from portal.web.sessions import FORMS_KEY

SHELF = Shelf(most=5_000)
Context = Callable[[], Mapping[str, Any]]


def render_kept(
    template: str,
    key: Hashable,
    *,
    owner: object,
    late: Mapping[str, str],
    unique: Sequence[str],
    context: Context,
) -> str:
    """Return the page ``template`` for somebody who is signed in.

    Args:
        template: the page; it finds the names of ``late`` beside those of ``context``.
        key: everything that the page depends on, beside its template, its language and its address.
        owner: what the numbers in ``key`` stand for; kept alive as long as the page.
        late: the texts that differ from request to request; markup is not escaped again.
        unique: strings that stand for this request alone, long enough to mean nothing else.
        context: makes what is the same for everybody; asked only when the page is rendered.
    """
    if get_flashed_messages():
        return render_template(template, **context(), **late)
    whole = (template, key, current_language(), request.script_root, request.query_string)
    skeleton = SHELF.find(whole)
    if skeleton is None:
        skeleton = _compiled(template, late, unique, context)
        SHELF.keep(whole, owner, skeleton)
    return skeleton.fill((g.account.name, *unique, *late.values()))


def form_token() -> str:
    """Return the CSRF token of this request; that of a session is signed once, since it does not lapse by itself."""
    secret = session.get(FORMS_KEY)
    if secret is not None and FORMS_KEY not in g:
        setattr(g, FORMS_KEY, _signed(current_app.secret_key, secret))
    token: str = generate_csrf()
    return token


@lru_cache(maxsize=10_000)
def _signed(key: str, secret: str) -> str:
    signed = URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(secret)
    return str(signed)


def _compiled(template: str, late: Mapping[str, str], unique: Sequence[str], context: Context) -> Skeleton:
    """Render the page with a hole for everything that is one person's."""
    first = 1 + len(unique)
    holes = {name: Markup(hole(number)) for number, name in enumerate(late, first)}  # noqa: S704 - a mark of our own
    known, g.account = g.account, Account(hole(0))
    try:
        html = render_template(template, **context(), **holes)
    finally:
        g.account = known
    for number, text in enumerate(unique, 1):
        html = html.replace(text, hole(number))
    return Skeleton.of(html)
