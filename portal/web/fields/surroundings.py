"""What a page of a pack's form knows beside the form: what is required now, and which answers hang together."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as default
from types import MappingProxyType

from forms.expressions import Expression
from forms.spec import FieldSpec, FormSpec, say
from forms.visibility import Because, Visible
from portal.web.fields.rows import Upload
from portal.web.language import gettext


@dataclass(frozen=True, slots=True)
class Known:
    """An answer that the state has already: shown, not asked."""

    words: str
    source: str
    """Where it comes from, in words: "Cơ sở dữ liệu quốc gia về dân cư"."""


@dataclass(frozen=True, slots=True)
class Around:
    """What ``draw`` is told beside the form itself."""

    asks: Container[str] = ()
    """Names of the fields on whose answer other parts hang."""
    required: Container[str] | None = None
    """Names of the fields that have to be answered now; without it the specification says it."""
    why: Mapping[str, str] = default(default_factory=dict)
    """For a conditional field: which answer called it, in words."""
    known: Mapping[str, Known] = default(default_factory=dict)
    uploads: Mapping[str, Iterable[Upload]] = default(default_factory=dict)

    def with_uploads(self, uploads: Mapping[str, Iterable[Upload]]) -> "Around":
        """Return the same with the files that are already with the portal, by field."""
        return replace(self, uploads=uploads)


def around(
    spec: FormSpec, visible: Visible, language: str, known: Mapping[str, Known] = MappingProxyType({})
) -> Around:
    """Return what a page of ``spec`` is drawn with while ``visible`` holds."""
    why = {name: _because(causes, language) for name, causes in visible.why.items() if causes}
    return Around(asks=asking(spec), required=visible.required, why=why, known=known)


def asking(spec: FormSpec) -> frozenset[str]:
    """Return the names of the fields that any condition or computed value reads."""
    found = _ASKING.get(id(spec))
    if found is None or found[0] is not spec:
        names = frozenset(name for expression in _expressions(spec) for name in expression.reads)
        if len(_ASKING) >= _MOST_KEPT:
            _ASKING.clear()
        _ASKING[id(spec)] = found = (spec, names)
    return found[1]


_ASKING: dict[int, tuple[FormSpec, frozenset[str]]] = {}
_MOST_KEPT = 1_000


def _expressions(spec: FormSpec) -> Iterator[Expression]:
    for page in spec.pages:
        for field in page.fields:
            yield from _of_field(field)


def _of_field(field: FieldSpec) -> Iterator[Expression]:
    for one in (field.when, field.required, getattr(field.options, "value", None)):
        if isinstance(one, Expression):
            yield one


def _because(causes: Iterable[Because], language: str) -> str:
    said = [
        gettext(
            "bạn trả lời “%(answer)s” ở mục “%(question)s”",
            answer=say(one.shown, language),
            question=say(one.label, language),
        )
        for one in causes
    ]
    return "; ".join(said)
