"""For whom a filing is, where it is for another, and by what right (nộp thay: BLDS 91/2015/QH13 Điều 134 đến 141)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from procedures.definition import Procedure


class Right(StrEnum):
    """By what right somebody files for another."""

    LAW = "law"
    """As father or mother, or as guardian: no mandate is needed, but the proof that the pack names."""
    DOCUMENT = "document"
    """By a written mandate, which is one of the documents."""
    IDENTITY = "identity"
    """By a mandate that the represented person gives with their own e-ID."""


_NAMES: Final[Mapping[str, tuple[str, ...]]] = {"person": ("person_name", "text"), "organisation": ("text",)}
_NUMBERS: Final[Mapping[str, tuple[str, ...]]] = {"person": ("citizen_id",), "organisation": ("tax_code",)}
RELATION: Final[Mapping[str, str]] = MappingProxyType(
    {
        "child": "cha, mẹ nộp cho con",
        "ward": "người giám hộ nộp cho người được giám hộ",
        "person": "nộp thay cá nhân",
        "organisation": "nộp thay tổ chức",
    }
)
"""Whom the applicant stands for, in the words of the papers."""
RIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        Right.LAW: "theo quy định của pháp luật",
        Right.DOCUMENT: "theo văn bản ủy quyền nộp kèm",
        Right.IDENTITY: "theo ủy quyền đã xác nhận bằng định danh điện tử",
    }
)


def owner_answers(procedure: Procedure, represented: Mapping[str, Any] | None) -> dict[str, str]:
    """Return name and number of whoever is represented, in the fields of the owner that can hold them."""
    found = {}
    for key, told, types in (("name", "name", _NAMES), ("citizen_id", "number", _NUMBERS)):
        name, value = procedure.owner.get(key), (represented or {}).get(told)
        if name and value and procedure.form.by_name[name].type in types.get(str((represented or {})["kind"]), ()):
            found[name] = str(value)
    return found


def is_allowed(procedure: Procedure, represented: Mapping[str, Any]) -> bool:
    """Say whether a procedure lets somebody file by this right: a later version may have another opinion."""
    on_behalf = procedure.on_behalf
    if not represented:
        return True
    if not on_behalf.allowed or (on_behalf.kinds and represented["kind"] not in on_behalf.kinds):
        return False
    return represented["by"] != Right.IDENTITY or on_behalf.by_identity


def other_owner(procedure: Procedure, answers: Mapping[str, Any], represented: Mapping[str, Any]) -> str | None:
    """Return the field in which another number stands than that of whoever is represented, if one does."""
    name = procedure.owner.get("citizen_id")
    told = represented.get("number") if represented.get("kind") == "person" else None
    return name if name and told and answers.get(name) not in (None, told) else None


def words_of(represented: Mapping[str, Any]) -> str | None:
    """Return for whom and by what right, as the papers say it; ``None`` where the applicant files for themself."""
    if not represented:
        return None
    whom = ", ".join(str(represented[key]) for key in ("name", "number") if represented.get(key))
    said = f"{RELATION[represented['kind']]}{f' {whom}' if whom else ''}, {RIGHT[represented['by']]}"
    return said[0].upper() + said[1:]
