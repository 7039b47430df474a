"""Reasons to choose from: nobody is returned, refused or stopped without one that can be counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

Text = Mapping[str, str]


class ReasonKind(StrEnum):
    """What an action does for which a reason is owed."""

    RETURN = "return"
    """The dossier goes back to an earlier step."""
    REFUSAL = "refusal"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a list; the code is what is counted."""

    code: str
    text: Text


OTHER: Final = Reason("other", MappingProxyType({"vi": "Lý do khác", "en": "Another reason"}))
"""What somebody wrote themselves, beside or in place of the list; every list ends with it."""


def _listed(*reasons: tuple[str, str, str]) -> tuple[Reason, ...]:
    return tuple(Reason(code, MappingProxyType({"vi": vi, "en": en})) for code, vi, en in reasons)


STANDARD: Final[Mapping[ReasonKind, tuple[Reason, ...]]] = MappingProxyType(
    {
        ReasonKind.REFUSAL: _listed(
            (
                "not_competent",
                "Không thuộc thẩm quyền giải quyết của cơ quan",
                "The agency is not competent",
            ),
            ("not_eligible", "Không đủ điều kiện theo quy định", "The conditions of the law are not met"),
            ("not_completed", "Hồ sơ không được bổ sung, hoàn thiện theo yêu cầu", "Not completed as it was asked"),
            ("not_true", "Thông tin, giấy tờ không đúng sự thật", "Information or documents are not true"),
            ("filed_twice", "Trùng với hồ sơ đã nộp hoặc đã được giải quyết", "Filed or decided before"),
        ),
        ReasonKind.STOP: _listed(
            ("asked_by_applicant", "Người nộp hồ sơ đề nghị dừng", "The applicant asked for it"),
            ("not_answered", "Hết thời hạn mà người nộp không trả lời yêu cầu", "The applicant did not answer in time"),
            ("not_paid", "Người nộp không thực hiện nghĩa vụ tài chính", "What is owed was not paid"),
            (
                "in_dispute",
                "Có tranh chấp, khiếu nại hoặc đang chờ bản án, quyết định",
                "It is in dispute",
            ),
            ("law_changed", "Quy định của pháp luật thay đổi", "The law has changed"),
        ),
        ReasonKind.RETURN: _listed(
            ("not_examined", "Thẩm định chưa đầy đủ nội dung", "Not everything was examined"),
            ("wrong_content", "Nội dung dự thảo chưa chính xác", "The draft is not correct"),
            ("wrong_form", "Thể thức, kỹ thuật trình bày chưa đúng", "The form of the draft is not as it must be"),
            ("documents_lacking", "Thiếu giấy tờ, căn cứ kèm theo", "Documents or grounds are lacking"),
            ("opinions_lacking", "Thiếu ý kiến của cơ quan, đơn vị liên quan", "Opinions of others are lacking"),
        ),
    }
)
"""What `reasons: required` offers; a pack may bring a list of its own instead."""


@dataclass(frozen=True, slots=True)
class Given:
    """A reason as it was given: the code to count, the words of the list, and the words that were written."""

    code: str
    listed: str
    said: str


def reason_words(listed: Sequence[Reason], said: str, language: str) -> str:
    """Return a reason that was given in a language: what the list says is said there, what was written stays."""
    texts = [(text, reason) for reason in listed for text in reason.text.values() if said.startswith(text)]
    if not texts:
        return said
    text, reason = max(texts, key=lambda one: len(one[0]))
    return f"{reason.text.get(language) or text}{said[len(text) :]}"


def sorted_out(listed: Sequence[Reason], said: Sequence[str]) -> list[Given]:
    """Tell what was chosen from a list, in whatever language, from what somebody wrote themselves.

    What is said more exactly behind the words of the list still counts as chosen.
    """
    given = []
    for words in (one.strip() for one in said if one.strip()):
        fitting = (one for one in listed if any(words.startswith(text) for text in one.text.values()))
        reason = next(fitting, OTHER)
        given.append(Given(reason.code, reason.text["vi"], words))
    return given
