"""For whom a filing is, where it is for another, and by what right (nộp thay: BLDS 91/2015/QH13 Điều 134 đến 141)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final


class Right(StrEnum):
    """By what right somebody files for another."""

    LAW = "law"
    """As father or mother, or as guardian: no mandate is needed, but the proof that the pack names."""
    DOCUMENT = "document"
    """By a written mandate, which is one of the documents."""
    IDENTITY = "identity"
    """By a mandate that the represented person gives with their own e-ID."""


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


def words_of(represented: Mapping[str, Any]) -> str | None:
    """Return for whom and by what right, as the papers say it; ``None`` where the applicant files for themself."""
    if not represented:
        return None
    whom = ", ".join(str(represented[key]) for key in ("name", "number") if represented.get(key))
    said = f"{RELATION[represented['kind']]}{f' {whom}' if whom else ''}, {RIGHT[represented['by']]}"
    return said[0].upper() + said[1:]
