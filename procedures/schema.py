"""The JSON Schema of ``procedure.yaml``, generated from what the readers know, so that editors can complete.

The reader remains the judge: a schema knows nothing of expressions, of names that must exist, or of a sound workflow.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from forms.schema import definitions
from procedures.definition import Competence, Copies, FeeKind
from procedures.fork_schema import fork_schema
from procedures.look_up_schema import look_up_schema, next_schema
from procedures.money import LARGEST_FEE, Rounding
from procedures.reading import description, documents, fees, head, parties, result
from procedures.situation import CHANNELS
from procedures.vocabulary import (
    ACCEPT,
    APPLICANTS,
    HIGHEST_ASSURANCE,
    LOWEST_ASSURANCE,
    MANDATED,
    ONLINE_LEVELS,
    PACK_KEYS,
    REPRESENTED,
)
from workflows.asking import NO_OPINION, VERDICTS, Answer
from workflows.asking_parsing import ASKED_KEYS, OPINION_KEYS, RULE_KEYS
from workflows.looking_up_parsing import FACT_KEYS
from workflows.opening import WAYS_OUT
from workflows.opening_parsing import OPENING_KEYS
from workflows.spec import Clock, Signature
from workflows.status import BY_NAME
from workflows.vocabulary import ACTION_KEYS, END_KEYS, PACK_EFFECTS, ROLES, SLIPS, STEP_KEYS, WORKFLOW_KEYS

FILE: Final = Path(__file__).with_name("schema.json")

Schema = dict[str, Any]
_NAME: Final[Schema] = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,63}$"}
_WORD: Final[Schema] = {"type": "string", "minLength": 1}
_TEXT: Final[Schema] = {"$ref": "#/$defs/text"}
_STEP: Final[Schema] = {"$ref": "#/$defs/step"}
_FLAG: Final[Schema] = {"type": "boolean"}
_DURATION: Final[Schema] = {
    "type": "string",
    "pattern": r"^(same day|\d+ (working hour|working day|day|month|year)s?)(, cut-off \d{1,2}:\d{2})?$",
    "description": "8 working hours, 3 working days, 30 days, 12 months, or: same day, cut-off 15:00",
}
_EXPRESSION: Final[Schema] = {
    "type": "string",
    "description": "An expression in CEL; see docs/authoring/expressions.md.",
}
_CONDITION: Final[Schema] = {"type": ["boolean", "string"], "description": "true, false, or an expression in CEL."}
_CITATION: Final[Schema] = {**_WORD, "description": "The id of a legal basis, and where in it: luat_ho_tich, Điều 16"}
_DATE: Final[Schema] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def pack_schema() -> Schema:
    """Return the schema of a whole pack."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Procedure pack (gói thủ tục hành chính)",
        **_keys(PACK_KEYS, _pack(), ("procedure", "version", "title", "sector", "competence", "legal_basis", "form")),
        "$defs": definitions() | {"step": {"anyOf": [_step(), fork_schema(_NAME, _TEXT, _STEP)]}},
    }


