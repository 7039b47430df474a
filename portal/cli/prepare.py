"""`portal prepare`: migrate, bring in the shipped catalogue, and make the sample data outside production.

One process for the three of them: a start spends most of its time on importing the libraries that all three need.
"""

import argparse
import io
import os
import sys
from contextlib import redirect_stdout

from portal.config import Settings


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = subparsers.add_parser("prepare", help="bring database, catalogue and sample data to the newest form")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Do one after the other and print the sample accounts; what a failing one said goes to stderr."""
    from portal.cli import main

    steps = [["migrate"], ["procedures", "import"]]
    if not Settings.from_environment(os.environ).production:
        steps.append(["sample"])
    said = io.StringIO()
    for step in steps:
        said = io.StringIO()
        with redirect_stdout(said):
            code = main(step)
        if code != 0:
            sys.stderr.write(said.getvalue())
            return code
    if steps[-1] == ["sample"]:
        print(said.getvalue(), end="")
    return 0
