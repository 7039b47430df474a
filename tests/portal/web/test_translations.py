"""Everything that a page says in Vietnamese, it says in English too."""

import re

from portal.config import PROJECT
from portal.web.officer.telling import TITLES
from tests.portal.web.texts import english, marked

TEMPLATES = PROJECT / "templates"

BUTTON = re.compile(r'button\(_\("([^"]+)"')
PLACES = re.compile(r"%\(\w+\)s")


def said() -> dict[str, object]:
    return {text: words for entries in english().values() for text, words in entries.items()}


def test_every_marked_text_is_said_in_english() -> None:
    known = said()
    missing = {text: place for place, text in marked() if not all_of(known.get(text))}
    assert not missing, "no English in portal/web/translations/en for:\n" + "\n".join(
        f"{place}: {text}" for text, place in missing.items()
    )


def all_of(words: object) -> bool:
    return all(words) if isinstance(words, tuple) else bool(words)


def test_a_translation_has_the_same_places_to_fill() -> None:
    for text, words in said().items():
        for one in words if isinstance(words, tuple) else (str(words),):
            assert set(PLACES.findall(one)) <= set(PLACES.findall(text)), text


def test_no_text_is_translated_twice_in_two_ways() -> None:
    first: dict[str, object] = {}
    for name, entries in english().items():
        for text, words in entries.items():
            assert first.setdefault(text, words) == words, f"{name}: {text}"


def test_texts_that_nobody_says_any_more_are_taken_out() -> None:
    spoken = {text for _, text in marked()}
    assert not [text for text in said() if text not in spoken]


def test_a_button_does_not_say_what_has_happened() -> None:
    """One Vietnamese text may be an order and a report; English needs two."""
    pages = [page.read_text("utf-8") for page in TEMPLATES.rglob("*.html")]
    pressed = {words for page in pages for words in BUTTON.findall(page)}
    assert "Nộp hồ sơ" in pressed
    assert not pressed & set(TITLES.values())
    known = said()
    assert not [words for words in pressed if re.search(r"\b(filed|sent|withdrawn)\b", str(known.get(words)))]
