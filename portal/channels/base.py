"""The contract of a channel: a message goes out to one address.

    ChannelError
    ├── AddressRefused        this address will never take it: tell the sender, do not try again
    └── ChannelUnavailable    not now: the same message may be sent again later

The inbox of the portal is no channel: it is rows in our own database. A message holds no secret and no detail of the
matter; it says that something happened and where to read it.
"""

from dataclasses import dataclass
from typing import Protocol

from portal.errors import PortalError

CALL_LIMIT = 5.0
"""Seconds that one step of a delivery may take."""


class ChannelError(PortalError):
    """A message was not sent."""


class AddressRefused(ChannelError):
    """The address does not exist, or will not take the message; the error does not repeat it."""


class ChannelUnavailable(ChannelError):
    """The channel does not work at the moment; `reason` is for the operator and holds no personal data."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the channel does not work at the moment: {reason}")


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said to one person."""

    reference: str
    """Our id of the message; a message that is sent twice is known by it as one (e-mail: the Message-ID)."""
    to: str
    subject: str
    text: str


class Channel(Protocol):
    """One way to tell people. Sending calls the outside: never do it in a transaction."""

    @property
    def kind(self) -> str:
        """The word under which deliveries of this channel are kept: `email`."""
        ...

    def send(self, message: Message) -> None:
        """Hand the message over. Raises `AddressRefused`, `ChannelUnavailable`."""
        ...
