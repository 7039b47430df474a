"""The other side of ``portal.papers.limited``: started as a process, takes one call, gives bytes or a reason."""

from __future__ import annotations

import importlib
import json
import pickle
import resource
import sys
from typing import Any, Final

from portal.papers.base import PaperError, TemplateError

PACKAGE: Final = "portal.papers."
MEGABYTE: Final = 1 << 20


def main() -> int:
    """Read one request, set the limits, call, and write the answer; the parent is trusted, the answer is not."""
    function, arguments, keywords, seconds, megabytes, written = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    _limit(seconds, megabytes, written)
    sys.stdout.buffer.write(_answer(function, arguments, keywords))
    sys.stdout.buffer.flush()
    return 0


def _limit(seconds: int, megabytes: int, written: int) -> None:
    """Bound processor time and address space; forbid core dumps and larger files than need be."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written * MEGABYTE, written * MEGABYTE))


def _answer(function: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> bytes:
    """Call the function and return its bytes behind a ``P``, or the reason of its failure behind an ``E``."""
    module, _, name = function.partition(":")
    if not module.startswith(PACKAGE):
        return _reason("paper", f"Only functions of {PACKAGE[:-1]} run with limits")
    try:
        return b"P" + bytes(getattr(importlib.import_module(module), name)(*arguments, **keywords))
    except TemplateError as error:
        return _reason("template", str(error), template=error.template, line=error.line)
    except MemoryError:
        return _reason("memory", "")
    except PaperError as error:
        return _reason("paper", str(error))


def _reason(kind: str, message: str, *, template: str | None = None, line: int | None = None) -> bytes:
    """Return why it failed, as JSON."""
    report = {"kind": kind, "message": message, "template": template, "line": line}
    return b"E" + json.dumps(report).encode()


if __name__ == "__main__":
    sys.exit(main())
