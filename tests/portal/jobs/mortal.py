"""A worker that is killed at a chosen instant of its first paper: run in a process of its own by ``test_killed``."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import BinaryIO, cast
from unittest.mock import patch

from portal.announcing import AnnouncingConnection
from portal.config import Settings
from portal.db import Role
from portal.papers.base import Signer
from portal.parts import Parts
from portal.storage.base import StoredFile
from portal.storage.folder import FolderStorage
from tests.portal import worker


class Moment(StrEnum):
    """When it is killed."""

    SIGNING = "signing"
    """The paper is rendered; nothing of it is kept."""
    WRITING = "writing"
    """Half of its bytes lie in the storage."""
    WRITTEN = "written"
    """All of its bytes lie in the storage; the database knows nothing of them."""
    KEPT = "kept"
    """The database has committed; the queue does not know that the job is done."""


def work(environment: Mapping[str, str], moment: Moment) -> None:
    """Do the jobs that wait, and those that another worker left when it died, and be killed at ``moment``."""
    settings = Settings.from_environment(environment)
    parts, commit = MortalParts(settings, Role.WORKER, moment), AnnouncingConnection.commit

    def committing(connection: AnnouncingConnection) -> None:
        commit(connection)
        parts.committed()

    with patch.object(AnnouncingConnection, "commit", committing):
        worker.work(settings, parts, "retry_stalled_jobs")


def die() -> None:
    """Be killed here and now, with nothing put in order."""
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class MortalParts(Parts):
    """The parts of a worker with death among them."""

    moment: Moment

    @cached_property
    def storage(self) -> MortalStorage:
        """Return where files lie."""
        return MortalStorage(self)

    def signer(self, key: str, name: str, organisation: str) -> Signer:
        """Return who signs."""
        if self.moment is Moment.SIGNING:
            die()
        return super().signer(key, name, organisation)

    def committed(self) -> None:
        """Be killed, if this is the moment, now that the database has committed something."""
        if self.moment is Moment.KEPT and self.storage.written:
            die()


class MortalStorage(FolderStorage):
    """The folder of the portal, as a worker uses it that is about to be killed."""

    def __init__(self, parts: MortalParts) -> None:
        super().__init__(parts.settings.data / "files")
        self._moment = parts.moment
        self.written = False

    def put(self, stream: BinaryIO, limit: int) -> StoredFile:
        """Keep the bytes, or some of them."""
        if self._moment is Moment.WRITING:
            stream = cast("BinaryIO", HalfStream(stream))
        stored = super().put(stream, limit)
        if self._moment is Moment.WRITTEN:
            die()
        self.written = True
        return stored


@dataclass
class HalfStream:
    """A stream that is read once."""

    whole: BinaryIO
    read_once: bool = False

    def read(self, _size: int) -> bytes:
        """Give something, then nothing ever."""
        if self.read_once:
            die()
        self.read_once = True
        return self.whole.read(1000)
