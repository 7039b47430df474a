"""Templates of papers, run in a sandbox: their authors are agencies, not us.

A template sees values and a closed list of filters. It reaches no file, no network and no Python object: attributes of
strings and numbers are out of reach, only a mapping's own reading methods may be called, and what grows without bound
is refused.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import jinja2
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from portal.papers import words
from portal.papers.base import TemplateError

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates"
OURS: Final = "papers/"
"""The prefix of our own templates; a pack can neither hide nor replace them."""

MAX_HTML: Final = 2_000_000
"""Letters of HTML that one paper may have."""
MAX_TEMPLATE: Final = 500_000
MAX_RANGE: Final = 1_000

_KEPT_FILTERS: Final = (
    "default", "d", "length", "count", "join", "first", "last", "list", "lower", "upper", "trim", "sort", "map",
    "select", "selectattr", "reject", "rejectattr", "groupby", "batch", "items", "int", "round", "sum", "string",
    "escape", "e", "unique", "reverse", "min", "max", "wordcount", "striptags",
)  # fmt: skip
_MAPPING_METHODS: Final = frozenset({"get", "items", "keys", "values"})


class Words(dict[str, Any]):
    """Answers by field name, in which an unanswered field is empty words, not a mistake of the template."""

    def __missing__(self, key: str) -> str:
        return ""


class PaperEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, closed further."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether ``obj.attr`` may be read: reading methods of a mapping, and what Jinja itself offers."""
        if isinstance(obj, str | bytes | int | float):
            return False
        if isinstance(obj, Mapping):
            return attr in _MAPPING_METHODS
        return super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether ``obj()`` may be called: macros, blocks, our own functions, and a mapping's reading methods."""
        owner = getattr(obj, "__self__", None)
        if isinstance(owner, Mapping):
            return True
        return isinstance(obj, Macro) or super().is_safe_callable(obj)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Compute ``left operator right``, on numbers of a human size or on two texts to be joined."""
        texts = isinstance(left, str) and isinstance(right, str)
        numbers = all(isinstance(side, int | float) and abs(side) < 10**15 for side in (left, right))
        if operator == "**" or not (numbers or (texts and operator == "+")):
            raise TemplateError(f"A paper's template may not compute “{operator}” on these values")
        return super().call_binop(context, operator, left, right)


def render_html(name: str, context: Mapping[str, Any], *, pack: Mapping[str, bytes] | None = None) -> str:
    """Return the HTML of the template ``name`` of ``pack``, or of ours, as NFC.

    Raises ``TemplateError`` with the place when the template is wrong, misses a value, or grows too long.
    """
    environment = _environment_for(pack)
    try:
        template = environment.get_template(name)
        return unicodedata.normalize("NFC", _collect(template.generate(_plain(context))))
    except TemplateError as error:
        error.template, error.line = error.template or name, error.line or _line_of(error)
        raise
    except jinja2.TemplateSyntaxError as error:
        raise TemplateError(error.message or "Syntax error", template=error.name, line=error.lineno) from error
    except jinja2.TemplateNotFound as error:
        raise TemplateError(f"There is no template “{error.name}”", template=name) from error
    except (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise TemplateError(str(error), template=name, line=_line_of(error)) from error


def _collect(pieces: Any) -> str:
    """Join what the template yields, and stop when it is longer than a paper can be."""
    out: list[str] = []
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > MAX_HTML:
            raise TemplateError(f"The paper is longer than {MAX_HTML} letters of HTML")
        out.append(piece)
    return "".join(out)


def _plain(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return the context with answers in which nothing is missing."""
    plain = dict(context)
    plain["answers"] = Words(plain.get("answers") or {})
    return plain


def _line_of(error: BaseException) -> int | None:
    """Return the line of the template in which ``error`` was raised, as Jinja's rewritten traceback tells it."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if "__jinja_template__" in trace.tb_frame.f_globals or trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _environment_for(pack: Mapping[str, bytes] | None) -> PaperEnvironment:
    """Return the environment that knows our templates, and those of ``pack`` when there is one."""
    if pack is None:
        return _ours()
    return _environment_of(frozenset((name, source) for name, source in pack.items() if name.endswith(".html")))


@lru_cache(maxsize=128)
def _environment_of(templates: frozenset[tuple[str, bytes]]) -> PaperEnvironment:
    """Return the environment of a pack's templates; they are compiled once, as long as the pack is in use."""
    sources = dict(templates)

    def load(name: str) -> str | None:
        return None if name.startswith(OURS) or name not in sources else _decode(name, sources[name])

    loader = jinja2.ChoiceLoader([jinja2.FunctionLoader(load), _our_loader()])
    return _ours().overlay(loader=loader, cache_size=40)


def _decode(name: str, source: bytes) -> str:
    """Return the source of a pack's template; raise ``TemplateError`` when it is too long or not UTF-8."""
    if len(source) > MAX_TEMPLATE:
        raise TemplateError(f"The template is longer than {MAX_TEMPLATE} bytes", template=name)
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TemplateError("The template is not UTF-8", template=name) from error


@cache
def _our_loader() -> jinja2.BaseLoader:
    """Return the loader of our own templates, which all lie under ``papers/``."""
    return jinja2.PrefixLoader({"papers": jinja2.FileSystemLoader(TEMPLATES / "papers")})


@cache
def _ours() -> PaperEnvironment:
    """Return the environment of our own templates, made once a process."""
    environment = PaperEnvironment(
        loader=_our_loader(),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    kept = {name: environment.filters[name] for name in _KEPT_FILTERS}
    environment.filters = {**kept, **_FILTERS}
    environment.globals = {"range": _short_range}
    return environment


def _short_range(*arguments: int) -> Sequence[int]:
    """Return ``range(...)``, refused when it is longer than any paper needs."""
    steps = range(*arguments)
    if len(steps) > MAX_RANGE:
        raise TemplateError(f"A loop may have at most {MAX_RANGE} turns")
    return steps


_FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "w3c": words.w3c,
    "two_digits": words.two_digits,
    "date_vi": words.date_vi,
    "date_short": words.date_short,
    "time_vi": words.time_vi,
    "clock": words.clock,
    "money": words.money,
    "number_in_words": words.number_in_words,
    "amount_in_words": words.amount_in_words,
    "capital": words.capital,
    "even_lines": words.even_lines,
    "full_stop": words.full_stop,
    "territory": words.territory,
}
