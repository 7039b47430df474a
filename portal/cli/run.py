"""`portal run`: the whole portal as one parent process with its children; Ctrl-C ends them in order.

Before the children come the database (the embedded one, unless DATABASE_URL is set), the migrations, the shipped
catalogue and, outside production, the sample data and the sandboxes of the e-ID and of the payments.
"""

import argparse
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

from portal.cli import development, ports
from portal.cli.children import Child, portal_command, run_to_the_end
from portal.config import Settings
from portal.embedded_postgres import EmbeddedPostgres, Place
from portal.errors import StartError

WATCH_SECONDS = 0.3


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = subparsers.add_parser("run", help="start everything and stay until Ctrl-C")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Start everything, say where it is, and watch over it until a signal; what was started is always stopped."""
    begun = time.monotonic()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        with ExitStack() as started:
            environment, settings = _prepare(started)
            postgres = _start_database(started, settings)
            children = _start(started, _sandboxes(environment, settings))
            _say("bringing the database, the catalogue and the sample data to the newest form")
            accounts = run_to_the_end("prepare", environment=environment)
            children += _start(started, [*_workers(environment, settings), _web(environment, settings)])
            for child in children:
                child.wait_until_ready()
            _announce(settings, accounts, time.monotonic() - begun)
            _watch(children, postgres)
    except KeyboardInterrupt:
        print("Stopped. The data stays where it is.", flush=True)
    except OSError as error:
        raise StartError(f"{error.strerror}: {error.filename}") from error
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _prepare(started: ExitStack) -> tuple[dict[str, str], Settings]:
    """The checked settings, the data folder held by this process alone, and free ports."""
    environment = dict(os.environ)
    if environment.get("PORTAL_ENV") == "development":
        # Read once with a key that nothing uses, so that a wrong setting is told before anything is written.
        settings = Settings.from_environment({"PORTAL_SECRET_KEY": "-" * 32, **environment})
        started.enter_context(_held(settings.data))
        environment = development.complete(environment, settings.data, settings.port)
        settings = Settings.from_environment(environment)
    else:
        settings = Settings.from_environment(environment)
        started.enter_context(_held(settings.data))
    ports.require_free(settings.host, settings.port, "stop it, or choose another: make run PORT=8100")
    for name, port in development.sandbox_ports(settings).items():
        ports.require_free("127.0.0.1", port, f"the sandbox for {name} needs it (see {development.FILE})")
    return environment, settings


@contextmanager
def _held(data: Path) -> Iterator[None]:
    """The data folder, made and locked: two portals on the same folder would spoil each other's processes."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        with (data / "run.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
    except BlockingIOError as error:
        raise StartError(f"another portal runs on {data}: stop it first, or choose PORTAL_DATA") from error
    except PermissionError as error:
        raise StartError(f"no right to write {error.filename}: start as its owner or choose PORTAL_DATA") from error


def _start_database(started: ExitStack, settings: Settings) -> EmbeddedPostgres | None:
    if settings.database_url is not None:
        return None
    postgres = EmbeddedPostgres(Place.of(settings.data, settings.postgres_bin))
    _say(f"starting PostgreSQL in {postgres.place.cluster}")
    started.callback(postgres.stop)
    postgres.start()
    return postgres


def _start(started: ExitStack, children: list[Child]) -> list[Child]:
    for child in children:
        _say(f"starting {child.name}")
        started.callback(child.stop)
        child.start()
    return children


def _sandboxes(environment: dict[str, str], settings: Settings) -> list[Child]:
    if settings.production:
        return []
    return [
        Child(
            name=f"sandbox {name}",
            command=portal_command("sandbox", name, "--port", str(port)),
            environment=environment,
            log=settings.data / "logs" / f"sandbox-{name}.log",
            ready=partial(ports.answers, port),
        )
        for name, port in development.sandbox_ports(settings).items()
    ]


def _workers(environment: dict[str, str], settings: Settings) -> list[Child]:
    return [
        Child(
            name=f"worker {number}",
            command=portal_command("worker"),
            environment=environment,
            log=settings.data / "logs" / f"worker-{number}.log",
            ready=lambda: True,
        )
        for number in range(1, settings.job_workers + 1)
    ]


def _web(environment: dict[str, str], settings: Settings) -> Child:
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - compared, not bound
    return Child(
        name="web",
        command=portal_command("web"),
        environment=environment,
        log=settings.data / "logs" / "web.log",
        ready=lambda: ports.is_healthy(settings.port, "/healthz", host),
    )


def _watch(children: list[Child], postgres: EmbeddedPostgres | None) -> NoReturn:
    """Start again whatever ends by itself, until a signal comes."""
    while True:
        time.sleep(WATCH_SECONDS)
        if postgres is not None and postgres.process is not None and postgres.process.poll() is not None:
            _say("PostgreSQL ended unexpectedly: starting it again")
            postgres.start()
        for child in children:
            if child.ended():
                _say(f"{child.name} ended unexpectedly: starting it again")
                child.restart()


def _announce(settings: Settings, accounts: str, seconds: float) -> None:
    print(f"\nThe portal is ready after {seconds:.1f} s.\n")
    print(f"  {'the site':<22}{settings.public_url}")
    for name, port in development.sandbox_ports(settings).items():
        print(f"  {f'sandbox {name}':<22}http://localhost:{port}")
    print(f"  {'data and logs':<22}{settings.data}\n")
    if accounts.strip():
        print(accounts.rstrip() + "\n")
    print("Ctrl-C stops everything.", flush=True)


def _say(what: str) -> None:
    print(f"portal: {what}", flush=True)
