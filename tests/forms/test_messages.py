"""What a person is told reads as a sentence, whatever the label."""

from __future__ import annotations

import re

import pytest

from forms.errors import InvalidAnswer
from forms.messages import MESSAGES, message

LONG = "Tổng số lao động dự kiến của hộ kinh doanh kể cả người trong hộ"
SAID = [
    ("required", "Họ và tên", "Bạn cần nhập họ và tên"),
    ("required", "CCCD của mẹ", "Bạn cần nhập CCCD của mẹ"),
    ("required", LONG, f"Bạn cần nhập “{LONG}”"),
    ("required_choice", "Giới tính:", "Bạn cần chọn giới tính"),
    ("required_choice", "Trẻ em sinh ở đâu?", "Bạn cần chọn câu trả lời cho “Trẻ em sinh ở đâu?”"),
    ("required_yes_no", "Có móng liền kề?", "Bạn cần chọn Có hoặc Không ở mục “Có móng liền kề?”"),
    ("required_tick", "Tôi cam đoan …", "Bạn cần đọc và đánh dấu vào ô cam đoan để đi tiếp"),
    ("phone", "Điện thoại", "Điện thoại phải là số điện thoại Việt Nam, ví dụ 0912 345 678 hoặc 024 3825 1234"),
]


@pytest.mark.parametrize(("key", "label", "said"), SAID)
def test_label_fits_the_sentence(key: str, label: str, said: str) -> None:
    assert message(InvalidAnswer(key), {"vi": label}, "vi") == said


def test_limits_are_written_in_the_language_of_the_reader() -> None:
    error = InvalidAnswer("too_large", most={"vi": "1.000 m²", "en": "1,000 m²"})
    label = {"vi": "Diện tích", "en": "Area"}
    assert message(error, label, "vi") == "Diện tích phải từ 1.000 m² trở xuống"
    assert message(error, label, "en") == "Area must be 1,000 m² or less"


SAID_BY_AUTHORS = {"check", "check_by_law", "said"}
CURES = {
    "vi": re.compile(r"\b[Bb]ạn (cần|chỉ)\b|\bphải\b|\bthì không chọn\b"),
    "en": re.compile(
        r"\b(must|select|enter|write|type|upload|add|remove|check|change|fill in|read|sign|clear|take|make|round|"
        r"correct|compare|look at|press|cannot be before)\b",
        re.IGNORECASE,
    ),
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("key", sorted(set(MESSAGES) - SAID_BY_AUTHORS))
def test_every_message_says_how_to_mend_the_answer(key: str, language: str) -> None:
    said = re.sub(r"\{\w+\}", "", MESSAGES[key][language])
    assert CURES[language].search(said), MESSAGES[key][language]
    assert not re.search(r"không hợp lệ|invalid", said, re.IGNORECASE)
