"""In which order procedures are listed and found, and that one page goes on where the last ended."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from forms.alphabet import alphabetical
from portal.models import CatalogueEntry
from portal.services import catalogue
from portal.services.folding import fold
from tests.factories import MORNING

TITLES = [
    "Cấp bản sao Giấy khai sinh",
    "Dân số",
    "Đăng ký khai sinh",
    "Đăng ký khai sinh kết hợp nhận cha, mẹ, con",
    "Đăng ký lại khai sinh",
    "Ghi chú ly hôn",
    "Ủy quyền",
    "Xác nhận tình trạng hôn nhân",
]


def enter(session: Session, title: str, number: int, sector: str = "thu-tu", english: str | None = None) -> None:
    session.add(
        CatalogueEntry(
            code=f"7.{number:06}",
            title=title,
            title_key=alphabetical(title),
            title_en=english,
            title_en_key=alphabetical(english or title),
            sector=sector,
            competence="province",
            life_events=[],
            search=fold(f"7.{number:06} {title}"),
            live_version_id=uuid4(),
            updated_at=MORNING,
        )
    )


@pytest.fixture
def entered(session: Session) -> Session:
    for number, title in enumerate(sorted(TITLES)):
        enter(session, title, number)
    session.flush()
    return session


def test_titles_stand_in_the_order_of_the_alphabet(entered: Session) -> None:
    assert [one.title for one in catalogue.search(entered, sector="thu-tu")] == TITLES


def test_in_english_they_stand_in_the_order_of_what_is_read_there_page_by_page(session: Session) -> None:
    english = {"Cấp bản sao": "Copy of a certificate", "Đăng ký": "Birth", "Ghi chú": None, "Xác nhận": "A status"}
    for number, (title, other) in enumerate(english.items()):
        enter(session, title, number, "tieng-anh", other)
    session.flush()
    found = catalogue.search(session, sector="tieng-anh", language="en")
    assert [one.title for one in found] == ["Xác nhận", "Đăng ký", "Cấp bản sao", "Ghi chú"]
    following = catalogue.search(session, sector="tieng-anh", after=found[1].code, language="en")
    assert [one.title for one in following] == ["Cấp bản sao", "Ghi chú"]


def test_who_searches_finds_first_what_says_the_words_and_little_else(entered: Session) -> None:
    found = [one.title for one in catalogue.search(entered, "khai sinh", sector="thu-tu")]
    assert found == [
        "Đăng ký khai sinh",
        "Đăng ký khai sinh kết hợp nhận cha, mẹ, con",
        "Đăng ký lại khai sinh",
        "Cấp bản sao Giấy khai sinh",
    ]


@pytest.mark.parametrize("words", ["", "thu tuc"])
def test_a_page_goes_on_where_the_last_ended(session: Session, words: str) -> None:
    titles = [f"Thủ tục {letter}" for letter in ("a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "h", "i")] * 2
    for number, title in enumerate(titles):
        enter(session, title, number)
    session.flush()
    first = catalogue.search(session, words, sector="thu-tu")[: catalogue.PAGE]
    second = catalogue.search(session, words, sector="thu-tu", after=first[-1].code)
    assert [one.title for one in [*first, *second]] == sorted(titles, key=alphabetical)
    assert len({one.code for one in [*first, *second]}) == len(titles)
    assert catalogue.search(session, words, sector="thu-tu", after="7.999999") == catalogue.search(
        session, words, sector="thu-tu"
    )
