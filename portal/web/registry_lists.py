"""Lists of registries on a page: asked with nothing open, and what they told put beside what was posted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import structlog
from flask import g
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.fields.registry_choice import RegistryChoiceOptions, RegistryChoiceType
from forms.fields.registry_lists import TOLD, Found, Told
from forms.spec import FieldSpec, Page, SamePage
from portal.registries.base import RegistryBroken, RegistryError, RegistryUnavailable
from portal.services import registry_lists
from portal.web import work

Typed = MultiDict[str, str] | ImmutableMultiDict[str, str]
Search = tuple[str, str, str]
"""The name of a field on the page, its list, and the words that were typed."""

MOST_SEARCHES = 3
"""Lists that one page asks at once, so that a registry that is slow keeps nobody for long."""
_LONGEST = 200
log = structlog.get_logger()


def ask(pages: Iterable[Page], typed: Typed) -> None:
    """Ask the lists for the words that were typed on these pages, unless they told it lately.

    This leaves the building: what was done so far is committed, and whatever becomes of a question, the page goes on.
    """
    for page in pages:
        searches = list(_searches(page, typed)) if _has_lists(page.same) else []
        for _, registry, words in searches[:MOST_SEARCHES]:
            if registry_lists.kept(work.db(), registry, words, at=work.now()) is None:
                _ask(registry, words)


def with_told(page: Page, typed: Typed) -> Typed:
    """Return what was posted with what is known of its words and codes; a page without lists costs nothing."""
    if not _has_lists(page.same):
        return typed
    answers = {name: _found(registry, words) for name, registry, words in _searches(page, typed)}
    found = {name: answer for name, answer in answers.items() if answer is not None}
    told = Told(found, registry_lists.entries(work.db(), set(_codes(page, typed))))
    beside: MultiDict[str, object] = MultiDict(typed)
    beside.setlist(TOLD, [told])
    return beside  # type: ignore[return-value]


def _ask(registry: str, words: str) -> None:
    lists = work.parts().registry_lists
    work.commit()
    try:
        if lists is None:
            raise RegistryUnavailable("no address of the lists was set")
        answer = lists.search(registry, words)
    except RegistryError as wrong:
        # What was typed is nobody's business but the citizen's.
        outcome = "broken" if isinstance(wrong, RegistryBroken) else type(wrong).__name__
        log.warning("registry_list_failed", registry=registry, outcome=outcome)
        _away().add((registry, words))
        return
    registry_lists.keep(work.db(), registry, words, answer, at=work.now())


def _found(registry: str, words: str) -> Found | None:
    kept = registry_lists.kept(work.db(), registry, words, at=work.now(), within=registry_lists.KEPT_FOR)
    return kept or (Found(away=True) if (registry, words) in _away() else None)


def _away() -> set[tuple[str, str]]:
    """Return the questions of this request that got no answer."""
    found: set[tuple[str, str]] = g.setdefault("registries_away", set())
    return found


def _searches(page: Page, typed: Typed) -> Iterator[Search]:
    for name, own in _fields(page, typed, "-typed"):
        try:
            words = clean_line(typed.get(f"{name}-typed", ""), _LONGEST)
        except InvalidAnswer:
            continue
        if words:
            yield name, own.registry, words


def _codes(page: Page, typed: Typed) -> Iterator[tuple[str, str]]:
    for name, own in _fields(page, typed, "-code"):
        code = typed.get(f"{name}-code", "")
        if code and len(code) <= _LONGEST and "\0" not in code:
            yield own.registry, code


def _fields(page: Page, typed: Typed, part: str) -> Iterator[tuple[str, RegistryChoiceOptions]]:
    """Yield each field of the page, or cell of its tables, of which this box was posted."""
    for key in typed:
        name = key.removesuffix(part)
        one = _named(page, name.split("-")) if name != key else None
        if one is not None and isinstance(one.options, RegistryChoiceOptions):
            yield name, one.options


def _named(page: Page, path: list[str]) -> FieldSpec | None:
    fields, one = page.fields, None
    for place in range(0, len(path), 2):
        one = next((field for field in fields if field.name == path[place]), None)
        if one is None:
            return None
        fields = one.fields
    return one


@lru_cache(maxsize=4_096)
def _has_lists(same: SamePage) -> bool:
    return any(map(_is_list, same.page.fields))


def _is_list(one: FieldSpec) -> bool:
    return one.type == RegistryChoiceType.name or any(map(_is_list, one.fields))
