"""Values of a list as rows of a statement, which so is the same statement however long the list is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, column, func, literal
from sqlalchemy.dialects.postgresql import ARRAY


def each(values: Sequence[Any], kind: Any, name: str) -> Any:
    """Return a column with one row for each value, of a table called ``name``."""
    rows = func.unnest(literal(list(values), ARRAY(kind))).table_valued(column("one", kind)).render_derived(name)
    return rows.c.one


def each_pair(pairs: Sequence[tuple[UUID, str]], name: str) -> Any:
    """Return a table of pairs of a key and a word: its columns are ``key`` and ``word``."""
    keys, words = [key for key, _word in pairs], [word for _key, word in pairs]
    both = func.unnest(literal(keys, ARRAY(Uuid())), literal(words, ARRAY(Text())))
    return both.table_valued(column("key", Uuid()), column("word", Text())).render_derived(name)
