"""What a fact is called where a person reads it: those of a pack, those of the portal, and what was done before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from workflows.looking_up import look_ups
from workflows.opening import DONE, REFUSED, openings
from workflows.spec import Text, WorkflowSpec
from workflows.vocabulary import DOCUMENTS_CHECKED, FEES_SETTLED, OPINIONS_ASKED, taken

STANDING_WORDS: Final[Mapping[str, Text]] = {
    FEES_SETTLED: {"vi": "đã nộp đủ phí, lệ phí", "en": "all fees settled"},
    DOCUMENTS_CHECKED: {"vi": "đã kiểm tra giấy tờ", "en": "documents checked"},
    "supplement_answered": {"vi": "đã nhận được bổ sung", "en": "supplement received"},
    "result_signed_personal": {"vi": "kết quả đã có chữ ký của lãnh đạo", "en": "result signed by the leader"},
    "result_numbered": {"vi": "kết quả đã được cấp số", "en": "result numbered"},
    "result_signed_agency": {"vi": "kết quả đã có chữ ký của cơ quan", "en": "result signed by the agency"},
    "result_issued": {"vi": "kết quả đã được phát hành", "en": "result issued"},
    "identity_assured": {"vi": "danh tính người nộp đã đủ mức độ", "en": "identity assured"},
    OPINIONS_ASKED: {"vi": "đã lấy ý kiến ở bước này", "en": "an opinion was asked for at this step"},
    "opinions_settled": {"vi": "không còn ý kiến nào phải chờ", "en": "no opinion awaited"},
    "children_settled": {"vi": "không còn hồ sơ nào ở cơ quan khác chưa xong", "en": "no dossier elsewhere under way"},
}
"""The standing facts as a condition, beside “when”, “unless” and “needs”."""

_OF_CHILDREN: Final[Mapping[str, Text]] = {
    DONE: {"vi": "“{title}” đã có kết quả", "en": "“{title}” has its result"},
    REFUSED: {"vi": "“{title}” không có kết quả", "en": "“{title}” has come to nothing"},
}
_TAKEN: Final[Text] = {"vi": "đã thực hiện “{title}”", "en": "“{title}” has been done"}
_TOLD: Final[Text] = {"vi": "trả lời ở bước “{step}” cho biết “{fact}”", "en": "the answer at “{step}” says “{fact}”"}


def fact_in_words(spec: WorkflowSpec, fact: str, language: str) -> str:
    """Return what a fact is called; one of which nothing is known is its own name."""
    named = spec.facts.get(fact) or STANDING_WORDS.get(fact)
    if named is not None:
        return _say(named, language)
    return next(chain(_of_answers(spec, fact, language), _of_actions(spec, fact, language)), fact)


def _of_answers(spec: WorkflowSpec, fact: str, language: str) -> Iterator[str]:
    """Yield the words of what dossiers elsewhere and registers establish."""
    for _, one in openings(spec):
        for outcome, words in _OF_CHILDREN.items():
            if fact == one.fact(outcome):
                yield _say(words, language).format(title=_say(one.title, language))
    for name, asked in look_ups(spec):
        if fact in asked.facts:
            yield _say(_TOLD, language).format(step=_say(spec.steps[name].title, language), fact=fact)


def _of_actions(spec: WorkflowSpec, fact: str, language: str) -> Iterator[str]:
    """Yield the words of what was done at a step, and of how it came out where the portal itself leads on."""
    for step in spec.steps.values():
        for action in step.actions.values():
            if fact == action.outcome:
                yield f"{_say(step.title, language)}: {_say(action.title, language)}"
            elif fact == taken(step.name, action.name):
                yield _say(_TAKEN, language).format(title=_say(action.title, language))


def _say(text: Text, language: str) -> str:
    return text.get(language) or text["vi"]
