"""The server itself: made at the first start, up to the first answer, and down in order."""

import errno
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql

from portal.embedded_postgres.complaints import STILL_HELD, check_version, told
from portal.embedded_postgres.place import DATABASE, Place, ensure_binaries, ensure_folder
from portal.errors import StartError
from portal.lifeline import ending_with_us

SUPERUSER = "postgres"
OWNER = "portal_owner"
LARGEST_LOG = 5_000_000
PATIENCE_SECONDS = 60.0
FORMER_SERVER_SECONDS = 15.0

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "150",
    # A failing statement and its details hold what people typed: neither belongs in a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class EmbeddedPostgres:
    """One server as a child of this process; a context manager, or `start()` and `stop()`.

    `options` are settings of PostgreSQL that stand in place of those that every server of ours has.
    """

    def __init__(self, place: Place, **options: str) -> None:
        self.place = place
        self._options = {**OPTIONS, **options, "unix_socket_directories": str(place.socket)}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The running server, for whoever watches over it."""
        return self._process

    def start(self) -> None:
        """Bring the server up, making the cluster at the first start; `StartError`, one line, when it cannot be."""
        try:
            self._prepare()
            self._start_patiently()
            self._ensure_database()
        except PermissionError as error:
            self.stop()
            raise StartError(f"no right to write {error.filename}: start as its owner or choose PORTAL_DATA") from error
        except OSError as error:
            self.stop()
            raise StartError(told(str(error), error.errno, self.place)) from error

    def stop(self) -> None:
        """A fast shutdown: open transactions are rolled back, everything committed is on the disk."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        self._process = None

    def _prepare(self) -> None:
        place = self.place
        ensure_folder(place)
        ensure_binaries(place)
        self._own(place.socket)
        if not (place.cluster / "PG_VERSION").exists():
            self._make_cluster()
        check_version(place)

    def _own(self, folder: Path) -> None:
        """Make `folder`, open only to the server's user."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.place.user is not None:
            shutil.chown(folder, self.place.user)
        elif folder.stat().st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, "it belongs to someone else", str(folder))
        folder.chmod(0o700)

    def _make_cluster(self) -> None:
        """Run initdb beside the final place and rename: a power cut in the middle leaves no half-made cluster."""
        unfinished = self.place.cluster.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        self._own(unfinished)
        command = [
            *("initdb", "--pgdata", str(unfinished), "--username", SUPERUSER, "--auth", "trust"),
            *("--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "PG_UNICODE_FAST"),
            *("--data-checksums", "--no-instructions"),
        ]
        done = subprocess.run(
            self._as_user(command), capture_output=True, env=self._environment(), cwd="/", check=False
        )
        if done.returncode != 0:
            raise StartError(told((done.stderr + done.stdout).decode(errors="replace"), None, self.place))
        unfinished.rename(self.place.cluster)

    def _as_user(self, command: list[str]) -> list[str]:
        """The command as the server's user, to be interrupted by the kernel as soon as this process has gone."""
        change: list[str] = []
        if self.place.user is not None:
            account = pwd.getpwnam(self.place.user)
            change = ["--reuid", str(account.pw_uid), "--regid", str(account.pw_gid), "--clear-groups"]
        program = str(self.place.binaries / command[0])
        return ending_with_us([program, *command[1:]], by="INT", becoming=change)

    def _environment(self) -> dict[str, str]:
        libraries = str(self.place.binaries.parent / "lib")
        return {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath, "LD_LIBRARY_PATH": libraries}

    def _start_patiently(self) -> None:
        """Start, and start again as long as the server of a run that was killed is still on its way out."""
        until = time.monotonic() + FORMER_SERVER_SECONDS
        while True:
            complaint = self._start_once()
            if complaint is None:
                return
            if not any(sign in complaint for sign in STILL_HELD) or time.monotonic() > until:
                raise StartError(told(complaint, None, self.place))
            time.sleep(0.2)

    def _start_once(self) -> str | None:
        """Start the server and wait until it answers; what it said when it went away instead."""
        place = self.place
        if place.log.exists() and place.log.stat().st_size > LARGEST_LOG:
            place.log.replace(place.log.with_suffix(".log.1"))
        command = ["postgres", "-D", str(place.cluster)]
        for name, value in self._options.items():
            command += ["-c", f"{name}={value}"]
        with place.log.open("ab") as log:
            before = log.tell()
            self._process = subprocess.Popen(
                self._as_user(command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment(),
                cwd="/",
                start_new_session=True,
            )
        if self._answers(self._process):
            return None
        self._process = None
        return place.log.read_bytes()[before:].decode(errors="replace")

    def _answers(self, process: subprocess.Popen[bytes]) -> bool:
        """Wait for the first connection; false when the server ends, or stays dumb for too long."""
        until = time.monotonic() + PATIENCE_SECONDS
        while process.poll() is None and time.monotonic() < until:
            try:
                psycopg.connect(self.place.dsn(SUPERUSER, "postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                # Another server may hold the socket while ours is still finding that out.
                pid_file = self.place.cluster / "postmaster.pid"
                if pid_file.exists() and int(pid_file.read_text().split()[0]) == process.pid:
                    return True
                time.sleep(0.02)
        if process.poll() is None:
            process.send_signal(signal.SIGQUIT)
        process.wait()
        return False

    def _ensure_database(self) -> None:
        """The owner's role and the database; both stand from the first start on."""
        with psycopg.connect(self.place.dsn(SUPERUSER, "postgres"), autocommit=True) as connection:
            owner, database = sql.Identifier(OWNER), sql.Identifier(DATABASE)
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB").format(owner))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
