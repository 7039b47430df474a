"""``python -m benchmarks [name …]``: run the measurements of this folder, all of them or those named."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

from benchmarks.report import show

_NOT_MEASUREMENTS = {"report", "__main__"}


def names() -> list[str]:
    """Return the measurements that lie here."""
    found = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if not module.ispkg]
    return sorted(set(found) - _NOT_MEASUREMENTS)


def main(wanted: list[str]) -> int:
    """Run them one after the other; 1 when a claim does not hold, 2 when there is no such measurement."""
    unknown = set(wanted) - set(names())
    if unknown:
        print(f"no measurement {', '.join(sorted(unknown))}; there are {', '.join(names())}")
        return 2
    modules = [importlib.import_module(f"benchmarks.{name}") for name in wanted or names()]
    held = [show(module.run()) for module in modules if hasattr(module, "run")]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
