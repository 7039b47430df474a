"""Connections that wake whoever listens right after a commit, in the same breath, and not within it.

PostgreSQL lets transactions that notify commit only one after the other, each through its own wait for the disk; those
that do not share one wait. So a transaction that notifies nobody is followed by a notification, which waits for none.
Should the process die in between, whoever listens finds out when it next looks.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Final

from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Identifier, Literal

from portal.asking import COMMIT, AskingConnection, Question

SETTING: Final = "portal.announces"
"""The setting that tells the trigger of the jobs that a connection announces them itself."""
PAYLOAD: Final = json.dumps({"type": "job_inserted", "job_id": 0})
"""As procrastinate's own trigger says it; a worker then looks for whatever there is to be done."""


class AnnouncingConnection(AskingConnection):
    """A connection to which one says what to announce with the next commit, and what to write right before it."""

    _channels: frozenset[str] = frozenset()
    _last: Question | None = None

    def announce(self, channel: str) -> None:
        """Notify a channel of a job once what is under way is committed."""
        self._channels |= {channel}

    def write_last(self, question: Question) -> None:
        """Carry out a statement together with the commit: whoever waits for neither waits for both at once."""
        self._last = question

    def commit(self) -> None:
        """Carry out what comes last, commit, and announce what was brought."""
        channels, self._channels = self._channels, frozenset()
        last, self._last = self._last, None
        status = self.pgconn.transaction_status
        if last is not None:
            self.ask(last, COMMIT, *map(_notice, sorted(channels)))
        elif status == TransactionStatus.INTRANS:
            self.ask(COMMIT, *map(_notice, sorted(channels)))
        else:
            super().commit()

    def rollback(self) -> None:
        """Roll back: there is nothing to announce."""
        self._channels, self._last = frozenset(), None
        super().rollback()


@cache
def _notice(channel: str) -> Question:
    """Return what notifies a channel: after the commit it is a transaction of its own."""
    return SQL("NOTIFY {}, {}").format(Identifier(channel), Literal(PAYLOAD)).as_bytes(), ()
