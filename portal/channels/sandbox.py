"""E-mail for development: each message becomes a file that a mail program can open."""

import os
from pathlib import Path

from portal.channels.base import ChannelUnavailable, Message
from portal.channels.email import compose, name_of
from portal.errors import StartError

SENDER = "khong-tra-loi@localhost"


class SandboxChannel:
    """Writes `<reference>.eml` into a folder; the same message twice is one file. Refuses to exist in production."""

    kind = "email"

    def __init__(self, folder: Path, *, production: bool) -> None:
        if production:
            raise StartError("the mail sandbox does not run in production: PORTAL_ENV is production")
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def send(self, message: Message) -> None:
        """Write the message. Raises `AddressRefused`, `ChannelUnavailable`."""
        mail = compose(message, SENDER, "Cổng dịch vụ công thử nghiệm")
        place = self._folder / f"{name_of(message.reference)}.eml"
        unfinished = place.with_suffix(f".{os.getpid()}")
        try:
            unfinished.write_bytes(mail.as_bytes())
            unfinished.replace(place)
        except OSError as failure:
            raise ChannelUnavailable(failure.strerror or "the folder cannot be written") from failure
