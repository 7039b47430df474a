"""Connections that wake whoever listens right after a commit, in the same breath, and not within it.

PostgreSQL lets transactions that notify commit only one after the other, each through its own wait for the disk; those
that do not share one wait. So a transaction that notifies nobody is followed by a notification, which waits for none.
Should the process die in between, whoever listens finds out when it next looks.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from psycopg import Connection
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Identifier, Literal

SETTING: Final = "portal.announces"
"""The setting that tells the trigger of the jobs that a connection announces them itself."""
PAYLOAD: Final = json.dumps({"type": "job_inserted", "job_id": 0})
"""As procrastinate's own trigger says it; a worker then looks for whatever there is to be done."""


class AnnouncingConnection(Connection[Any]):
    """A connection to which one says what to announce with the next commit."""

    _channels: frozenset[str] = frozenset()

    def announce(self, channel: str) -> None:
        """Notify a channel of a job once what is under way is committed."""
        self._channels |= {channel}

    def commit(self) -> None:
        """Commit, and announce what was brought."""
        channels, self._channels = self._channels, frozenset()
        if channels and self.info.transaction_status is TransactionStatus.INTRANS:
            self.execute(_commit(channels), prepare=False)
        else:
            super().commit()

    def rollback(self) -> None:
        """Roll back: there is nothing to announce."""
        self._channels = frozenset()
        super().rollback()


@cache
def _commit(channels: frozenset[str]) -> bytes:
    """Return what commits, then notifies: two transactions, sent at once."""
    said = SQL("; NOTIFY {}, {}")
    notices = (said.format(Identifier(one), Literal(PAYLOAD)) for one in sorted(channels))
    return SQL("").join([SQL("COMMIT"), *notices]).as_bytes()
