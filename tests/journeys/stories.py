"""What a person answers in each procedure, from the YAML files beside the tests."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from procedures.catalogue import Shipped, shipped
from tests.shipped import sound

ANSWERS = Path(__file__).with_name("answers")


@dataclass(frozen=True)
class Told:
    """One procedure of the catalogue with the answers of one filing."""

    code: str
    version: int
    title: str
    person: str
    agency: str
    pages: dict[str, dict[str, Any]]
    documents: list[str]
    total: int
    officers: list[dict[str, Any]]
    paper: str
    result: list[str]


@cache
def newest() -> dict[str, Shipped]:
    """Return the newest version of each shipped procedure by its code."""
    return {one.code: one for one in shipped()}


def told(path: Path) -> Told:
    """Read one file of answers; the procedure must be in the catalogue."""
    raw = YAML(typ="safe").load(path)
    found = newest()[raw["procedure"]]
    procedure = sound(found.path)
    return Told(
        code=found.code,
        version=found.version,
        title=procedure.title["vi"],
        person=raw["person"],
        agency=raw["agency"],
        pages=raw["pages"],
        documents=raw.get("documents", []),
        total=raw["total"],
        officers=raw["officers"],
        paper=procedure.result.title["vi"],
        result=raw["result"],
    )


def files() -> list[Path]:
    """Return the files of answers, each of one shipped procedure."""
    return sorted(ANSWERS.glob("*.yaml"))


def procedure_in(path: Path) -> str:
    """Return the code of the procedure that a file of answers is for."""
    return str(YAML(typ="safe").load(path)["procedure"])
