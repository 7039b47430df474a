"""Ports of this machine: whether one is free, and whether someone answers there."""

import http.client
import socket
import time

from portal.errors import StartError

PATIENCE_SECONDS = 5.0
"""How long the processes of a run that was killed may take to let go of their ports."""


def require_free(host: str, port: int, cure: str) -> None:
    """Raise `StartError`, one line with the cure, when another process keeps the port."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_free(host, port):
        if time.monotonic() > until:
            raise StartError(f"port {port} is taken by another process: {cure}")
        time.sleep(0.1)


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise StartError(f"no right to listen on port {port}: choose one above 1023") from error
        except OSError:
            return False
    return True


def free_port(first: int) -> int:
    """The first free port of this machine from `first` on."""
    for port in range(first, 65536):
        if is_free("127.0.0.1", port):
            return port
    raise StartError(f"no port from {first} on is free")


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """Whether someone accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def is_healthy(port: int, path: str, host: str = "127.0.0.1") -> bool:
    """Whether the server there answers the path with 200."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
