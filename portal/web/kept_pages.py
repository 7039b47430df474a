"""Whole pages kept as skeletons: a published form page is compiled once, and a request only fills its holes.

What a page says to everybody is rendered on the first request for its key. Everything of one person is a hole: the
texts that are given as ``late``, the name in the head of the page, and each string that is ``unique`` to the request
(the key of a draft, a CSRF token), wherever it stands. A page that has more to say than that is not rendered here.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from flask import render_template, session
from markupsafe import Markup

from portal.web import work
from portal.web.fields.skeletons import Shelf, Skeleton, hole
from portal.web.frame import Account
from portal.web.incoming import this_request
from portal.web.language import current_language

SHELF = Shelf(most=5_000)
Context = Callable[[Mapping[str, str]], Mapping[str, Any]]


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
        context: makes what is the same for everybody out of what stands for ``late``; asked only when the page is
            rendered.
    """
    # What is to be said once stands at the head of the page, and so does for whom an officer fills in.
    if "_flashes" in session or work.at_counter():
        return render_template(template, **context(late), **late)
    asked = this_request()
    whole = (template, key, current_language(), asked.script_root, asked.query_string)
    skeleton = SHELF.find(whole)
    if skeleton is None:
        skeleton = _compiled(template, late, unique, context)
        SHELF.keep(whole, owner, skeleton)
    return skeleton.fill((work.unit().account.name, *unique, *late.values()))


def _compiled(template: str, late: Mapping[str, str], unique: Sequence[str], context: Context) -> Skeleton:
    """Render the page with a hole for everything that is one person's."""
    first = 1 + len(unique)
    holes = {name: Markup(hole(number)) for number, name in enumerate(late, first)}  # noqa: S704 - a mark of our own
    own = work.unit()
    known, own.account = own.account, Account(hole(0))
    try:
        html = render_template(template, **context(holes), **holes)
    finally:
        own.account = known
    for number, text in enumerate(unique, 1):
        html = html.replace(text, hole(number))
    return Skeleton.of(html)
