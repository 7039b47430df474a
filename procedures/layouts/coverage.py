"""Which answers of a form a layout can print, and which it never shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from forms.fields import REGISTRY
from forms.fields.attachment import AttachmentType
from forms.fields.block import BlockType
from forms.fields.matrix import MatrixType
from forms.fields.signature import SignatureType
from forms.fields.yes_no import DeclarationType
from forms.spec import FieldSpec, FormSpec
from procedures.layouts.flows import ANSWERS, ANY, Flow, Path
from procedures.layouts.ours import OURS
from procedures.layouts.printing import printed

SECTIONS: Final[Path] = ("filed", "sections", ANY, "answers", ANY, "value")
"""Every answer in words: what the common layout prints."""
DECLARATIONS: Final[Path] = ("filed", "declarations")
FILES: Final[Path] = ("filed", "files")
_BESIDE: Final[Mapping[str, Path]] = {DeclarationType.name: DECLARATIONS, AttachmentType.name: FILES}
"""What stands in a list of its own, beside the other answers."""

Piece = tuple[str, ...]
"""A field by its name, or a column or part of it: what an author writes as ``con.ho_ten``."""


def unprinted(form: FormSpec, name: str, files: Mapping[str, bytes]) -> tuple[Piece, ...]:
    """Return every piece of a form that the template called ``name`` never shows, in the order of asking.

    Raises ``TooInvolvedError`` where it cannot be told, and ``TemplateSyntaxError``.
    """
    sources = {one: content.decode(errors="replace") for one, content in files.items() if one.endswith(".html")}
    flow = printed(name, {**sources, **OURS})
    return tuple(
        piece for one in form.fields() for piece, ways in pieces(one) if not any(_in(flow, way) for way in ways)
    )


def pieces(one: FieldSpec) -> Iterator[tuple[Piece, tuple[Path, ...]]]:
    """Yield each piece of a field that can be filled in, with the paths of which one has to be printed."""
    kind = REGISTRY[one.type]
    if not (kind.asked and kind.drawn):
        return
    beside = _BESIDE.get(one.type)
    if beside is not None:
        yield (one.name,), (beside, (ANSWERS, one.name))
        return
    for piece, path in _within(one, (one.name,), (ANSWERS, one.name)):
        yield piece, (path, SECTIONS)


def _within(one: FieldSpec, piece: Piece, path: Path) -> Iterator[tuple[Piece, Path]]:
    entries = (ANY,) if one.fields else ()
    inner = list(_parts(one))
    if not inner:
        yield piece, path
    for name, part in inner:
        below, there = (*piece, name), (*path, *entries, name)
        if part is None:
            yield below, there
        elif REGISTRY[part.type].asked and REGISTRY[part.type].drawn:
            yield from _within(part, below, there)


def _parts(one: FieldSpec) -> Iterator[tuple[str, FieldSpec | None]]:
    """Yield the columns of a table, the boxes of a block, the lines of a matrix, the two halves of a signature."""
    kind: Any = REGISTRY[one.type]
    if one.fields:
        yield from ((column.name, column) for column in one.fields)
    elif isinstance(kind, BlockType):
        yield from ((part.name, part) for part, _ in kind.members(one))
    elif isinstance(kind, MatrixType):
        yield from ((line.name, None) for line in kind.own(one).lines)
    elif isinstance(kind, SignatureType) and kind.own(one).drawing:
        yield from (("name", None), ("picture", None))


def _in(flow: Flow, wanted: Path) -> bool:
    return any(
        len(path) <= len(wanted) and all(step in (ANY, there) for step, there in zip(path, wanted, strict=False))
        for path in flow
    )
