"""A subset of one of our fonts, embedded into a PDF that is being extended, with every letter mapped to Unicode."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import uharfbuzz
from fontTools.ttLib import TTFont
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from portal.papers.base import PaperError
from portal.papers.fonts import ITALIC, font_file

SYMBOLIC: Final = 1 << 2
SERIF: Final = 1 << 1
SLANTED: Final = 1 << 6
THOUSAND: Final = 1000
"""Widths in PDF are thousandths of the size of the letters."""


@dataclass(frozen=True, slots=True)
class Subset:
    """The letters of a text, cut out of a font: its file, and glyph and width of each letter."""

    name: str
    program: bytes
    glyphs: dict[str, int]
    widths: dict[int, int]
    ascent: int
    descent: int
    box: tuple[int, int, int, int]
    angle: float
    capital_height: int

    def encode(self, text: str) -> str:
        """Return ``text`` as the hex string that shows it."""
        return "".join(f"{self.glyphs[letter]:04x}" for letter in text)

    def width(self, text: str) -> float:
        """Return the width of ``text`` at a size of 1."""
        return sum(self.widths[self.glyphs[letter]] for letter in text) / THOUSAND


@lru_cache(maxsize=64)
def subset(style: str, letters: frozenset[str]) -> Subset:
    """Cut ``letters`` out of the font of ``style``; raise ``PaperError`` when it lacks one of them."""
    path = font_file(style)
    with TTFont(path, lazy=True) as font:
        cmap, metrics, unit = font.getBestCmap(), font["hmtx"], THOUSAND / font["head"].unitsPerEm
        missing = sorted(letter for letter in letters if ord(letter) not in cmap)
        if missing:
            raise PaperError(f"The font cannot draw {' '.join(missing)}")
        glyphs = {letter: font.getGlyphID(cmap[ord(letter)]) for letter in letters}
        widths = {glyphs[letter]: round(metrics[cmap[ord(letter)]][0] * unit) for letter in letters}
        head, vertical = font["head"], font["hhea"]
        program = _cut(path.read_bytes(), letters)
        tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])
        return Subset(
            name=f"{tag}+{font['name'].getDebugName(6)}",
            program=program,
            glyphs=glyphs,
            widths=widths,
            ascent=round(vertical.ascent * unit),
            descent=round(vertical.descent * unit),
            box=tuple(round(side * unit) for side in (head.xMin, head.yMin, head.xMax, head.yMax)),
            angle=float(font["post"].italicAngle),
            capital_height=round(getattr(font["OS/2"], "sCapHeight", 1341) * unit),
        )


def _cut(program: bytes, letters: frozenset[str]) -> bytes:
    """Return the font file with no other glyphs than ``letters``; the numbers of the glyphs stay."""
    wanted = uharfbuzz.SubsetInput()
    wanted.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_HINTING
    wanted.unicode_set.update(map(ord, letters))
    for table in ("GSUB", "GPOS", "GDEF"):
        wanted.drop_table_tag_set.add(int.from_bytes(table.encode(), "big"))
    return bytes(uharfbuzz.subset(uharfbuzz.Face(program), wanted).blob.data)


def embed(writer: BasePdfFileWriter, font: Subset, style: str) -> PdfObject:
    """Add ``font`` to the PDF and return the reference to it."""
    program = StreamObject({NameObject("/Length1"): NumberObject(len(font.program))}, stream_data=font.program)
    program.compress()
    unicode_map = StreamObject(stream_data=_to_unicode(font))
    unicode_map.compress()
    descriptor = _dictionary(
        Type="/FontDescriptor",
        FontName=f"/{font.name}",
        Flags=SYMBOLIC | SERIF | (SLANTED if style == ITALIC else 0),
        FontBBox=font.box,
        ItalicAngle=round(font.angle),
        Ascent=font.ascent,
        Descent=font.descent,
        CapHeight=font.capital_height,
        StemV=80,
        FontFile2=writer.add_object(program),
    )
    system = _dictionary(Registry=TextStringObject("Adobe"), Ordering=TextStringObject("Identity"), Supplement=0)
    widths = ArrayObject()
    for glyph, width in sorted(font.widths.items()):
        widths.extend([NumberObject(glyph), ArrayObject([NumberObject(width)])])
    descendant = _dictionary(
        Type="/Font",
        Subtype="/CIDFontType2",
        BaseFont=f"/{font.name}",
        CIDSystemInfo=system,
        FontDescriptor=writer.add_object(descriptor),
        W=widths,
        CIDToGIDMap="/Identity",
    )
    whole = _dictionary(
        Type="/Font",
        Subtype="/Type0",
        BaseFont=f"/{font.name}",
        Encoding="/Identity-H",
        DescendantFonts=ArrayObject([writer.add_object(descendant)]),
        ToUnicode=writer.add_object(unicode_map),
    )
    return writer.add_object(whole)


def _to_unicode(font: Subset) -> bytes:
    """Return the CMap from glyph numbers to Unicode, at most 100 lines a block as the format demands."""
    pairs = sorted((glyph, letter) for letter, glyph in font.glyphs.items())
    blocks = []
    for start in range(0, len(pairs), 100):
        lines = [f"<{glyph:04x}> <{letter.encode('utf-16-be').hex()}>" for glyph, letter in pairs[start : start + 100]]
        blocks.append("\n".join([f"{len(lines)} beginbfchar", *lines, "endbfchar"]))
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _dictionary(**entries: Any) -> DictionaryObject:
    """Return a PDF dictionary; texts that start with a slash are names, tuples are arrays of numbers."""
    return DictionaryObject({NameObject(f"/{key}"): _object(value) for key, value in entries.items()})


def _object(value: Any) -> PdfObject:
    """Return a Python value as a PDF object."""
    if isinstance(value, PdfObject):
        return value
    if isinstance(value, str):
        return NameObject(value)
    if isinstance(value, tuple):
        return ArrayObject(NumberObject(number) for number in value)
    return NumberObject(value)
