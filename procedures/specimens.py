"""A form with every field filled in, shortly or at length: what a publisher's preview shows beside the golden cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from ruamel.yaml import YAML

from forms.errors import InvalidAnswer
from forms.fields import REGISTRY
from forms.fields.block import BlockType
from forms.fields.matrix import MatrixType
from forms.fields.rows import RowsType
from forms.spec import FieldSpec, FormSpec

SHORT: Final = "short"
LONG: Final = "long"
LENGTHS: Final = (SHORT, LONG)

_MOST_ROWS: Final = 12
_MOST_LETTERS: Final = 300
_SHORT_WORDS: Final = "Mẫu"
_LONG_WORDS: Final = (
    "Nội dung mẫu dài để xem dòng chữ xuống hàng ra sao trên giấy, kể cả những chữ có dấu như ẵ, ệ, ữ; "
)
_LONG_NAME: Final = "Công Tằng Tôn Nữ Nguyễn Hoàng Phương Khánh Quỳnh"
_SHORT_NAME: Final = "Lê An"
_LONG_DETAIL: Final = "Số nhà 128/15/7, ngách 36, ngõ 245, đường Nguyễn Thị Minh Khai, tổ dân phố số 12"


def filled_in(form: FormSpec, length: str) -> dict[str, Any]:
    """Return an answer, as JSON, to every field of a form for which one can be made up, whatever its conditions say."""
    made = ((one.name, _answer(one, length)) for one in form.fields() if REGISTRY[one.type].asked)
    return {name: answer for name, answer in made if answer is not None}


def _answer(one: FieldSpec, length: str) -> Any:
    """Return the JSON of an answer that the field can hold, or ``None``."""
    for answer in _candidates(one, length):
        try:
            if REGISTRY[one.type].load(one, answer) is not None:
                return answer
        except (InvalidAnswer, ValueError, TypeError):
            continue
    return None


def _candidates(one: FieldSpec, length: str) -> Iterable[Any]:
    kind: Any = REGISTRY[one.type]
    if isinstance(kind, RowsType):
        yield _rows(one, kind, length)
    elif isinstance(kind, BlockType):
        yield _filled((part for part, _ in kind.members(one)), length)
    elif isinstance(kind, MatrixType):
        own = kind.own(one)
        yield {line.name: _farthest([option.code for option in own.options], length) for line in own.lines}
    else:
        yield from _plain(one, length)


def _plain(one: FieldSpec, length: str) -> Iterable[Any]:
    made = _MADE.get(one.type)
    if made is not None:
        yield from made(one, length)
    yield from _chosen(one, length)
    yield _example(one.type)
    yield from (most for most in (_bound(one, "max"), _bound(one, "min")) if most is not None)


def _rows(one: FieldSpec, kind: RowsType, length: str) -> list[dict[str, Any]]:
    own = kind.own(one)
    count = min(own.max, _MOST_ROWS) if length == LONG else max(own.min, 1)
    row = _filled((column for column, _ in kind.each(one)), length)
    return [{**row, "_id": str(number)} for number in range(1, count + 1)]


def _filled(parts: Iterable[FieldSpec], length: str) -> dict[str, Any]:
    made = ((part.name, _answer(part, length)) for part in parts if REGISTRY[part.type].asked)
    return {name: answer for name, answer in made if answer is not None}


def _chosen(one: FieldSpec, length: str) -> Iterable[Any]:
    """Return the option with most words, or the first one; as many as may be where several may."""
    kind: Any = REGISTRY[one.type]
    if hasattr(kind, "choices"):
        codes = [code for code, _ in sorted(kind.choices(one, "vi"), key=lambda pair: len(pair[1]))]
        yield from ([_farthest(codes, length)], _farthest(codes, length), codes) if codes else ()
    elif hasattr(kind.own(one), "entries"):
        names: Mapping[str, Mapping[str, str]] = kind.own(one).entries.names
        yield _farthest(sorted(names, key=lambda code: len(names[code]["vi"])), length)


def _farthest(codes: list[str], length: str) -> str:
    return codes[-1] if length == LONG else codes[0]


def _words(one: FieldSpec, length: str) -> Iterable[str]:
    if length == SHORT:
        yield _SHORT_WORDS
    most: int = min(REGISTRY[one.type].own(one).max_length, _MOST_LETTERS)
    yield (_LONG_WORDS * 4)[:most].strip()


def _name(_one: FieldSpec, length: str) -> Iterable[str]:
    yield _LONG_NAME if length == LONG else _SHORT_NAME


def _address(one: FieldSpec, length: str) -> Iterable[Any]:
    example = _example(one.type)
    if length == LONG:
        yield {**example, "detail": _LONG_DETAIL}
    yield {name: part for name, part in example.items() if name != "detail"}


def _truth(_one: FieldSpec, _length: str) -> Iterable[bool]:
    yield True


_MADE: Final[Mapping[str, Callable[[FieldSpec, str], Iterable[Any]]]] = MappingProxyType(
    {
        "text": _words,
        "long_text": _words,
        "person_name": _name,
        "address": _address,
        "yes_no": _truth,
        "declaration": _truth,
    }
)


def _bound(one: FieldSpec, name: str) -> Any:
    bound = getattr(one.options, name, None)
    return bound if isinstance(bound, int) else None


@cache
def _example(kind: str) -> Any:
    """Return the answer of the authors' guide, as JSON."""
    example = REGISTRY[kind].example
    return _plain_json(YAML(typ="safe").load(example.answer)) if example else None


def _plain_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return {name: _plain_json(part) for name, part in value.items()} if isinstance(value, dict) else value
