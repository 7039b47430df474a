"""What the sandbox remembers, in one SQLite file, so that a restart loses nothing."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS things (id TEXT PRIMARY KEY, kind TEXT NOT NULL, created INTEGER NOT NULL,
    expires INTEGER, open INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS things_kind ON things (kind, created);
CREATE TABLE IF NOT EXISTS events (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL,
    kind TEXT NOT NULL, created INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_session ON events (session, number);
CREATE TABLE IF NOT EXISTS deliveries (number INTEGER PRIMARY KEY, event TEXT NOT NULL, forged INTEGER NOT NULL,
    due REAL NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT NULL, answer TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due);
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, asked TEXT NOT NULL, status INTEGER NOT NULL,
    body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt, made or to be made, to bring an event to the portal."""

    number: int
    event: str
    forged: bool
    attempt: int
    state: str
    answer: str


class Store:
    """One connection behind one lock: a sandbox is small, and order is worth more than speed."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """All that is written inside is written together or not at all; one change at a time."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def save(self, thing: dict[str, Any], title: str = "") -> None:
        """Keep a session, an intent or a refund as the API shows it, with a title for the pages."""
        self._run(
            "INSERT INTO things VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body, open = excluded.open",
            thing["id"],
            thing["object"],
            thing["created"],
            thing.get("expires_at"),
            thing.get("status") == "open",
            title,
            json.dumps(thing, ensure_ascii=False),
        )

    def thing(self, thing_id: str, kind: str) -> dict[str, Any] | None:
        """A session, an intent or a refund by its id."""
        rows = self._run("SELECT body FROM things WHERE id = ? AND kind = ?", thing_id, kind)
        return json.loads(rows[0][0]) if rows else None

    def title(self, thing_id: str) -> str:
        """What the payer reads about a thing."""
        rows = self._run("SELECT title FROM things WHERE id = ?", thing_id)
        return str(rows[0][0]) if rows else ""

    def sessions(self, limit: int) -> list[dict[str, Any]]:
        """The newest sessions first."""
        rows = self._run(
            "SELECT body FROM things WHERE kind = 'checkout.session' ORDER BY created DESC, rowid DESC LIMIT ?", limit
        )
        return [json.loads(row[0]) for row in rows]

    def overdue(self, now: int) -> list[dict[str, Any]]:
        """The sessions that are still open, though their time is over."""
        rows = self._run("SELECT body FROM things WHERE kind = 'checkout.session' AND open AND expires <= ?", now)
        return [json.loads(row[0]) for row in rows]

    def add_event(self, event: dict[str, Any], session: str) -> None:
        """Keep an event that concerns a session."""
        self._run(
            "INSERT INTO events (id, session, kind, created, body) VALUES (?, ?, ?, ?, ?)",
            event["id"],
            session,
            event["type"],
            event["created"],
            json.dumps(event, ensure_ascii=False),
        )

    def events(self, session: str) -> list[dict[str, Any]]:
        """The events of a session, oldest first."""
        rows = self._run("SELECT body FROM events WHERE session = ? ORDER BY number", session)
        return [json.loads(row[0]) for row in rows]

    def event(self, event_id: str) -> dict[str, Any] | None:
        """One event by its id."""
        rows = self._run("SELECT body FROM events WHERE id = ?", event_id)
        return json.loads(rows[0][0]) if rows else None

    def send(self, event_id: str, due: float, *, forged: bool = False) -> None:
        """Note that an event is to be brought to the portal, not before `due` (seconds since 1970)."""
        self._run(
            "INSERT INTO deliveries (event, forged, due, attempt, state, answer) VALUES (?, ?, ?, 1, 'waiting', '')",
            event_id,
            forged,
            due,
        )

    def waiting(self, now: float) -> list[Delivery]:
        """What is due, in the order in which it fell due."""
        return self._deliveries("state = 'waiting' AND due <= ? ORDER BY due, number LIMIT 20", now)

    def deliveries(self, event_id: str) -> list[Delivery]:
        """Every attempt to bring one event, oldest first."""
        return self._deliveries("event = ? ORDER BY number", event_id)

    def settle(self, delivery: Delivery, state: str, answer: str) -> None:
        """Note how an attempt ended: `delivered`, `failed` or `given up`."""
        self._run("UPDATE deliveries SET state = ?, answer = ? WHERE number = ?", state, answer, delivery.number)

    def again(self, delivery: Delivery, due: float) -> None:
        """Note the next attempt."""
        self._run(
            "INSERT INTO deliveries (event, forged, due, attempt, state, answer) VALUES (?, ?, ?, ?, 'waiting', '')",
            delivery.event,
            delivery.forged,
            due,
            delivery.attempt + 1,
        )

    def remember(self, key: str, asked: str, status: int, body: str) -> None:
        """Keep the answer that was given under an idempotency key."""
        self._run("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?)", key, asked, status, body)

    def remembered(self, key: str) -> tuple[str, int, str] | None:
        """What was asked under a key, and the status and body of the answer."""
        rows = self._run("SELECT asked, status, body FROM answers WHERE key = ?", key)
        return (str(rows[0][0]), int(rows[0][1]), str(rows[0][2])) if rows else None

    def switched_on(self, name: str) -> bool:
        """Whether a switch of the desk is on."""
        return bool(self._run("SELECT 1 FROM switches WHERE name = ?", name))

    def switch(self, name: str, *, on: bool) -> None:
        """Turn a switch of the desk."""
        if on:
            self._run("INSERT OR IGNORE INTO switches VALUES (?)", name)
        else:
            self._run("DELETE FROM switches WHERE name = ?", name)

    def _deliveries(self, which: str, *values: Any) -> list[Delivery]:
        # `which` is one of the literals above; every value is bound.
        rows = self._run(f"SELECT number, event, forged, attempt, state, answer FROM deliveries WHERE {which}", *values)  # noqa: S608
        return [Delivery(row[0], row[1], bool(row[2]), row[3], row[4], row[5]) for row in rows]

    def _run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()
