"""What answers must fulfil together: read from a page or a table, and told in the author's words."""

from __future__ import annotations

from forms.errors import InvalidAnswer
from forms.key_kinds import ExpressionKey, StringKey, TextKey
from forms.keys import Key, Place, read_keys, said
from forms.spec import Check, FieldSpec, Text

MOST_CHECKS = 100
CHECK_KEYS: tuple[Key, ...] = (
    ExpressionKey(name="that", doc="What must hold (CEL); while it is unknown nothing is said.", needed=True),
    TextKey(name="say", doc="What is wrong when it does not hold, and how to mend it.", needed=True),
    StringKey(name="because", doc="The legal basis."),
    StringKey(name="at", doc="The field that the error leads to; without it the last one that is read."),
)


def read_checks(raw: object, fields: tuple[FieldSpec, ...], place: Place) -> tuple[Check, ...]:
    """Return the checks of a page, or of the rows of a table, which speak about its own fields."""
    if raw is None:
        return ()
    if not isinstance(raw, (list, tuple)) or not raw or len(raw) > MOST_CHECKS:
        place.wrong(f"a list of checks is needed, not {said(raw)}", f"- {{that: …, say: …}}, at most {MOST_CHECKS}")
        return ()
    checks = []
    for index, one in enumerate(raw):
        inside = place.within(index)
        values = read_keys(one, CHECK_KEYS, inside)
        if values is None or values["that"] is None or values["say"] is None:
            continue
        check = Check(values["that"], values["say"], values["because"], values["at"])
        _verify(check, fields, inside)
        checks.append(check)
    return tuple(checks)


def _verify(check: Check, fields: tuple[FieldSpec, ...], place: Place) -> None:
    own = [one.name for one in fields]
    if check.at is not None and check.at not in own:
        place.within("at").wrong(f"'{check.at}' is no field here", f"one of: {', '.join(own)}")
    elif check.at is None and not check.that.reads & set(own):
        cure = "move it to the page of the fields that it reads, or say `at`"
        place.within("that").wrong("the check reads no field of its page", cure)


def leads_to(check: Check, shown: list[FieldSpec]) -> FieldSpec:
    """Return the field that the author named, or the last of those shown that the check reads."""
    named = [one for one in shown if one.name == check.at]
    read = [one for one in shown if one.name in check.that.reads]
    return (named or read[-1:] or shown)[0]


def check_error(check: Check) -> InvalidAnswer:
    """Return the author's own words, with the law where it is known."""
    words = _without_stop(check.say)
    if check.law is None:
        return InvalidAnswer("check", words=words)
    return InvalidAnswer("check_by_law", words=words, law=check.law)


def _without_stop(text: Text) -> Text:
    return {language: words.rstrip().removesuffix(".") for language, words in text.items()}
