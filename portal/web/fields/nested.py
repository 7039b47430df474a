"""Fields made of fields. A row is drawn once for all rows that look alike, and a request fills its holes."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from forms.fields.inputs import AnswerField
from forms.fields.rows_field import Row
from portal.web.fields.families import Family, macro
from portal.web.fields.question import Question, question
from portal.web.fields.skeletons import Shelf, Skeleton, hole
from portal.web.fields.surroundings import Known

TEMPLATE = "components/nested.html"
_TABLE, _INDEX, _NUMBER, _IDENTITY, _FIRST_TEXT = range(5)
"""The holes of a row: the table's name, the row's place in the names, its number for people, its id; then the cells."""


class Nested(Family):
    """What is drawn by drawing the fields inside it."""

    stateful = True

    def __init__(self, family_of: Callable[[type[Any]], Family]) -> None:
        """Keep how the family of a cell is found."""
        self.family_of = family_of

    def pairs(self, cells: Sequence[AnswerField]) -> list[tuple[Family, AnswerField]]:
        """Return each cell with its family."""
        return [(self.family_of(type(cell)), cell) for cell in cells]

    def drawn(self, cells: Sequence[AnswerField], place: str, texts: Sequence[str]) -> list[Markup]:
        """Return each cell with ``texts`` in its places, named as they are at ``place``."""
        drawn, first = [], 0
        for family, cell in self.pairs(cells):
            after = first + len(family.texts(cell))
            name = f"{place}-{cell.spec.name}"
            html = family.html(cell, replace(question(cell), id=name, name=name), texts[first:after])
            drawn.append(Markup(html))  # noqa: S704 - made by macros that escape.
            first = after
        return drawn

    def state(self, field: Any) -> str:
        """Return what is inside, as far as the script has to know."""
        return ",".join(family.state(cell) for family, cell in self.pairs(field.inner()))


class Block(Nested):
    """Several boxes in one group."""

    def shape(self, field: Any) -> Hashable:
        """Return the shapes of the boxes."""
        return tuple([family.shape(cell) for family, cell in self.pairs(field.cells)])

    def texts(self, field: Any) -> Sequence[str]:
        """Return the texts of all boxes, one after the other."""
        return [text for family, cell in self.pairs(field.cells) for text in family.texts(cell)]

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw label, hint and error around the boxes."""
        return macro("block", TEMPLATE)(question, self.drawn(field.cells, question.name, texts))

    def partly_known(self, field: Any, asked: Question, known: Mapping[str, Known]) -> str:
        """Draw the block with the boxes that are known shown, and the others asked."""
        cells = []
        for cell in field.cells:
            told = known.get(cell.spec.name)
            inputs = "" if told and not told.objection else self.drawn([cell], asked.name, self._texts_of(cell))[0]
            cells.append(macro("known")(question(cell), told, inputs) if told else inputs)
        return macro("block", TEMPLATE)(asked, cells)

    def _texts_of(self, cell: AnswerField) -> Sequence[str]:
        return self.family_of(type(cell)).texts(cell)


class Rows(Nested):
    """A table as cards, one a row."""

    def __init__(self, family_of: Callable[[type[Any]], Family], shelf: Shelf) -> None:
        """Keep where the skeletons of rows are kept."""
        super().__init__(family_of)
        self.shelf = shelf

    def state(self, field: Any) -> str:
        """Return the number of rows, and what is inside them."""
        inside = super().state(field).strip(",")
        asked = "/".join(str(len(row.cells)) for row in field.rows) if field.conditional else ""
        return f"{len(field.rows)}:{inside}{asked}" if inside or asked else str(len(field.rows))

    def shape(self, field: Any) -> Hashable:
        """Return whether there is room for one more row."""
        return _has_room(field)

    def texts(self, field: Any) -> Sequence[str]:
        """Return the rows, drawn."""
        rows = field.drawn_rows()
        last, room = len(rows) - 1, _has_room(field)
        drawn = [self._row(field, row, at, last=at == last, room=room) for at, row in enumerate(rows)]
        return (Markup("\n").join(drawn),)

    def html(self, field: Any, question: Question, texts: Sequence[str]) -> str:
        """Draw label, hint and error around the rows, and the button that adds one."""
        return macro("rows", TEMPLATE)(question, texts[0], room=_has_room(field))

    def _row(self, field: Any, row: Row, at: int, *, last: bool, room: bool) -> Markup:
        pairs = self.pairs(row.cells)
        texts = [field.name, str(row.index), str(at + 1), row.identity]
        texts += [text for family, cell in pairs for text in family.texts(cell)]
        if any(cell.errors for cell in row.cells):
            return self._skeleton(row, len(texts), first=at == 0, last=last, room=room).fill(texts)
        shapes = tuple([(cell.spec.name, family.shape(cell)) for family, cell in pairs])
        key = (id(field.spec), field.language, at == 0, last, room, shapes)
        skeleton = self.shelf.find(key)
        if skeleton is None:
            skeleton = self._skeleton(row, len(texts), first=at == 0, last=last, room=room)
            self.shelf.keep(key, field.spec, skeleton)
        return skeleton.fill(texts)

    def _skeleton(self, row: Row, count: int, *, first: bool, last: bool, room: bool) -> Skeleton:
        marks = [hole(number) for number in range(count)]
        cells = self.drawn(row.cells, f"{marks[_TABLE]}-{marks[_INDEX]}", marks[_FIRST_TEXT:])
        said = dict(zip(("table", "index", "number", "identity"), marks, strict=False))
        return Skeleton.of(macro("row", TEMPLATE)(said, cells, first=first, last=last, room=room))


def _has_room(field: Any) -> bool:
    return bool(len(field.rows) < field.field_type.own(field.spec).max)
