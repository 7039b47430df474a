"""A connection that is asked prepared statements with no more ceremony than they need, several in one breath.

A cursor of the driver finds out at each execution what a statement is, how each value is written and each row is read;
it begins a transaction by a message of its own, and waits for every answer before the next question. For a statement
that is asked all the time all of this is known, so it is spoken through the driver's own door to libpq: what begins the
transaction goes along with the first question, and questions that need no answer of one another go together. Each is
still a statement of its own, which sees what was committed before it began.
"""

from __future__ import annotations

import select
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from psycopg import Connection, OperationalError, ProgrammingError, adapters
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format, TransactionStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg.abc import PQGen
    from psycopg.abc import Transformer as Reader
    from psycopg.pq.abc import PGresult

Question = tuple[bytes, Sequence[Any]]
"""A statement in PostgreSQL's own way of writing parameters, and its values in their order."""
Write = Callable[[Any], Any]

MOST: Final = 300
"""So many statements a connection keeps prepared; what was prepared longest ago is forgotten first."""
BEGIN: Final[Question] = (b"BEGIN", ())
COMMIT: Final[Question] = (b"COMMIT", ())
_IDLE, _IN_TRANSACTION = int(TransactionStatus.IDLE), int(TransactionStatus.INTRANS)
_DONE = frozenset({int(ExecStatus.COMMAND_OK), int(ExecStatus.TUPLES_OK)})
_SYNC, _FAILED = int(ExecStatus.PIPELINE_SYNC), int(ExecStatus.FATAL_ERROR)
_BINARY, _TEXT = int(Format.BINARY), int(Format.TEXT)
_WRITERS: Final[dict[int, Write]] = {
    adapters.types["uuid"].oid: attrgetter("bytes"),
    adapters.types["bytea"].oid: bytes,
}
"""What most values are; the driver's own dumpers of these are in Python, and do the same in more steps."""


@dataclass(slots=True)
class Known:
    """A statement that the server has prepared for a connection."""

    name: bytes
    writers: list[Write]
    formats: list[int]
    reader: Reader
    reads: bool = False
    """Whether the reader knows the columns already."""


class Answer:
    """What a statement brought."""

    __slots__ = ("_known", "_result")

    def __init__(self, known: Known, result: PGresult) -> None:
        self._known, self._result = known, result

    @property
    def count(self) -> int:
        """How many rows were changed or read."""
        return self._result.command_tuples or 0

    def rows(self, make: Callable[[Sequence[Any]], Any]) -> list[Any]:
        """Return every row, made of its values."""
        reader = self._known.reader
        reader.set_pgresult(self._result, set_loaders=not self._known.reads, format=Format.BINARY)
        self._known.reads = True
        return reader.load_rows(0, self._result.ntuples, make)


