"""Files that the portal keeps: the answer is the list of their ids, and only their number is judged here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from forms.errors import InvalidAnswer
from forms.expressions import TEXTS, ValueType
from forms.fields import widgets
from forms.fields.base import FieldType, Json, Raw, both
from forms.fields.inputs import ManyField, unbound
from forms.key_kinds import WholeKey
from forms.keys import Key, Place, Schema, Wrong, said
from forms.spec import FieldSpec, SamePage

KINDS = ("pdf", "image", "word", "excel", "office", "xml", "zip", "audio", "video")
"""The kinds of file that can be asked for; ``office`` is ``word`` and ``excel`` together."""
_ID = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptKey(Key):
    """The kinds of file that are taken."""

    def read(self, raw: object, place: Place) -> tuple[str, ...]:
        """Return the kinds, each once."""
        del place
        if not isinstance(raw, (list, tuple)) or not raw or not all(kind in KINDS for kind in raw):
            raise Wrong(f"a list of kinds of file is needed, not {said(raw)}", f"some of: {', '.join(KINDS)}")
        return tuple(dict.fromkeys(raw))

    def schema(self) -> Schema:
        """Return the JSON Schema of the list."""
        return {"type": "array", "minItems": 1, "items": {"enum": list(KINDS)}}


@dataclass(frozen=True, slots=True)
class AttachmentOptions:
    """What may be uploaded: kinds, megabytes each, how many."""

    accept: tuple[str, ...] = ("pdf", "image")
    max_mb: int = 20
    min: int = 1
    max: int = 10


class AttachmentField(ManyField):
    """The ids of the files uploaded so far; the portal uploads and removes them."""

    widget: Any = widgets.Hidden()


class AttachmentType(FieldType[AttachmentOptions]):
    """Uploaded files."""

    name = "attachment"
    takes_default = False
    about = both("Tệp tải lên.", "Uploaded files.")
    options_class = AttachmentOptions
    keys = (
        AcceptKey(name="accept", doc="Kinds of file taken.", default=("pdf", "image")),
        WholeKey(name="max_mb", doc="Most megabytes of one file.", least=1, most=200, default=20),
        WholeKey(name="min", doc="How many at least.", most=_MOST, default=1),
        WholeKey(name="max", doc="How many at most.", least=1, most=_MOST, default=10),
    )
    in_rows = False
    required_message = "required_attachment"

    def options(self, values: dict[str, Any], place: Place) -> AttachmentOptions | None:
        """Check that the numbers can be met."""
        own = AttachmentOptions(**values)
        if own.min > own.max:
            place.within("min").wrong(f"min {own.min} is above max {own.max}", "swap them")
        return own

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see a list, whose size is the number of files."""
        del spec
        return TEXTS

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Hidden ids."""
        return unbound(AttachmentField, spec, self, language)

    def read(self, spec: FieldSpec, raw: Raw) -> list[str] | None:
        """Return the ids, each once, when their number fits."""
        own = self.own(spec)
        ids = list(dict.fromkeys(raw))
        if not all(_ID.fullmatch(one) for one in ids):
            raise InvalidAnswer("wrong_kind")
        if not ids:
            return None
        if len(ids) < own.min:
            raise InvalidAnswer("too_few_attachments", least=own.min)
        if len(ids) > own.max:
            raise InvalidAnswer("too_many_attachments", most=own.max)
        return ids

    def typed(self, spec: FieldSpec, value: list[str]) -> Raw:
        """The ids are what is posted."""
        del spec
        return list(value)

    def store(self, spec: FieldSpec, value: list[str]) -> Json:
        """Return the ids."""
        del spec
        return list(value)

    def load(self, spec: FieldSpec, data: Json) -> list[str] | None:
        """Take a list of ids only."""
        if not isinstance(data, list) or not all(isinstance(one, str) for one in data):
            raise InvalidAnswer("wrong_kind")
        return self.read(spec, data)

    def show(self, spec: FieldSpec, value: list[str], language: str) -> str:
        """Return how many there are; their names are the portal's to tell."""
        del spec
        count = len(value)
        return f"{count} tệp" if language == "vi" else f"{count} file{'s' if count != 1 else ''}"


@lru_cache(maxsize=2_048)
def takes_files(same: SamePage) -> bool:
    """Say whether a page asks for files of its own."""
    return any(one.type == AttachmentType.name for one in same.page.fields)
