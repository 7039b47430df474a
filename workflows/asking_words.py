"""What a step asks of others or of a register, in a sentence for whoever is about to send a dossier there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.asking import Opinions
from workflows.duration import in_words
from workflows.listing import say
from workflows.looking_up import REGISTERS, LookUp
from workflows.spec import Clock

_ASKED: Final[Mapping[str, str]] = {
    "vi": "Phiếu lấy ý kiến được gửi đến: {who}; thời hạn trả lời {within}.",
    "en": "Opinion slips go to: {who}; to be answered within {within}.",
}
_LATER: Final[Mapping[str, str]] = {
    "vi": "Hồ sơ chờ đưa vào danh sách để lấy ý kiến tập thể: {who}.",
    "en": "The dossier waits to be put on an agenda of: {who}.",
}
_LOOKED_UP: Final[Mapping[str, str]] = {
    "vi": "Cổng tự tra cứu {register}, hỏi lại trong {within} nếu chưa có trả lời.",
    "en": "The portal looks it up in the {register}, and asks again for {within} while there is no answer.",
}
_CLOCKS: Final[Mapping[str, Mapping[Clock, str]]] = {
    "vi": {
        Clock.RUN: "Thời hạn giải quyết vẫn tính.",
        Clock.PAUSE: "Thời hạn giải quyết tạm dừng trong lúc chờ.",
        Clock.RESTART: "Thời hạn giải quyết tính lại từ đầu khi có trả lời.",
    },
    "en": {
        Clock.RUN: "The time limit goes on.",
        Clock.PAUSE: "The time limit stands still meanwhile.",
        Clock.RESTART: "The time limit starts again from zero once the answer is there.",
    },
}


def asked_in_words(asked: Opinions, language: str) -> str:
    """Return whom a step asks, within which time, and what that does to the legal time limit."""
    who = ", ".join(say(one.title, language) for one in asked.to)
    if asked.collective:
        return _LATER[language].format(who=who)
    within = in_words(asked.rules.within, language)
    return f"{_ASKED[language].format(who=who, within=within)} {_CLOCKS[language][asked.rules.clock]}"


def looked_up_in_words(one: LookUp, language: str) -> str:
    """Return which register a step asks, for how long, and what that does to the legal time limit."""
    register, within = say(REGISTERS[one.register], language), in_words(one.within, language)
    return f"{_LOOKED_UP[language].format(register=register, within=within)} {_CLOCKS[language][one.clock]}"
