"""The command `portal`: one file a sub-command, found by its `add_parser`."""

import argparse
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module

from portal.errors import PortalError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; a failure that the portal names is one line and exit code 1."""
    given = sys.argv[1:] if argv is None else list(argv)
    arguments = build_parser(given[:1]).parse_args(given)
    try:
        return int(arguments.run(arguments) or 0)
    except PortalError as error:
        print(f"portal: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def build_parser(wanted: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The parser with the wanted sub-command, or with all of them when none of that name is there.

    A sub-command has the name of its module, whose `add_parser(subparsers)` sets `run`: a function from the parsed
    arguments to an exit code. Only the module that is asked for is imported, so that each process starts quickly.
    """
    parser = argparse.ArgumentParser(prog="portal", description="Online public services: run it and look after it.")
    subparsers = parser.add_subparsers(metavar="command", required=True)
    names = [found.name for found in pkgutil.iter_modules(__path__)]
    for name in [name for name in names if name in wanted] or names:
        add_parser = getattr(import_module(f"{__name__}.{name}"), "add_parser", None)
        if add_parser is not None:
            add_parser(subparsers)
    return parser
