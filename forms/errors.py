"""What can be wrong in a form definition or in a value, as plain values.

``Problem`` is a mistake of the author, found while a definition is read; all of them are collected.
``InvalidAnswer`` is a mistake of the person who fills the form, found while one value is read.
"""

from __future__ import annotations

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
