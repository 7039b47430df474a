"""One client in a process of its own: it acts as often as it is told, as fast as it can, and says when it is done.

Nothing of the portal is imported here, so that the peers' own environment can run it too.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

CLIENTS = 4
TOGETHER = 10
"""Dossiers whose open tasks a client looks up at once, as a person finds them in a list; then it acts on each."""


def serve(act: Callable[[], object]) -> None:
    """Act as often as each line of the input says, and answer each line."""
    _say("ready")
    for line in sys.stdin:
        for _ in range(int(line)):
            act()
        _say("done")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


class Crowd:
    """Clients that act at the same time."""

    def __init__(self, clients: Sequence[subprocess.Popen[str]]) -> None:
        self._clients = clients

    def act(self, times: int) -> None:
        """Let each act so many times, and wait for all of them."""
        for one in self._clients:
            _write(one, str(times))
        for one in self._clients:
            _expect(one, "done")

    def spent(self) -> float:
        """Return the seconds that processors have spent on the clients so far."""
        return sum(int(Path(f"/proc/{one.pid}/schedstat").read_text().split()[0]) for one in self._clients) / 1e9


@contextmanager
def crowd(
    command: Sequence[str], environment: Mapping[str, str], told: Sequence[str], size: int = CLIENTS
) -> Iterator[Crowd]:
    """Start the clients, each with a line of what it acts on, and end them with the block."""
    with ExitStack() as stack:
        clients = []
        for number in range(size):
            one = stack.enter_context(
                subprocess.Popen(
                    [*command], env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
            )
            stack.callback(_end, one)
            clients.append(one)
            _write(one, told[number % len(told)])
        for one in clients:
            _expect(one, "ready")
        yield Crowd(clients)


def _write(client: subprocess.Popen[str], line: str) -> None:
    assert client.stdin is not None
    client.stdin.write(f"{line}\n")
    client.stdin.flush()


def _expect(client: subprocess.Popen[str], word: str) -> None:
    assert client.stdout is not None
    heard = client.stdout.readline().strip()
    if heard != word:
        raise RuntimeError(f"a client says {heard!r} instead of {word!r}")


def _end(client: subprocess.Popen[str]) -> None:
    assert client.stdin is not None
    client.stdin.close()
    client.wait()
