"""`portal worker`: do the jobs that requests left behind, until told to stop."""

import argparse
import asyncio
import logging
import os
from typing import TYPE_CHECKING

from portal.cli.starting import starting
from portal.config import Settings

if TYPE_CHECKING:
    from procrastinate import App


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = subparsers.add_parser("worker", help="render and sign papers, send notices, keep the house")
    parser.add_argument("--until-empty", action="store_true", help="end when no job waits any more")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Work with as many jobs at a time as one process does well; SIGTERM lets the running ones finish."""
    with starting():
        from portal.db import Role
        from portal.jobs.app import build_app
        from portal.logs import configure
        from portal.parts import Parts

    settings = Settings.from_environment(os.environ)
    configure(settings)
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    asyncio.run(_work(build_app(settings, Parts(settings, Role.WORKER)), until_empty=arguments.until_empty))
    return 0


async def _work(app: "App", *, until_empty: bool) -> None:
    async with app.open_async():
        await app.run_worker_async(
            wait=not until_empty, concurrency=2, fetch_job_polling_interval=2.0, shutdown_graceful_timeout=20.0
        )
