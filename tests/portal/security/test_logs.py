"""No log holds what people typed, not even where something breaks."""

import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.logs import Frames, frames_of
from tests.conftest import Database

NAME = "Nguyễn Thị Bí Mật"


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
