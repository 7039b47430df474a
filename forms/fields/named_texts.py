"""Answers of several texts, each under the name of its part: an address, an account, a signature."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

from forms.errors import InvalidAnswer
from forms.fields.base import FieldType, Json, Own, Raw
from forms.spec import FieldSpec


class NamedTexts(FieldType[Own]):
    """What all of them share: how the parts are typed again, kept, and taken back."""

    @abstractmethod
    def names(self, spec: FieldSpec) -> Iterable[str]:
        """Return the name of each part, in the order of asking."""

    def typed(self, spec: FieldSpec, value: dict[str, str]) -> Raw:
        """Return what stands in each box; one that was left empty stays so."""
        return {name: value.get(name, "") for name in self.names(spec)}

    def store(self, spec: FieldSpec, value: dict[str, str]) -> Json:
        """Return the parts that are there by name."""
        del spec
        return dict(value)

    def load(self, spec: FieldSpec, data: Json) -> dict[str, str] | None:
        """Take a mapping of texts only."""
        if not isinstance(data, dict) or not all(isinstance(part, str) for part in data.values()):
            raise InvalidAnswer("wrong_kind")
        read: dict[str, str] | None = self.read(spec, data)
        return read
