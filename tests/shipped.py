"""The shipped packs, each read once in a process of the tests: a definition is frozen, so all may look at it."""

from functools import cache
from pathlib import Path

from procedures.cases import parsing
from procedures.cases.spec import Case
from procedures.definition import Procedure
from procedures.loader import Loaded, load


@cache
def loaded(pack: Path) -> Loaded:
    """Return what became of the pack in a folder."""
    return load(pack)


@cache
def sound(pack: Path) -> Procedure:
    """Return the procedure of a pack without mistakes."""
    procedure = loaded(pack).procedure
    assert procedure is not None, "\n".join(map(str, loaded(pack).findings))
    return procedure


@cache
def cases(pack: Path) -> tuple[Case, ...]:
    """Return the golden cases of a sound pack."""
    found, findings = parsing.read_cases(sound(pack))
    assert findings == []
    return tuple(found)
