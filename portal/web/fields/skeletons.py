"""HTML with holes: what a field looks like, apart from what was typed into it."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

MOST_KEPT = 20_000
"""How many skeletons one process keeps (about 1 KB each); the one that was made first goes first."""

_MARK = re.compile("\ue000([0-9]+)\ue001")
_BETWEEN = "\ue002"
"""Stands between texts that are escaped together; a text that holds it is escaped alone."""
_BREAKS = re.compile(r"\s*\n\s*")


def hole(number: int) -> str:
    """Return the mark that a macro is given in place of text ``number``: two characters that nobody types."""
    return f"\ue000{number}\ue001"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The pieces between the holes, and which text goes into each hole."""

    pieces: tuple[str, ...]
    order: tuple[int, ...]

    @classmethod
    def of(cls, html: str) -> "Skeleton":
        """Cut ``html`` at its marks; line breaks and indentation shrink to one line break."""
        cut = _MARK.split(_BREAKS.sub("\n", html.strip()))
        return cls(tuple(cut[::2]), tuple(int(number) for number in cut[1::2]))

    @classmethod
    def joined(cls, parts: Sequence["Skeleton"]) -> "Skeleton":
        """Return skeletons one after the other, each on a line of its own; their texts follow each other too."""
        pieces, order = [""], list[int]()
        for number, part in enumerate(parts):
            first = max(order, default=-1) + 1
            pieces[-1] += ("\n" if number else "") + part.pieces[0]
            pieces.extend(part.pieces[1:])
            order.extend(first + hole for hole in part.order)
        return cls(tuple(pieces), tuple(order))

    def settled(self, texts: Mapping[int, str]) -> "Skeleton":
        """Return the skeleton with these holes filled for good, escaped, and the others as they are."""
        pieces, order = [self.pieces[0]], list[int]()
        for number, piece in zip(self.order, self.pieces[1:], strict=True):
            if number in texts:
                pieces[-1] += _BREAKS.sub("\n", str(escape(texts[number]))) + piece
            else:
                order.append(number)
                pieces.append(piece)
        return Skeleton(tuple(pieces), tuple(order))

    def fill(self, texts: Sequence[str]) -> Markup:
        """Return the HTML with ``texts``, escaped, in the holes."""
        if not self.order:
            return Markup(self.pieces[0])  # noqa: S704 - made by macros that escape.
        safe, whole = _escaped(texts), [""] * (2 * len(self.order) + 1)
        whole[::2] = self.pieces
        whole[1::2] = [safe[number] for number in self.order]
        return Markup("".join(whole))  # noqa: S704 - every text was escaped, and the pieces were made by macros.


def _escaped(texts: Sequence[str]) -> Sequence[str]:
    """Return each text with its signs escaped, but for markup: all plain ones at once, which is far faster."""
    plain = [text for text in texts if type(text) is str]
    escaped = str(escape(_BETWEEN.join(plain))).split(_BETWEEN)
    if len(escaped) != len(plain):
        return [str(escape(text)) for text in texts]
    following = iter(escaped)
    return [next(following) if type(text) is str else str(escape(text)) for text in texts]


class Shelf:
    """The skeletons of this process, by what they depend on.

    A key names a specification by its ``id``; the specification is kept beside the skeleton, so that its number
    cannot pass to another one while the skeleton lives.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: dict[Hashable, tuple[object, Skeleton]] = {}

    def find(self, key: Hashable) -> Skeleton | None:
        """Return the skeleton under ``key``."""
        found = self._kept.get(key)
        return None if found is None else found[1]

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()

    def keep(self, key: Hashable, owner: object, skeleton: Skeleton) -> None:
        """Keep ``skeleton`` under ``key``, and ``owner`` as long as it."""
        while len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[key] = (owner, skeleton)
