"""The answers that a source may tell: of whole fields, and of the boxes of blocks.

One is named by its field (``ho_ten``), or by block and box (``nguoi_nop.full_name``).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.fields import REGISTRY
from forms.fields.block import BlockType
from forms.spec import FieldSpec


@dataclass(frozen=True, slots=True)
class Sourced:
    """One answer that some source may tell."""

    key: str
    field: FieldSpec
    """What holds the answer: the field itself, or the box."""
    within: FieldSpec
    """The field of the form: the block of a box."""

    @property
    def correctable(self) -> str | None:
        """Return the legal basis on which a person may say that what is known is wrong."""
        return self.within.correctable

    @property
    def input(self) -> str:
        """Return the name of its input on the page."""
        return self.key.replace(".", "-")

    @property
    def is_box(self) -> bool:
        """Say whether it is a box of a block."""
        return self.field is not self.within

    def is_about(self, whom: str, path: str) -> bool:
        """Say whether a source that tells of ``whom`` may fill it by ``path``: a person's block with no company."""
        kind = REGISTRY[self.within.type]
        return not isinstance(kind, BlockType) or kind.whom == whom or not is_held(self, path)


def sourced(fields: Iterable[FieldSpec]) -> Iterator[Sourced]:
    """Yield every answer of the fields that some source may tell, in the order of asking."""
    for one in fields:
        if one.sources:
            yield Sourced(one.name, one, one)
        kind = REGISTRY[one.type]
        if isinstance(kind, BlockType):
            yield from (Sourced(f"{one.name}.{part.name}", part, one) for part, _ in kind.members(one) if part.sources)


def is_held(one: Sourced, path: str) -> bool:
    """Say whether a path tells what its source holds of whom the block is about, under the name of that very box."""
    kind = REGISTRY[one.within.type]
    source, _, name = path.partition(".")
    return isinstance(kind, BlockType) and one.is_box and kind.boxes[one.field.name].held.get(source) == name


def is_whole(one: FieldSpec, told: Container[str]) -> bool:
    """Say whether every box of a block was told."""
    kind = REGISTRY[one.type]
    return isinstance(kind, BlockType) and all(f"{one.name}.{part.name}" in told for part, _ in kind.members(one))


def field_of(key: str) -> str:
    """Return the name of the field of the form that an answer belongs to."""
    return key.partition(".")[0]


def answer_at(answers: Mapping[str, Any], key: str) -> Any:
    """Return an answer, or what stands in a box of one."""
    name, _, box = key.partition(".")
    answer = answers.get(name)
    return answer if not box or answer is None else answer.get(box)


def with_told(answers: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers with what was told in its places."""
    merged = dict(answers)
    for key, value in told.items():
        name, _, box = key.partition(".")
        merged[name] = {**(merged.get(name) or {}), box: value} if box else value
    return merged
