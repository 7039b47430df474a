"""A client that inserts one row and commits it, again and again: what the machine can commit at all."""

from __future__ import annotations

import sys

import psycopg

from benchmarks.acting.client import serve


def main() -> None:
    """Commit into the database whose address the first line of the input gives."""
    with psycopg.connect(sys.stdin.readline().strip()) as connection:

        def commit() -> None:
            connection.execute("INSERT INTO bench_commits (note) VALUES ('một dòng')")
            connection.commit()

        serve(commit)


if __name__ == "__main__":
    main()
