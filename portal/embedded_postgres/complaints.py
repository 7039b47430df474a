"""What keeps a server from starting, in one line with its cure."""

import errno
import shutil
import subprocess

from portal.embedded_postgres.place import Place
from portal.errors import StartError

STILL_HELD = ("lock file", "is still in use", "pre-existing shared memory block")
"""What the server says while the one before it has not gone yet."""
LEAST_ROOM = 1_000_000
"""With fewer bytes than this the server cannot even say that the disk is full."""


def check_version(place: Place) -> None:
    """Refuse a cluster of another major version, which the server could not read."""
    cluster = (place.cluster / "PG_VERSION").read_text().strip()
    asked = subprocess.run([place.binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
    server = asked.stdout.split()[-1].split(".")[0]
    if cluster == server:
        return
    if int(cluster) > int(server):
        raise StartError(f"{place.cluster} was written by PostgreSQL {cluster}, newer than {server} here: update first")
    raise StartError(f"{place.cluster} was written by PostgreSQL {cluster}: pg_upgrade it to {server} first")


def told(complaint: str, number: int | None, place: Place) -> str:
    """What went wrong in one line with its cure."""
    full = shutil.disk_usage(place.log.parent).free < LEAST_ROOM if place.log.parent.exists() else False
    if full or number == errno.ENOSPC or "No space left on device" in complaint:
        return f"the disk is full: make room for {place.cluster}"
    if any(sign in complaint for sign in STILL_HELD):
        return f"another portal already runs on {place.cluster}: stop it first"
    if "ermission denied" in complaint:
        return f"no right to use {place.cluster}: start as its owner or choose PORTAL_DATA"
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    serious = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    return f"PostgreSQL does not start: {(serious or lines or ['it said nothing'])[-1]} (see {place.log})"
