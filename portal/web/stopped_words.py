"""A rule of a procedure that stops a filing, in words: why, by which law, and where to go instead."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from forms.spec import Block, say
from portal.web.language import current_language
from portal.web.law_words import law_words
from procedures.definition import Procedure


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a person is told who cannot file here."""

    words: str
    law: str | None = None
    href: str | None = None
    """Where to go instead."""
    link: str = ""
    """The words of that link."""


def stopped_words(procedure: Procedure, block: Block) -> Stopped:
    """Return a rule in the reader's language."""
    language, instead = current_language(), block.instead
    words, law = say(block.say, language), law_words(procedure, block.because)
    if instead is None:
        return Stopped(words, law)
    href = instead.link or url_for("public.procedure", code=instead.procedure)
    return Stopped(words, law, href, say(instead.text, language))
