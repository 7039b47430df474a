"""Random packs of the language, each with a second opinion: what of it a person may be asked, worked out by hand.

The second opinion knows nothing of CEL or of the portal's walk over a form. It reads the very conditions that the pack
was written from, with three truths: true, false, and ``None`` for what nobody has answered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ruamel.yaml
from hypothesis import strategies as st

from procedures.definition import Procedure
from procedures.loader import load
from tests.procedures.samples import TEMPLATE, YAML

CODES = ("a", "b", "c")
Truth = bool | None


@dataclass(frozen=True)
class Condition:
    """``is`` (a choice has a code), ``over`` (a number is above), ``answered``; ``and``, ``or``, ``not`` of parts."""

    kind: str
    name: str = ""
    than: str | int = 0
    parts: tuple[Condition, ...] = ()

    @property
    def cel(self) -> str:
        match self.kind:
            case "is":
                return f"{self.name} == '{self.than}'"
            case "over":
                return f"{self.name} > {self.than}"
            case "answered":
                return f"answered({self.name})"
            case "not":
                return f"!({self.parts[0].cel})"
        return (" && " if self.kind == "and" else " || ").join(f"({part.cel})" for part in self.parts)

    def truth(self, answers: Mapping[str, Any]) -> Truth:
        if self.kind == "answered":
            return self.name in answers
        if self.kind in {"is", "over"}:
            if self.name not in answers:
                return None
            value = answers[self.name]
            return bool(value == self.than if self.kind == "is" else value > self.than)
        truths = [part.truth(answers) for part in self.parts]
        if self.kind == "not":
            return None if truths[0] is None else not truths[0]
        decides = self.kind == "or"
        return decides if decides in truths else None if None in truths else not decides


@dataclass(frozen=True)
class Asked:
    """One field: ``choice``, ``number``, or ``computed`` (one more than the number it is ``of``)."""

    name: str
    kind: str
    when: Condition | None = None
    required: Condition | bool = True
    options: Mapping[str, Condition] = field(default_factory=dict)
    of: str = ""

    def as_pack(self) -> dict[str, Any]:
        made: dict[str, Any] = {"name": self.name, "label": self.name.upper()}
        if self.when is not None:
            made["when"] = self.when.cel
        if self.kind == "computed":
            return {**made, "type": "computed", "value": f"{self.of} + 1"}
        made["required"] = self.required if isinstance(self.required, bool) else self.required.cel
        if self.kind == "number":
            return {**made, "type": "integer"}
        options = [{"code": code, "text": code.upper()} for code in CODES]
        for option in options:
            if option["code"] in self.options:
                option["when"] = self.options[option["code"]].cel
        return {**made, "type": "choice", "options": options}

    def left(self, answers: Mapping[str, Any], typed: Mapping[str, Any]) -> Any:
        """Return the answer that stays, given those before it."""
        if self.kind == "computed":
            return answers[self.of] + 1 if self.of in answers else None
        value = typed.get(self.name)
        condition = self.options.get(str(value)) if self.kind == "choice" else None
        return value if condition is None or condition.truth(answers) is True else None


@dataclass(frozen=True)
class Seen:
    """What a person is asked by the second opinion."""

    fields: frozenset[str]
    required: frozenset[str]
    answers: dict[str, Any]


@dataclass(frozen=True)
class RandomPack:
    """Pages of fields; a fee of a thousand đồng for each number, and a document for each choice."""

    pages: Sequence[tuple[Condition | None, Sequence[Asked]]]

    def fields(self) -> list[Asked]:
        return [one for _, fields in self.pages for one in fields]

    def seen(self, typed: Mapping[str, Any]) -> Seen:
        fields, required, answers = set(), set(), dict[str, Any]()
        for when, asked in self.pages:
            if when is not None and when.truth(answers) is not True:
                continue
            for one in asked:
                if one.when is not None and one.when.truth(answers) is not True:
                    continue
                fields.add(one.name)
                needs = one.required if isinstance(one.required, bool) else one.required.truth(answers)
                if needs and one.kind != "computed":
                    required.add(one.name)
                value = one.left(answers, typed)
                if value is not None:
                    answers[one.name] = value
        return Seen(frozenset(fields), frozenset(required), answers)

    def load(self) -> Procedure:
        whole = ruamel.yaml.YAML(typ="safe").load(YAML)
        numbers = [one.name for one in self.fields() if one.kind != "choice"]
        whole["form"] = [
            {
                "page": f"p{number}",
                "title": "P",
                "fields": [one.as_pack() for one in fields],
                **({"when": when.cel} if when is not None else {}),
            }
            for number, (when, fields) in enumerate(self.pages)
        ]
        whole["fees"] = [
            {
                "id": f"phi_{name}",
                "kind": "fee",
                "title": "Phí",
                "amount": f"{name} * 1000",
                "clock": "run",
                "law": "luat",
            }
            for name in numbers
        ]
        whole["documents"] = [
            {"id": "uy_quyen", "title": "U", "when": "filed_on_behalf"},
            *(
                {"id": f"giay_{one.name}", "title": "G", "when": f"{one.name} == 'a'"}
                for one in self.fields()
                if one.kind == "choice"
            ),
        ]
        whole["owner"] = {"name": self.fields()[0].name}
        whole["facts"] = {}
        template = TEMPLATE.partition("{% block")[0] + "{% block body %}{% endblock %}\n"
        loaded = load({"procedure.yaml": json.dumps(whole).encode(), "result.html": template.encode()})
        assert loaded.procedure is not None, loaded.findings
        return loaded.procedure


@st.composite
def packs(draw: st.DrawFn) -> RandomPack:
    """Draw a pack in which any page, field, option and requirement may hang on anything asked before it."""
    known: dict[str, str] = {}
    pages = []
    for _ in range(draw(st.integers(1, 4))):
        when = draw(conditions(known))
        fields = []
        for _ in range(draw(st.integers(1, 4))):
            one = draw(fields_after(known))
            known[one.name] = one.kind
            fields.append(one)
        pages.append((when, fields))
    return RandomPack(pages)


@st.composite
def fields_after(draw: st.DrawFn, known: Mapping[str, str]) -> Asked:
    name = f"f{len(known)}"
    numbers = [other for other, kind in known.items() if kind != "choice"]
    kind = draw(st.sampled_from(["choice", "number", "computed"] if numbers else ["choice", "number"]))
    when = draw(conditions(known))
    if kind == "computed":
        return Asked(name, kind, when, of=draw(st.sampled_from(numbers)))
    required = draw(conditions(known))
    options = {}
    if kind == "choice":
        options = {code: found for code in CODES if (found := draw(conditions(known))) and draw(st.booleans())}
    return Asked(name, kind, when, draw(st.booleans()) if required is None else required, options)


@st.composite
def conditions(draw: st.DrawFn, known: Mapping[str, str]) -> Condition | None:
    if not known or draw(st.booleans()):
        return None
    leaves = st.sampled_from(sorted(known)).flatmap(lambda name: _leaf(name, known[name]))
    whole = st.recursive(leaves, _joined, max_leaves=4)
    return draw(whole)


def _leaf(name: str, kind: str) -> st.SearchStrategy[Condition]:
    own = (
        st.sampled_from(CODES).map(lambda code: Condition("is", name, code))
        if kind == "choice"
        else st.integers(0, 4).map(lambda least: Condition("over", name, least))
    )
    return own | st.just(Condition("answered", name))


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    pair = st.tuples(st.sampled_from(["and", "or"]), parts, parts)
    return pair.map(lambda one: Condition(one[0], parts=one[1:])) | parts.map(
        lambda one: Condition("not", parts=(one,))
    )


def answers_for(pack: RandomPack) -> st.SearchStrategy[dict[str, Any]]:
    """Return typed values for any of the fields, asked or not, those of computed fields included."""
    values = {one.name: st.sampled_from(CODES) if one.kind == "choice" else st.integers(0, 5) for one in pack.fields()}
    return st.fixed_dictionaries({}, optional=values)
