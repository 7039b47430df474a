"""Everything that `make run` and `make test` need before they start; standard library only, and nothing done twice.

Usage: python3 -m tools.set_up run | test | bench | assets | lock
"""

import sys
import time

from tools import assets, debian, python_packages
from tools.console import SetUpFailed

OLDEST_PYTHON = (3, 11)


def main(arguments: list[str]) -> int:
    """Do what is missing; a failure is one line and exit code 1."""
    kind = arguments[0] if arguments else "run"
    begun = time.monotonic()
    try:
        _do(kind)
    except SetUpFailed as failure:
        print(f"set-up: {failure}", file=sys.stderr)
        return 1
    except OSError as failure:
        print(f"set-up: {failure.strerror}: {failure.filename}", file=sys.stderr)
        return 1
    print(f"set-up: ready after {time.monotonic() - begun:.1f} s", flush=True)
    return 0


def _do(kind: str) -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise SetUpFailed("Python 3.11 or newer is needed: make PYTHON=python3.11 …")
    if kind == "lock":
        python_packages.lock()
        return
    if kind == "assets":
        assets.build()
        return
    testing = kind in {"test", "bench"}
    debian.install(testing=testing)
    python_packages.install(testing=testing)
    if kind == "bench":
        python_packages.install_peers()
    assets.install_packages(testing=testing)
    assets.build()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
