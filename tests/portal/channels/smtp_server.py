"""A mail server small enough to read: it keeps what it is given, and refuses what the test tells it to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USUAL = {"DATA": "354 go on", "QUIT": "221 bye"}


@dataclass
class Mailbox:
    """What arrived, and the answers of the server to each command (by its first word)."""

    mails: list[bytes] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    port: int = 0


class Conversation(socketserver.StreamRequestHandler):
    """One client."""

    mailbox: Mailbox

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            self.mailbox.heard.append(line)
            self.say(self.mailbox.answers.get(word, USUAL.get(word, "250 fine")))
            if word == "DATA" and word not in self.mailbox.answers:
                self.mailbox.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.say("250 kept")
            if word == "QUIT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Waits for its threads when it closes, so that no test leaves one behind."""

    allow_reuse_address = True
    daemon_threads = False


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A running server and its mailbox."""
    mailbox = Mailbox()
    handler = type("Handler", (Conversation,), {"mailbox": mailbox})
    with MailServer(("127.0.0.1", 0), handler) as server:
        mailbox.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join()
