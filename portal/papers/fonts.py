"""The faces of papers: Tinos, or Liberation Serif 2, which have the measures of Times New Roman and all our letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

from fontTools.pens.basePen import decomposeQuadraticSegment
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from portal.papers.base import PaperError

Point = tuple[float, float]

FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
FAMILIES: Final = ("Tinos", "LiberationSerif")
REGULAR: Final = "Regular"
ITALIC: Final = "Italic"
BOLD: Final = "Bold"

VIETNAMESE: Final = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵfjwz"
    "AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬBCDĐEÈÉẺẼẸÊỀẾỂỄỆGHIÌÍỈĨỊKLMNOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢPQRSTUÙÚỦŨỤƯỪỨỬỮỰVXYỲÝỶỸỴFJWZ"
    "0123456789.,;:-/()“”…₫%·+"
)
"""Every letter of Vietnamese as NFC, the digits, and the marks that papers use."""


@cache
def font_file(style: str) -> Path:
    """Return the font file of ``style``; raise ``PaperError`` when no fitting font is installed."""
    for family in FAMILIES:
        for folder in FOLDERS:
            for path in sorted(folder.rglob(f"{family}-{style}.ttf")):
                if _has_all_letters(path):
                    return path
    raise PaperError("Papers need the font Tinos or Liberation Serif 2: install the Debian package fonts-croscore")


def _has_all_letters(path: Path) -> bool:
    """Whether the font draws every Vietnamese letter; Debian's Liberation 1.07 lacks 93 of them."""
    with TTFont(path, lazy=True) as font:
        return all(ord(letter) in font.getBestCmap() for letter in VIETNAMESE)


@dataclass(frozen=True, slots=True)
class Outline:
    """One letter as PDF path operators in units of the em, and how far it moves the pen."""

    path: bytes
    advance: float


class Face:
    """A font as outlines, for signatures and seals: what they draw is a picture, so no font need be embedded."""

    def __init__(self, path: Path) -> None:
        self._font = TTFont(path)
        self._letters = self._font.getBestCmap()
        self._glyphs = self._font.getGlyphSet()
        self._scale = 1 / float(self._font["head"].unitsPerEm)
        self._outlines: dict[str, Outline] = {}
        self._lock = Lock()

    def outline(self, letter: str) -> Outline:
        """Return the outline of one letter; a letter that the font lacks becomes an empty space."""
        if letter not in self._outlines:
            with self._lock:
                # Reading a glyph moves about in the font's file: one thread at a time.
                glyph = self._glyphs[self._letters.get(ord(letter), "space")]
                path = _path(self._glyphs, glyph, self._scale)
                self._outlines[letter] = Outline(path, glyph.width * self._scale)
        return self._outlines[letter]

    def width(self, text: str) -> float:
        """Return the width of ``text`` at a size of 1."""
        return sum(self.outline(letter).advance for letter in text)


@cache
def face(style: str) -> Face:
    """Return the face of ``style`` as outlines, read once a process."""
    return Face(font_file(style))


def _path(glyphs: Any, glyph: Any, scale: float) -> bytes:
    """Return a glyph as PDF path operators; TrueType's quadratic curves become cubic ones."""
    pen = DecomposingRecordingPen(glyphs)
    glyph.draw(pen)
    operators: list[str] = []
    here = (0.0, 0.0)
    for name, points in pen.value:
        if name == "qCurveTo":
            for off, to in decomposeQuadraticSegment(points):
                operators.append(_curve(here, off, to, scale))
                here = to
        elif points:
            operators.append(_numbers(points, scale) + {"moveTo": " m", "lineTo": " l", "curveTo": " c"}[name])
            here = points[-1]
        else:
            operators.append("h")
    return " ".join(operators).encode()


def _curve(start: Point, off: Point, end: Point, scale: float) -> str:
    """Return a quadratic curve as the cubic one of the same shape."""
    first = (start[0] + (off[0] - start[0]) * 2 / 3, start[1] + (off[1] - start[1]) * 2 / 3)
    second = (end[0] + (off[0] - end[0]) * 2 / 3, end[1] + (off[1] - end[1]) * 2 / 3)
    return _numbers((first, second, end), scale) + " c"


def _numbers(points: Iterable[Point], scale: float) -> str:
    """Return the coordinates of ``points`` in units of the em."""
    return " ".join(f"{axis * scale:.4f}" for point in points for axis in point)
