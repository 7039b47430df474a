"""No log holds what people typed, not even where something breaks."""

import json
import logging
from io import BytesIO
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.config import Settings
from portal.logs import REQUEST, Frames, configure, frames_of
from tests.conftest import Database

NAME = "Nguyễn Thị Bí Mật"
NEEDED = {
    "PORTAL_PUBLIC_URL": "https://portal.example",
    "PORTAL_SECRET_KEY": "k" * 48,
    "PORTAL_CLAMD": "none",
    "DATABASE_URL": "postgresql://portal_owner@/portal",
}


def test_a_refused_row_is_not_quoted(shared_database: Database) -> None:
    with shared_database.engine().connect() as connection, pytest.raises(SQLAlchemyError) as refused:
        connection.execute(text("SELECT CAST(:name AS integer)"), {"name": NAME})
    told = frames_of((type(refused.value), refused.value, refused.value.__traceback__))
    assert NAME not in told
    assert "DataError" in told
    assert "test_logs.py" in told
    # Even the words of the exception itself keep the parameters out.
    assert "parameters: [" not in str(refused.value) or NAME not in str(refused.value).split("parameters")[1]


def test_libraries_write_frames_and_no_words() -> None:
    with pytest.raises(ValueError) as failed:  # noqa: PT011 - Python's own words, which quote what was typed
        int(NAME)
    what = (failed.type, failed.value, failed.tb)
    record = logging.LogRecord("library", logging.ERROR, "x.py", 1, "a job failed", (), what)
    written = Frames("%(levelname)s %(name)s %(message)s").format(record)
    assert NAME not in written
    assert "a job failed" in written
    assert "ValueError" in written


def test_a_line_bears_the_request_and_none_bears_it_afterwards() -> None:
    written = BytesIO()
    log = _production_log(written)
    kept = REQUEST.set("0190-of-this-request")
    log.info("answered", route="/nop/<uuid:draft_id>", ms=1.5)
    REQUEST.reset(kept)
    try:
        int(NAME)
    except ValueError:
        log.exception("failed", what={"kind": ValueError})
    answered, failed = (json.loads(line) for line in written.getvalue().splitlines())
    assert answered["request_id"] == "0190-of-this-request"
    assert (answered["event"], answered["level"], answered["ms"]) == ("answered", "info", 1.5)
    assert answered["timestamp"].endswith("Z")
    assert "request_id" not in failed
    assert failed["level"] == "error"
    assert "ValueError" in failed["exception"]
    assert NAME not in written.getvalue().decode()


def _production_log(written: BytesIO) -> Any:
    """Return a log as production has it, that writes where it is told and leaves that of the tests alone."""
    before = structlog.get_config()
    try:
        configure(Settings.from_environment({"PORTAL_ENV": "production", **NEEDED}))
        chosen = structlog.get_config()
    finally:
        structlog.configure(**before)
    kind = chosen["wrapper_class"]
    return structlog.wrap_logger(structlog.BytesLogger(written), processors=chosen["processors"], wrapper_class=kind)
