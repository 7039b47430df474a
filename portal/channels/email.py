"""E-mail by SMTP: one connection a message, encrypted when the server can."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import sha256
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from portal.channels.base import CALL_LIMIT, AddressRefused, ChannelUnavailable, Message
from portal.config import Secret

SENDER_NAME = "Cổng dịch vụ công"

LASTING = range(500, 600)
"""SMTP answers by which a server says "never", not "later"."""


@dataclass(frozen=True)
class SmtpSettings:
    """Where mail is handed over, and in whose name."""

    host: str
    port: int
    sender: str
    sender_name: str
    user: str | None = None
    password: Secret = field(default_factory=lambda: Secret(""))
    encrypted: bool = False
    """Encrypted from the first byte (`smtps`); otherwise STARTTLS is used when the server offers it."""

    @classmethod
    def from_url(cls, url: Secret, *, sender: str) -> Self:
        """Read `smtp://user:password@host:port?from=…&name=…` or `smtps://…`; `sender` when there is no `from`."""
        parts = urlsplit(url.reveal())
        asked = dict(parse_qsl(parts.query))
        encrypted = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or (465 if encrypted else 587),
            sender=asked.get("from", sender),
            sender_name=asked.get("name", SENDER_NAME),
            user=unquote(parts.username) if parts.username else None,
            password=Secret(unquote(parts.password or "")),
            encrypted=encrypted,
        )


class EmailChannel:
    """Messages by e-mail."""

    kind = "email"

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._tls = ssl.create_default_context()

    def send(self, message: Message) -> None:
        """Hand the message to the mail server. Raises `AddressRefused`, `ChannelUnavailable`."""
        mail = compose(message, self._settings.sender, self._settings.sender_name)
        try:
            server = self._connect()
            try:
                self._enter(server)
                server.send_message(mail)
            finally:
                _leave(server)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            raise _told(codes[0] if codes else 0) from refused
        except smtplib.SMTPAuthenticationError as wrong:
            raise ChannelUnavailable("the mail server refuses our password") from wrong
        except smtplib.SMTPResponseException as refused:
            raise ChannelUnavailable(f"the mail server answers {refused.smtp_code}") from refused
        except (smtplib.SMTPException, OSError) as silent:
            raise ChannelUnavailable("the mail server gives no answer") from silent

    def _connect(self) -> smtplib.SMTP:
        where = self._settings.host, self._settings.port
        if self._settings.encrypted:
            return smtplib.SMTP_SSL(*where, timeout=CALL_LIMIT, context=self._tls)
        return smtplib.SMTP(*where, timeout=CALL_LIMIT)

    def _enter(self, server: smtplib.SMTP) -> None:
        """Encrypt if the server can; a password is never sent in the clear."""
        server.ehlo_or_helo_if_needed()
        secure = self._settings.encrypted
        if not secure and server.has_extn("starttls"):
            server.starttls(context=self._tls)
            server.ehlo_or_helo_if_needed()
            secure = True
        if self._settings.user:
            if not secure:
                raise ChannelUnavailable("the mail server offers no encryption for our password")
            server.login(self._settings.user, self._settings.password.reveal())


def _leave(server: smtplib.SMTP) -> None:
    """Say good-bye. Whatever the answer, what was handed over is handed over, and must not be sent again for it."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def name_of(reference: str) -> str:
    """A reference as a name for the world outside: itself when it is a plain id, else its digest."""
    plain = reference.isascii() and reference.replace("-", "").replace("_", "").isalnum()
    return reference if plain else sha256(reference.encode()).hexdigest()


def compose(message: Message, sender: str, sender_name: str) -> EmailMessage:
    """The mail itself; whatever is in a value, no value can add a header. Raises `AddressRefused`."""
    mail = EmailMessage()
    if not message.to.isascii():
        # Few servers take addresses outside ASCII, and none that we know of in the service of the state.
        raise AddressRefused("the address has letters that mail servers do not take")
    try:
        mail["To"] = Address(addr_spec=message.to)
        mail["From"] = Address(sender_name, addr_spec=sender)
    except (ValueError, IndexError, HeaderParseError) as wrong:
        raise AddressRefused("the address is not an e-mail address") from wrong
    mail["Subject"] = " ".join(message.subject.split())
    mail["Message-ID"] = f"<{name_of(message.reference)}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    return mail


def _told(code: int) -> AddressRefused | ChannelUnavailable:
    if code in LASTING:
        return AddressRefused("the mail server does not know the address")
    return ChannelUnavailable(f"the mail server answers {code}")