class AskingConnection(Connection[Any]):
    """A connection whose prepared statements are asked directly."""

    @cached_property
    def _statements(self) -> dict[bytes, Known]:
        return {}

    @cached_property
    def _numbers(self) -> Iterator[int]:
        return count()

    @cached_property
    def _ear(self) -> select.poll:
        """What waits for the server; meanwhile other threads go on."""
        ear = select.poll()
        ear.register(self.pgconn.socket, select.POLLIN)
        return ear

    def is_quiet(self) -> bool:
        """Tell whether the server has said nothing that nobody asked for: what it says unasked is that it ends."""
        return not self.closed and not self._ear.poll(0)

    def ask(self, *questions: Question) -> list[Answer]:
        """Return what each statement brings; the first of a transaction begins it.

        Raises the driver's errors. After the first that fails none is carried out.
        """
        with self.lock:
            if self.autocommit or self.pgconn.transaction_status != _IDLE:
                return self._ask(questions)
            return self._ask((BEGIN, *questions))[1:]

    def _ask(self, questions: Sequence[Question]) -> list[Answer]:
        statements = self._statements
        while len(statements) > MOST:
            # Before anything is looked up, so that nothing is forgotten that is about to be asked.
            oldest = statements.pop(next(iter(statements)))
            self.pgconn.exec_(b"DEALLOCATE " + oldest.name)
        known = [statements.get(text) or self._known_now(text) for text, _values in questions]
        given = [
            [None if value is None else write(value) for write, value in zip(one.writers, values, strict=True)]
            for one, (_text, values) in zip(known, questions, strict=True)
        ]
        try:
            results = self._spoken(known, given)
        except BaseException:
            # Nobody knows what the server still has to say.
            self.pgconn.finish()
            raise
        for result in results:
            if result.status not in _DONE:
                raise error_from_result(result)
        return list(map(Answer, known, results))

    def _spoken(self, known: Sequence[Known], given: Sequence[Sequence[Any]]) -> list[PGresult]:
        """Say everything at once, and return what is heard."""
        pgconn = self.pgconn
        if len(known) == 1:
            pgconn.send_query_prepared(known[0].name, given[0], known[0].formats, _BINARY)
            return self._heard(together=False)
        pgconn.enter_pipeline_mode()
        for one, values in zip(known, given, strict=True):
            pgconn.send_query_prepared(one.name, values, one.formats, _BINARY)
        pgconn.pipeline_sync()
        results = self._heard(together=True)
        pgconn.exit_pipeline_mode()
        return results

    def _heard(self, *, together: bool) -> list[PGresult]:
        """Return what the server answers, up to its last word."""
        pgconn, results = self.pgconn, list[Any]()
        while pgconn.flush():
            self._send_on()
        while not pgconn.is_busy() or self._hears(results):
            result = pgconn.get_result()
            if result is None:
                if not together:
                    break
            elif result.status == _SYNC:
                break
            else:
                results.append(result)
        return results

    def _hears(self, results: Sequence[PGresult]) -> bool:
        """Wait until the next answer is there; tell whether one came."""
        try:
            while self.pgconn.is_busy():
                self._ear.poll()
                self.pgconn.consume_input()
        except OperationalError:
            # A server that ends the connection says why before it does.
            if results and results[-1].status == _FAILED:
                return False
            raise
        return True

    def _send_on(self) -> None:
        """Wait until more can be sent; the server may have to be heard first."""
        mouth = select.poll()
        mouth.register(self.pgconn.socket, select.POLLIN | select.POLLOUT)
        if any(ready & select.POLLIN for _socket, ready in mouth.poll()):
            self.pgconn.consume_input()

    def _known_now(self, text: bytes) -> Known:
        """Have the server prepare a statement that is new to it, and find out how it wants the values."""
        name = b"portal_%d" % next(self._numbers)
        for result in (self.pgconn.prepare(name, text), described := self.pgconn.describe_prepared(name)):
            if result.status not in _DONE:
                raise error_from_result(result)
        ways = [self._writer(described.param_type(place)) for place in range(described.nparams)]
        known = Known(name, [write for write, _format in ways], [format_ for _, format_ in ways], Transformer(self))
        self._statements[text] = known
        return known

    def _writer(self, kind: int) -> tuple[Write, int]:
        """Return what writes values of a type of the server, and in which format."""
        if kind in _WRITERS:
            return _WRITERS[kind], _BINARY
        try:
            # That of an array asks what holds the elements; no other asks for a class.
            return self.adapters.get_dumper_by_oid(kind, Format.BINARY)(list, self).dump, _BINARY
        except ProgrammingError:
            # A type that the driver does not know, as an enumeration.
            chooser = Transformer(self)
            return lambda value: chooser.get_dumper(value, PyFormat.TEXT).dump(value), _TEXT

    def _deallocate(self, name: bytes | None) -> PQGen[None]:
        """Forget what the driver has the server forget, with its own statements: all of them after a rollback.

        The driver tells nobody of this otherwise.
        """
        if name is None:
            self._statements.clear()
        return super()._deallocate(name)
