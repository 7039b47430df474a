"""Structured logs: one JSON object a line in production, readable lines in development; no personal data."""

from __future__ import annotations

import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog

from portal.config import Settings

REQUEST: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request that is being answered: every line that is written meanwhile bears it."""


def configure(settings: Settings) -> None:
    """Set up structlog and the standard logging of libraries for this process."""
    readable: list[Any] = [structlog.dev.ConsoleRenderer(colors=False), _encoded]
    structlog.configure(
        processors=[
            _stamped,
            structlog.processors.ExceptionRenderer(frames_of),
            *([_as_json] if settings.production else readable),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # A line is one write, so that lines of several threads never mix and none of them waits twice.
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Frames("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def _stamped(_logger: Any, method: str, line: Any) -> Any:
    """Say of a line of which request it is, how grave, and when it was written."""
    request_id = REQUEST.get()
    if request_id is not None:
        line["request_id"] = request_id
    line["level"] = "error" if method == "exception" else method
    line["timestamp"] = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return line


def _as_json(_logger: Any, _method: str, line: Any) -> bytes:
    """Return the line as it is written where machines read it."""
    return orjson.dumps(line, default=repr)


def _encoded(_logger: Any, _method: str, line: Any) -> bytes:
    """Return the line that was rendered as it is written."""
    return str(line).encode()


class Frames(logging.Formatter):
    """Writes the records of libraries, with the frames of an exception but not its words."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is the standard library's
        """Return the frames."""
        return frames_of(ei)


def frames_of(exc_info: Any) -> str:
    """Return where an exception was raised and of which kind it and its causes are.

    Its words stay out: the database quotes the row that it refuses, and Python the text that it cannot read.
    """
    error: BaseException | None = exc_info[1]
    told: list[str] = []
    while error is not None:
        frames = "".join(traceback.format_tb(error.__traceback__))
        told.append(f"Traceback (most recent call last):\n{frames}{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n".join(reversed(told))
