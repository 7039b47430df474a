"""The bare Flask views that everything is held against: no session, no form, no template, no access check."""

from __future__ import annotations

import json
import os
from pathlib import Path

from flask import Flask, Response, redirect
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

from portal.config import Settings

app = Flask(__name__)

PAGE = Path(os.environ["BENCH_PAGE"]).read_text(encoding="utf-8") if "BENCH_PAGE" in os.environ else ""
ROW = {"answers": {f"field_{number:02d}": "Nguyễn Thị Đo " * 4 for number in range(28)}}
ROW_BYTES = len(json.dumps(ROW, ensure_ascii=False))
assert 2000 <= ROW_BYTES <= 2200, ROW_BYTES


@app.get("/page")
def page() -> str:
    """Give the HTML of a page."""
    return PAGE


@app.post("/page")
def send() -> Response:
    """Answer a form as the portal answers a valid one."""
    answer: Response = redirect("/next")  # type: ignore[assignment]
    return answer


def _pool() -> ConnectionPool:
    url = Settings.from_environment(os.environ).database_url
    assert url is not None
    return ConnectionPool(url.reveal(), min_size=4, max_size=15, open=True)


if "BENCH_ROWS" in os.environ:
    pool = _pool()

    @app.post("/row")
    def row() -> str:
        """Insert one row of 2 KB and commit it."""
        with pool.connection() as connection:
            connection.execute("INSERT INTO bench_rows (data) VALUES (%s)", [Jsonb(ROW)])
        return "ok"
