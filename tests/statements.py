"""What is asked of the database, noted at the driver: not everything passes through the ORM."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from psycopg import Cursor

from portal.asking import Answer, AskingConnection, Question


@contextmanager
def noted() -> Iterator[list[str]]:
    """Note every statement of the block, by a cursor or directly, but for what begins and ends transactions."""
    said: list[str] = []
    execute, ask = Cursor.execute, AskingConnection.ask

    def noting(cursor: Cursor[Any], statement: Any, *values: Any, **options: Any) -> Any:
        said.append(statement.decode() if isinstance(statement, bytes) else str(statement))
        return execute(cursor, statement, *values, **options)

    def noting_questions(connection: AskingConnection, *questions: Question) -> list[Answer]:
        texts = (text.decode() for text, _values in questions)
        said.extend(text for text in texts if not text.startswith(("COMMIT", "NOTIFY")))
        return ask(connection, *questions)

    with patch.object(Cursor, "execute", noting), patch.object(AskingConnection, "ask", noting_questions):
        yield said
