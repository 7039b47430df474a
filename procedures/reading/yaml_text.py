"""The YAML of a pack, read into plain values together with the place of each.

It is read event by event and without recursion, so that depth, size and anchors are bounded before anything is built.
libyaml reads forty times as fast as ruamel.yaml, but speaks YAML 1.1 and tells mistakes in other words: so it reads
what both read alike, and whatever is unusual or wrong goes to ruamel.yaml.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from procedures.findings import Finding, error
from procedures.reading.yaml_building import Builder, StopReadingError, YamlFile

LARGEST: Final = 1_000_000
"""Bytes of one YAML file."""

_UNUSUAL: Final = re.compile(
    r"""
    [\t\r\x85\u2028\u2029\ufeff]        # what YAML 1.1 takes for blanks, breaks and marks
    | [|>][-+0-9]*[ ]*(\#.*)?$           # a text in lines of its own
    | (^|[\s\[{,:-])[&*][-\w]+[^-\w\s,\]}]  # a name with other signs than letters
    | (^|[\s\[{,:-])!(\s|$)              # a tag that says nothing
    | ["']:\S                            # a key in quotes, with its value behind it
    | ^(\.\.\.|%)                        # the end of a document, a directive
    """,
    re.MULTILINE | re.VERBOSE,
)
"""What libyaml and ruamel.yaml may read in two ways."""

_CURES: Final = (
    ("\\t", "indent with spaces, never with tabs"),
    ("mapping values are not allowed", "put the text into quotes: inside it ': ' reads as a key"),
    ("could not find expected ':'", "a key is followed by ': '; put longer texts into quotes"),
    ("unexpected end of stream", "close the quote or bracket that was opened"),
    ("expected <block end>", "keys of one mapping start in the same column; put a text with quotes inside into quotes"),
    ("expected ',' or", "separate by commas and close the bracket; put a text with ': ' or ', ' into quotes"),
    ("cannot start any token", "put the text into quotes"),
    ("special characters are not allowed", "remove the control character"),
)


def read_yaml(content: bytes, file: str) -> tuple[YamlFile | None, list[Finding]]:
    """Read one YAML 1.2 file; texts come as NFC, keys as texts. ``None`` when it cannot be read at all."""
    if len(content) > LARGEST:
        cure = f"keep it below {LARGEST // 1000} KB"
        return None, [error(file, f"the file has {len(content)} bytes, too many for a pack", cure)]
    try:
        text = unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        column = wrong.start - (content.rfind(b"\n", 0, wrong.start) + 1) + 1
        return None, [error(file, "the file is not UTF-8", "save it as UTF-8", line=line, column=column)]
    return _read(text, file)


def _read(text: str, file: str) -> tuple[YamlFile | None, list[Finding]]:
    quick = None if _UNUSUAL.search(text) else _quickly(text, file)
    return (quick, []) if quick is not None else _thoroughly(text, file)


def _quickly(text: str, file: str) -> YamlFile | None:
    """Return what libyaml reads; ``None`` as soon as there is anything to say, or a value of no letters."""
    builder = Builder(file)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            # Where nothing at all is written, the place of it is a matter of opinion.
            if isinstance(event, yaml.ScalarEvent) and not event.value and event.implicit[0]:
                return None
            builder.take(event)
    except (StopReadingError, yaml.YAMLError):
        return None
    return None if builder.findings else builder.done()


def _thoroughly(text: str, file: str) -> tuple[YamlFile | None, list[Finding]]:
    builder = Builder(file)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except StopReadingError as stop:
        return None, [*builder.findings, stop.finding]
    except (YAMLError, ValueError, IndexError, AttributeError, NotImplementedError) as wrong:
        return None, [*builder.findings, _syntax(wrong, text, file)]
    return builder.done(), builder.findings


def _syntax(wrong: Exception, text: str, file: str) -> Finding:
    """Return what the YAML library complains of, with a cure where the cause is a usual one."""
    mark = wrong.problem_mark or wrong.context_mark if isinstance(wrong, MarkedYAMLError) else None
    said = (wrong.problem if isinstance(wrong, MarkedYAMLError) else None) or str(wrong).split("\n", 1)[0]
    cure = next((cure for part, cure in _CURES if part in said), "see docs/authoring/pack.md for the syntax")
    position = getattr(wrong, "position", None)
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    elif isinstance(position, int):
        line, column = text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
    else:
        line, column = 1, 1
    return error(file, f"this is not YAML: {said}", cure, line=line, column=column)
