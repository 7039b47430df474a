"""The fonts as WeasyPrint sees them, kept from one paper to the next: finding them anew costs a fifth of a paper."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from portal.papers.base import TemplateError

MAX_STYLES: Final = 200
"""Sizes and faces that one configuration may have met: Pango keeps 256, and forgets fonts beyond that."""
_FREE: Final[deque[Any]] = deque()


@contextmanager
def kept_fonts() -> Iterator[Any]:
    """Lend a font configuration to one paper.

    Nobody else has it meanwhile, because Pango's objects serve one thread at a time. It is not kept when the paper
    failed half-way, nor when it has met more styles than papers usually have.
    """
    fonts = _taken()
    yield fonts
    if len(fonts.strut_layouts) <= MAX_STYLES:
        _FREE.append(fonts)


def _taken() -> Any:
    try:
        return _FREE.pop()
    except IndexError:
        return _configuration()()


@cache
def _configuration() -> Any:
    """Return WeasyPrint's font configuration, closed: what one paper brings must not be there for the next."""
    from weasyprint.text.fonts import FontConfiguration

    class PaperFonts(FontConfiguration):  # type: ignore[misc]
        """The fonts of this machine, and no others."""

        def add_font_face(self, rule_descriptors: object, url_fetcher: object) -> None:
            """Refuse a font that a template brings."""
            del rule_descriptors, url_fetcher
            raise TemplateError("A paper may not bring a font of its own: papers are set in Tinos")

    return PaperFonts