def schema_text() -> str:
    """Return the schema as the file holds it."""
    return json.dumps(pack_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _keys(names: tuple[str, ...], known: dict[str, Schema], required: tuple[str, ...] = ()) -> Schema:
    """Return the schema of a mapping with exactly these keys; a key that nothing is known of is a mistake here."""
    properties = {name: known[name] for name in names}
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": list(required)} if required else made


def _one_of(*words: str) -> Schema:
    return {"enum": list(words)}


def _some_of(*words: str) -> Schema:
    return {"anyOf": [_one_of(*words), _list(_one_of(*words))]}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _whole(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def _words() -> Schema:
    return {"anyOf": [_WORD, _list(_WORD)]}


def _pack() -> dict[str, Schema]:
    return {
        "procedure": {"type": "string", "pattern": r"^\d\.\d{6}$", "description": "The national code, in quotes."},
        "version": _whole(1, 9_999),
        "title": _TEXT,
        "sector": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
        "competence": _one_of(*Competence),
        "legal_basis": _list(_keys(("id", "text", "article", "uncertain"), _LAW, ("id", "text"))),
        "applicants": _some_of(*APPLICANTS),
        "on_behalf": _on_behalf(),
        "assurance": _whole(LOWEST_ASSURANCE, HIGHEST_ASSURANCE),
        "effective": _keys(("from", "to"), {"from": _DATE, "to": _DATE}),
        "online": _keys(("level", "reason"), {"level": _one_of(*ONLINE_LEVELS), "reason": _TEXT}),
        "description": _description(),
        "form": {"$ref": "#/$defs/form"},
        "documents": _list(_document()),
        "fees": _list(_fee()),
        "time_limit": _time_limit(),
        "facts": {"type": "object", "propertyNames": _NAME, "additionalProperties": _fact()},
        "workflow": _workflow(),
        "result": _result(),
        "filed_form": _filed_form(),
        "delivery": _some_of(*CHANNELS),
        "owner": _keys(("name", "citizen_id", "address"), dict.fromkeys(("name", "citizen_id", "address"), _NAME)),
        "parties": _list(_party()),
        "uncertain": _list(_keys(("about", "what"), {"about": _WORD, "what": _WORD}, ("about", "what"))),
    }


def _fact() -> Schema:
    """Return an expression alone, or one with a title."""
    return {"anyOf": [_EXPRESSION, _keys(FACT_KEYS, {"when": _EXPRESSION, "title": _TEXT}, ("when",))]}


def _on_behalf() -> Schema:
    proof = tuple(kind for kind in REPRESENTED if kind not in MANDATED)
    known: dict[str, Schema] = {
        "allowed": _FLAG,
        "for": _some_of(*REPRESENTED),
        "mandate": _NAME,
        "by_identity": _FLAG,
        "proof": _keys(proof, dict.fromkeys(proof, _NAME)),
    }
    return _keys(head.ON_BEHALF_KEYS, known)


_LAW: Final[dict[str, Schema]] = {"id": _NAME, "text": _TEXT, "article": _WORD, "uncertain": _WORD}


def _description() -> Schema:
    known = {
        **dict.fromkeys(("summary", "authority", "conditions", "fee_note"), _TEXT),
        "how": _list(_TEXT),
        "channels": _some_of(*CHANNELS),
        "keywords": _words(),
        "life_events": _words(),
    }
    return _keys(description.KEYS, known, ("how",))


def _document() -> Schema:
    known: dict[str, Schema] = {
        "id": _NAME,
        "title": _TEXT,
        "hint": _TEXT,
        "copies": _one_of(*Copies),
        "quantity": _whole(1, 100),
        "accept": _some_of(*ACCEPT),
        "max_mb": _whole(1, documents.MOST_MB),
        "min": _whole(1, documents.MOST_FILES),
        "max": _whole(1, documents.MOST_FILES),
        "required": _CONDITION,
        "when": _EXPRESSION,
        "say": _TEXT,
        "law": _CITATION,
        "uncertain": _WORD,
    }
    return _keys(documents.KEYS, known, ("id", "title"))


def _fee() -> Schema:
    reduction = {
        "id": _NAME,
        "when": _EXPRESSION,
        "percent": _whole(1, 100),
        "say": _TEXT,
        "because": _CITATION,
        "proof": _NAME,
    }
    known: dict[str, Schema] = {
        "id": _NAME,
        "kind": _one_of(*FeeKind),
        "title": _TEXT,
        "rate": _whole(0, LARGEST_FEE),
        "amount": {"anyOf": [_whole(0, LARGEST_FEE), _EXPRESSION]},
        "reductions": _list(_keys(fees.REDUCTION_KEYS, reduction, ("when", "percent"))),
        "rounding": _one_of(*Rounding),
        "due": {"anyOf": [_one_of(*fees.MOMENTS), {"type": "string", "pattern": f"^{fees.DUE_AT.pattern}$"}]},
        "clock": _one_of(*Clock),
        "law": _CITATION,
        "uncertain": _WORD,
    }
    return _keys(fees.KEYS, known, ("id", "kind", "title", "amount", "clock"))


def _time_limit() -> Schema:
    said = {"within": _DURATION, "law": _CITATION, "uncertain": _WORD}
    case = _keys(fees.LIMIT_CASE_KEYS, {**said, "when": _EXPRESSION, "say": _TEXT}, ("when", "within", "say"))
    return _keys(fees.LIMIT_KEYS, {**said, "where": _list(case)}, ("within",))


def _party() -> Schema:
    path: Schema = {
        "type": "string",
        "pattern": r"^[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63})?$",
        "description": "A field, a part of a person block (chu.citizen_id), or a column of a table (thanh_vien.so).",
    }
    known: dict[str, Schema] = {
        "name": _NAME,
        "title": _TEXT,
        "citizen_id": path,
        "full_name": path,
        "when": _EXPRESSION,
        "say": _TEXT,
        "confirms": {"anyOf": [{"const": parties.WHOLE}, _list(_NAME)], "description": "all, or pages and fields."},
        "law": _CITATION,
        "uncertain": _WORD,
    }
    return _keys(parties.KEYS, known, ("name", "title", "citizen_id", "full_name"))


def _result() -> Schema:
    known = {
        "title": _TEXT,
        "template": _WORD,
        "number": {**_WORD, "description": "{seq:02d}/{year}; placeholders are a closed list."},
        "series": _NAME,
        "valid_for": _DURATION,
        "archive": {"type": "string", "pattern": r"^(permanent|\d{1,3} years?)$"},
        "law": _CITATION,
        "uncertain": _WORD,
    }
    return _keys(result.KEYS, known, ("title", "number"))


def _filed_form() -> Schema:
    known = {"title": _TEXT, "template": _WORD, "not_printed": _words(), "law": _CITATION, "uncertain": _WORD}
    return _keys(result.FILED_FORM_KEYS, known, ("title",))


def _step() -> Schema:
    reason: Schema = {"anyOf": [_TEXT, _keys(("code", "text"), {"code": _NAME, "text": _TEXT}, ("code", "text"))]}
    reasons: Schema = {"anyOf": [{"const": "required"}, _list(reason), {"type": "object"}]}
    action: dict[str, Schema] = {
        **dict.fromkeys(("title",), _TEXT),
        **dict.fromkeys(("to", "when", "unless", "assign"), _NAME),
        **dict.fromkeys(("accepts", "number", "once", "unattended"), _FLAG),
        "effect": _one_of(*PACK_EFFECTS),
        "needs": _words(),
        "reasons": reasons,
        "paper": _one_of(*sorted(SLIPS), "result"),
        "sign": _one_of(*Signature),
        "clock": _one_of(*Clock),
        "law": _CITATION,
        "within": _DURATION,
        "lapses": _NAME,
        "opens": _opens(),
    }
    rule: Schema = {"anyOf": [_one_of("last_handler", "load"), _keys(("area",), {"area": _NAME}, ("area",))]}
    step: dict[str, Schema] = {
        "title": _TEXT,
        "role": {"anyOf": [_one_of(*ROLES), _NAME]},
        "assigned_by": {"anyOf": [rule, _list(rule)]},
        "status": _one_of(*BY_NAME),
        "within": _DURATION,
        "check": _one_of("documents"),
        "form": _list({"$ref": "#/$defs/field"}),
        "actions": _named(_keys(ACTION_KEYS, action)),
        "automatic": _NAME,
        "opinions": _keys(OPINION_KEYS, _opinions(), ("to", "within", "silence", "clock")),
        "asks_opinions": _keys(RULE_KEYS, _opinions(), ("within", "silence", "clock")),
        "next": _next(),
        "agency": _NAME,
        "opens": _opens(),
        "looks_up": look_up_schema(_NAME, _EXPRESSION, _fact(), _DURATION, _CITATION),
    }
    return _keys(STEP_KEYS, step, ("title", "status"))


def _workflow() -> Schema:
    known: dict[str, Schema] = {
        "start": _NAME,
        "roles": _named(_TEXT),
        "undo": {"type": "string", "pattern": r"^(none|\d{1,2} minutes?)$", "description": "5 minutes, or: none"},
        "agencies": _named(_TEXT),
        "steps": _named(_STEP),
        "ends": _named(_keys(END_KEYS, {"title": _TEXT, "status": _one_of(*BY_NAME)}, ("status",))),
    }
    return _keys(WORKFLOW_KEYS, known, ("steps", "ends"))


def _opinions() -> dict[str, Schema]:
    asked: dict[str, Schema] = {**dict.fromkeys(("agency", "role", "council"), _NAME), "title": _TEXT}
    return {
        "to": _list(_keys(ASKED_KEYS, asked)),
        "within": _DURATION,
        "answers": _list(_one_of(*Answer)),
        "silence": _one_of(*Answer, NO_OPINION),
        "clock": _one_of(*Clock),
        "remind": _DURATION,
        "law": _CITATION,
        "passes": {**_EXPRESSION, "description": "count(dong_y) == asked; see docs/authoring/opinions.md."},
        "about": _words(),
        "question": _TEXT,
        "collective": _FLAG,
    }


def _next() -> Schema:
    """Return the ways out of a step that waits: for opinions, for dossiers elsewhere, or for a register."""
    ways = [_keys(names, dict.fromkeys(names, _NAME), names) for names in (VERDICTS, WAYS_OUT)]
    return {"anyOf": [*ways, next_schema(_NAME), _NAME]}


def _opens() -> Schema:
    words: Schema = {"type": "object", "propertyNames": _NAME, "additionalProperties": _WORD}
    known: dict[str, Schema] = {
        **dict.fromkeys(("name", "agency"), _NAME),
        "procedure": {"type": "string", "pattern": r"^\d\.\d{6}$"},
        "title": _TEXT,
        **dict.fromkeys(("answers", "documents", "brings"), words),
        "within": _DURATION,
        "attach": _FLAG,
        "clock": _one_of(*Clock),
        "law": _CITATION,
    }
    one = _keys(OPENING_KEYS, known, ("procedure", "agency"))
    return {"anyOf": [one, _list(one)]}


def _named(item: Schema) -> Schema:
    return {"type": "object", "propertyNames": _NAME, "additionalProperties": item}
