"""``python -m procedures check | case | draw | schema | fields | diff | lock``: an analyst's tools, without a web."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from procedures import field_guide, function_guide
from procedures.cases import CaseResult, run_cases
from procedures.catalogue import lock_new, shipped
from procedures.definition import Procedure
from procedures.diff import diff
from procedures.findings import Finding
from procedures.level import level_of
from procedures.loader import load
from procedures.schema import FILE, schema_text
from workflows.drawing import draw


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when something was found, 2 for a wrong call."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    return command(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m procedures", description="Check and look at procedure packs.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="find every mistake of packs, and run their golden cases")
    check.set_defaults(command=_check)
    case = commands.add_parser("case", help="run the golden cases and say how each came out")
    case.set_defaults(command=_case)
    for one in (check, case):
        one.add_argument(
            "paths", nargs="*", type=Path, metavar="PATH", help="folder, zip or YAML file; else all shipped"
        )
    drawn = commands.add_parser("draw", help="draw the workflow of a pack as SVG")
    drawn.add_argument("path", type=Path)
    drawn.add_argument("--language", choices=("vi", "en"), default="vi")
    drawn.set_defaults(command=_draw)
    schema = commands.add_parser("schema", help="print the JSON Schema of procedure.yaml")
    schema.add_argument("--write", action="store_true", help="write it into procedures/schema.json instead")
    schema.set_defaults(command=_schema)
    fields = commands.add_parser("fields", help="print the authors' page about the types of fields")
    fields.add_argument("--write", action="store_true", help="write it into docs/authoring/fields.md instead")
    fields.set_defaults(command=_fields)
    functions = commands.add_parser("functions", help="print the table of functions for authors")
    functions.add_argument("--write", action="store_true", help="write it into docs/authoring/expressions.md instead")
    functions.set_defaults(command=_functions)
    differ = commands.add_parser("diff", help="say what a new version changes")
    differ.add_argument("before", type=Path)
    differ.add_argument("after", type=Path)
    differ.set_defaults(command=_diff)
    commands.add_parser("lock", help="lock the versions of the catalogue that are new").set_defaults(command=_lock)
    return parser


def _check(options: argparse.Namespace) -> int:
    # Every pack is looked at, also after a wrong one.
    return int(sum(_is_wrong(path) for path in options.paths or _shipped()) > 0)


def _is_wrong(path: Path) -> bool:
    """Check one pack, say everything about it, and tell whether it has an error or a failing case."""
    procedure = _look(path)
    if procedure is None:
        return True
    results = run_cases(procedure)
    _say(path, (finding for result in results for finding in result.findings))
    level = level_of(procedure).words["vi"]
    print(f"{path}: {procedure.code} v{procedure.version}, {len(results)} cases, {level}")
    for doubt in procedure.uncertain:
        print(f"{path}/procedure.yaml:{doubt.line}: uncertain: {doubt.where}: {doubt.what}")
    return any(not result.passed for result in results)


def _case(options: argparse.Namespace) -> int:
    wrong = False
    for path in options.paths or _shipped():
        procedure = _look(path)
        results = run_cases(procedure) if procedure is not None else []
        wrong |= procedure is None or any(not result.passed for result in results)
        for result in results:
            _report(path, result)
    return int(wrong)


def _report(path: Path, result: CaseResult) -> None:
    print(f"{'ok  ' if result.passed else 'FAIL'} {path}/{result.file}: {result.title}")
    _say(path, result.findings)


def _draw(options: argparse.Namespace) -> int:
    procedure = _look(options.path)
    if procedure is None:
        return 1
    print(draw(procedure.workflow, language=options.language))
    return 0


def _schema(options: argparse.Namespace) -> int:
    if options.write:
        FILE.write_text(schema_text(), encoding="utf-8")
    else:
        print(schema_text(), end="")
    return 0


def _fields(options: argparse.Namespace) -> int:
    if options.write:
        field_guide.FILE.write_text(field_guide.guide_text(), encoding="utf-8")
    else:
        print(field_guide.guide_text(), end="")
    return 0


def _functions(options: argparse.Namespace) -> int:
    if options.write:
        page = function_guide.FILE.read_text(encoding="utf-8")
        function_guide.FILE.write_text(function_guide.page_text(page), encoding="utf-8")
    else:
        print(function_guide.table(), end="")
    return 0


def _diff(options: argparse.Namespace) -> int:
    before, after = _look(options.before), _look(options.after)
    if before is None or after is None:
        return 1
    for change in diff(before, after):
        print(change)
    return 0


def _lock(_options: argparse.Namespace) -> int:
    for name in lock_new():
        print(f"locked {name}")
    return 0


def _shipped() -> list[Path]:
    return [Path(os.path.relpath(one.path)) for one in shipped()]


def _look(path: Path) -> Procedure | None:
    """Load a pack and say its findings."""
    loaded = load(path)
    _say(path, loaded.findings)
    return loaded.procedure


def _say(path: Path, findings: Iterable[Finding]) -> None:
    """Print findings with a path that an editor can follow."""
    folder = path.parent if path.suffix in {".yaml", ".yml"} else path
    for finding in findings:
        print(f"{folder}/{finding}", file=sys.stderr)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        # Whoever reads the output has seen enough: `check | head` is no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
