"""What can be wrong in a form definition or in a value, as plain values.

``Problem`` is a mistake of the author, found while a definition is read; all of them are collected.
``InvalidAnswer`` is a mistake of the person who fills the form, found while one value is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Where in the plain mapping: ``("form", 0, "fields", 2, "type")``."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake of an author: where it stands, what is wrong, and how to cure it."""

    path: Path
    message: str
    cure: str = ""
    on_key: bool = False
    """Whether the place meant is the key itself (an unknown key) and not its value."""


class InvalidAnswer(ValueError):
    """A value that a field type refuses; the message is for the person who typed it.

    ``message`` is a message key with ``{placeholders}``, translated where it is shown; ``params`` fill it.
    """

    def __init__(self, message: str, **params: object) -> None:
        """Keep the untranslated message and what fills its placeholders."""
        super().__init__(message)
        self.message = message
        self.params = params
        self.path: Path = ()
        """Where inside the field: the number of a row and the name of its column, the name of a box of a block."""
        self.label: Mapping[str, str] | None = None
        """What that part is called; without it the field itself is meant."""
        self.also: tuple[InvalidAnswer, ...] = ()
        """What is wrong in other parts of the same field."""

    @classmethod
    def together(cls, errors: Sequence[InvalidAnswer]) -> InvalidAnswer:
        """Return the first of these mistakes, with the others behind it."""
        first, *others = errors
        first.also = (*first.also, *others)
        return first

    def all(self) -> tuple[InvalidAnswer, ...]:
        """Return this mistake and those of other parts."""
        return (self, *self.also)

    def within(self, *path: str | int, label: Mapping[str, str]) -> InvalidAnswer:
        """Return this as the mistake of a part of a field."""
        for one in self.all():
            one.path = (*path, *one.path)
            one.label = one.label or label
        return self

    def at(self, depth: int) -> InvalidAnswer:
        """Return this as the part sees it that stands ``depth`` steps inside."""
        error = InvalidAnswer(self.message, **self.params)
        error.path = self.path[depth:]
        return error
