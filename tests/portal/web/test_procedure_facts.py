"""What the page of a procedure says that it costs, of the procedures that the portal ships."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portal.config import PROJECT
from portal.web.confirmation_words import parties_told
from portal.web.language import _ENVIRON_KEY
from portal.web.public.procedure_facts import APPLICANTS, documents, fee_fact, fee_lines
from procedures import vocabulary
from procedures.definition import Procedure
from tests.portal.web.gallery.app import create
from tests.shipped import sound

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


def shipped(pack: str) -> Procedure:
    return sound(PROJECT / "procedures" / "catalogue" / pack / "v1")


@pytest.mark.parametrize(
    ("pack", "fact"),
    [
        ("ho-tich/1.001193", ("Miễn phí, hoặc từ 8.000 đồng", None)),
        ("ho-tich/2.000635", ("Từ 8.000 đồng", None)),
        ("ho-kinh-doanh/1.001612", ("50.000 đồng", "khi nộp trực tuyến")),
        ("cu-tru/1.004222", ("10.000 đồng", "khi nộp trực tuyến")),
    ],
)
def test_the_fee_is_what_one_pays_who_files_online(pack: str, fact: tuple[str, str | None]) -> None:
    procedure = shipped(pack)
    with create().test_request_context("/"):
        assert fee_fact(procedure, NOON) == fact
        assert all("luat_" not in (law or "") for *_, law in fee_lines(procedure))


def test_whoever_a_pack_lets_file_is_called_by_words() -> None:
    assert set(APPLICANTS) == set(vocabulary.APPLICANTS)


@pytest.mark.parametrize("pack", ["cu-tru/1.004194", "cu-tru/1.004222", "ho-kinh-doanh/1.001612"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_confirms_is_told_in_a_sentence_and_not_by_questions_and_answers(pack: str, language: str) -> None:
    procedure = shipped(pack)
    with create().test_request_context("/", environ_overrides={_ENVIRON_KEY: language}):
        told = parties_told(procedure)
    assert told
    assert all(one.when and one.when.startswith({"vi": "khi ", "en": "if "}[language]) for one in told)
    assert not any("“" in (one.when or "") for one in told)


def test_a_fee_that_hangs_on_the_way_of_filing_alone_says_its_amounts() -> None:
    procedure = shipped("cu-tru/1.004222")
    with create().test_request_context("/"):
        assert [amount for _title, amount, *_rest in fee_lines(procedure)] == [
            "10.000 đồng đến 20.000 đồng, tùy cách nộp"
        ]


@pytest.mark.parametrize("pack", ["ho-tich/1.001193", "ho-tich/2.000635", "ho-kinh-doanh/1.001612", "cu-tru/1.004222"])
def test_a_document_that_not_every_dossier_needs_says_in_a_sentence_when(pack: str) -> None:
    procedure = shipped(pack)
    sometimes = [one.when is not None or not isinstance(one.required, bool) for one in procedure.documents]
    for language, begins in (("vi", ("Cần khi ", "Chỉ hỏi khi ")), ("en", ("Needed if ", "Asked for only if "))):
        with create().test_request_context("/", environ_overrides={_ENVIRON_KEY: language}):
            told = [one.needed for one in documents(procedure)]
        assert [words is not None for words in told] == sometimes
        assert all(words.startswith(begins) and "“" not in words for words in told if words)


def test_a_document_without_words_of_the_pack_says_its_conditions() -> None:
    procedure = shipped("ho-tich/2.000635")
    silent = replace(procedure, documents=tuple(replace(one, say=None) for one in procedure.documents))
    with create().test_request_context("/"):
        told = {one.title: one.needed for one in documents(silent)}
    assert told["Giấy tờ chứng minh quan hệ với người được cấp bản sao"] == (
        "Cần khi “Bạn xin bản sao cho ai?” là “Cho ông, bà, cha, mẹ, con, vợ, chồng, anh, chị, em ruột”."
    )
    assert told["Văn bản ủy quyền được công chứng hoặc chứng thực"] == (
        "Chỉ hỏi khi “Bạn xin bản sao cho ai?” là “Cho người khác đã ủy quyền” hoặc hồ sơ được nộp thay người khác; "
        "bắt buộc khi “Bạn xin bản sao cho ai?” là “Cho người khác đã ủy quyền”."
    )
