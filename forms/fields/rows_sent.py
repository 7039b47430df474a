"""What was posted for one table: looked through once, however many rows and tables it holds."""

from __future__ import annotations

import re
from typing import Any

_INDEX = re.compile(r"-([0-9]{1,4})(?=-)", re.ASCII)
_BUTTON = re.compile(r"(?:-add|-(?:remove|up|down|copy)-[0-9]{1,4})\Z", re.ASCII)


class SentRows:
    """The posted values of a table, and which rows it and the tables inside it have.

    ``bang-0-con-2-ten`` says that the table ``bang`` has a row 0, and the table ``bang-0-con`` a row 2. What is no
    number of a row (``-1``, ``12345``, ``x``) names nothing.
    """

    def __init__(self, formdata: Any, name: str) -> None:
        """Look through the names that begin with the table's."""
        self.getlist = formdata.getlist
        start = f"{name}-"
        self.names = frozenset(key for key in formdata if key.startswith(start))
        self.pressed = frozenset(key for key in self.names if _BUTTON.search(key))
        self._rows: dict[str, set[int]] = {}
        for key in self.names:
            for match in _INDEX.finditer(key, len(name)):
                self._rows.setdefault(key[: match.start()], set()).add(int(match[1]))

    def __contains__(self, name: str) -> bool:
        return name in self.names

    @property
    def count(self) -> int:
        """Return the number of rows, those of inner tables included."""
        return sum(map(len, self._rows.values()))

    def rows(self, table: str) -> list[int]:
        """Return the numbers of the rows of one table, in order."""
        return sorted(self._rows.get(table, ()))

    def has(self, table: str) -> bool:
        """Say whether any row or button of this table was sent."""
        return table in self._rows or any(key.startswith(f"{table}-") for key in self.pressed)
