"""`portal web`: serve the site with granian, in as many processes as PORTAL_WEB_WORKERS says."""

import argparse
import multiprocessing
import os
import shutil
import signal
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

from portal.cli.starting import starting
from portal.config import Settings
from portal.errors import StartError
from portal.lifeline import end_with

APPLICATION = "portal.wsgi:app"
MODULES = ("portal.app", "holidays.countries", "portal.gateways.stripe", "portal.identity.oidc")
"""What every process needs: imported once, above them, which halves the time and the memory of a start.

The library of holidays would import its countries when the first visitor asks for a date, and the parts that come
with large libraries when the first one signs in or pays.
"""
THREADS = 4
"""Requests that one process answers at a time: the database's pool and Python's lock allow no more to be useful."""
LAST_REQUEST_SECONDS = 20


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = subparsers.add_parser("web", help="serve the site on PORTAL_HOST and PORT")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Serve until a signal; requests that have begun are answered first."""
    settings = Settings.from_environment(os.environ)
    # The metrics library looks for its folder when it is imported.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_metrics_folder(settings)))
    with starting():
        for name in MODULES:
            import_module(name)
    serve(settings, APPLICATION)
    return 0


def serve(settings: Settings, application: str) -> None:
    """Serve the WSGI application named `module:name` where the settings say."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        application,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_workers,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=LAST_REQUEST_SECONDS,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=load)


def load(target: str) -> Any:
    """Give granian the application, in each of its processes, which from then on ends with the process above it.

    An application that cannot be built now cannot be built a second later: then the whole server ends, and says why,
    instead of starting process after process.
    """
    parent = multiprocessing.parent_process()
    above = os.getppid() if parent is None or parent.pid is None else parent.pid
    # Until the application serves, there is no request that a signal would have to wait for.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    end_with(above)
    module, _, name = target.partition(":")
    try:
        return getattr(import_module(module), name)
    except BaseException as error:
        _say_why(error)
        os.kill(above, signal.SIGTERM)
        raise


def _say_why(error: BaseException) -> None:
    """Say to the end why there is no application: whoever is told next may end this process in the middle of a word."""
    why = str(error)
    if not isinstance(error, StartError):
        traceback.print_exception(error)
        why = f"the site cannot be built: {type(error).__name__}: {error}"
    print(f"portal: {why}", file=sys.stderr, flush=True)


def _metrics_folder(settings: Settings) -> Path:
    """Where the processes of this server put their counters together; emptied, since counters begin at each start."""
    folder = settings.data / "metrics" / str(settings.port)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
