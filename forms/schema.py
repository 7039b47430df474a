"""The JSON Schema of the form part of a pack, made from the same keys that the parser reads.

An editor uses it for completion; the parser remains the judge, since a schema knows nothing of expressions.
"""

from __future__ import annotations

from typing import Any

from forms.checks import CHECK_KEYS
from forms.fields import REGISTRY, FieldType
from forms.form_keys import BLOCK_KEYS, PAGE_KEYS, field_keys
from forms.key_kinds import LONGEST_TEXT
from forms.keys import Schema, object_schema


def definitions() -> dict[str, Schema]:
    """Return what the schema of a whole pack puts under ``$defs``: text, form, page, check, block, field, column."""
    text: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
    both = {"type": "object", "properties": {"vi": text, "en": text}, "required": ["vi"], "additionalProperties": False}
    return {
        "text": {"anyOf": [text, both], "description": "A Vietnamese text, or {vi: …, en: …}."},
        "form": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/page"}},
        "page": object_schema(PAGE_KEYS),
        "check": object_schema(CHECK_KEYS),
        "block": object_schema(BLOCK_KEYS),
        "field": _any_field(column=False),
        "column": _any_field(column=True),
    }


def _any_field(*, column: bool) -> Schema:
    types = [one for one in REGISTRY.values() if one.in_rows or not column]
    names = [one.name for one in types]
    return {
        "type": "object",
        "properties": {"type": {"enum": names, "description": "The type of the field."}},
        "required": ["type"],
        "allOf": [_when_type(one, column=column) for one in types],
    }


def _when_type(one: FieldType[Any], *, column: bool) -> Schema:
    whole = object_schema(field_keys(one, column=column))
    whole["properties"]["type"] = {"const": one.name, "description": one.about["en"]}
    return {"if": {"properties": {"type": {"const": one.name}}, "required": ["type"]}, "then": whole}
