"""The authors' page about the types of fields, ``docs/authoring/fields.md``, made from the types themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from forms.expressions import Kind, ValueType
from forms.fields import REGISTRY, FieldType
from forms.fields.base import Example
from forms.keys import Key
from forms.parsing import parse_form
from forms.spec import FieldSpec, say
from procedures.reading.yaml_text import read_yaml
from procedures.situation import SITUATION

FILE: Final = Path(__file__).parent.parent / "docs" / "authoring" / "fields.md"
PICTURES: Final = FILE.parent / "pictures"
"""How each type looks on a phone; ``python -m tools.field_pictures`` takes them."""
BESIDE: Final = (
    {"name": "ngay_sinh", "type": "partial_date", "label": "Ngày sinh"},
    {"name": "gioi_tinh", "type": "sex", "label": "Giới tính"},
    {"name": "quoc_tich", "type": "nationality", "label": "Quốc tịch"},
)
"""Fields that the examples refer to."""

_HEAD = """# Các loại trường, từng loại một

*Trang này do `python -m procedures fields --write` viết từ chính chương trình đọc gói; đừng sửa tay.*
*Written by that command from the types themselves; not to be edited by hand.*

Mỗi loại có: một trường viết trong gói và ảnh của nó trên điện thoại, các khóa riêng, câu trả lời như trường hợp mẫu
(`cases/*.yaml`) ghi, câu trả lời như người dân và cán bộ đọc, và một điều kiện đọc câu trả lời. Các khóa chung của mọi
trường ở [pack.md](pack.md), điều kiện ở [expressions.md](expressions.md). Bảng, các khối, đoạn chữ xen giữa và tệp tải
lên ở [blocks.md](blocks.md).

Each type has: a field as a pack writes it, a picture of it on a phone, its own keys, an answer as a golden case holds
it, the same as people read it, and a condition that reads it.
"""


def guide_text() -> str:
    """Return the page."""
    sections = [_section(one, example) for one, example in with_examples()]
    return "\n".join([_HEAD, *sections]).rstrip() + "\n"


def with_examples() -> Iterator[tuple[FieldType[Any], Example]]:
    """Yield every type that has an example of its own, in the order in which they are registered."""
    for one in REGISTRY.values():
        example = vars(type(one)).get("example")
        if isinstance(example, Example):
            yield one, example


def field_of(example: Example) -> FieldSpec:
    """Return the field of an example, read among those that it may refer to; raise ``ValueError`` when it is wrong."""
    raw: Any = plain(example.field)
    beside = [one for one in BESIDE if one["name"] != raw["name"]]
    spec, problems = parse_form([{"page": "trang", "title": "Trang", "fields": [*beside, raw]}], situation=SITUATION)
    if spec is None:
        raise ValueError(f"{example.field}: {problems}")
    return spec.by_name[raw["name"]]


def plain(yaml: str) -> object:
    """Return the value of one line of YAML, as the reader of packs sees it."""
    read, findings = read_yaml(f"x: {yaml}".encode(), "example.yaml")
    if read is None or not isinstance(read.data, dict):
        raise ValueError(f"{yaml}: {findings}")
    return read.data["x"]


def _section(one: FieldType[Any], example: Example) -> str:
    spec = field_of(example)
    shown = one.show(spec, one.load(spec, plain(example.answer)), "vi")
    kind = one.value_type(spec)
    lines = [
        f"## `{one.name}`",
        "",
        f"{one.about['vi']} *{one.about['en']}*",
        "",
        "```yaml",
        f"- {example.field}",
        "```",
        "",
        f"![{_in_words(spec, shown)}]({PICTURES.name}/{one.name}.webp)",
        "",
        *_keys(one.keys),
        f"- Trong trường hợp mẫu (in a golden case): `{spec.name}: {example.answer}`",
        f"- Người đọc thấy (in words): {shown}",
        f"- Điều kiện (a condition): `{example.condition}`",
        f"- Biểu thức đọc được (expressions see): {_sees(kind) if kind else 'nothing'}",
        "",
    ]
    return "\n".join(lines)


def _in_words(spec: FieldSpec, shown: str) -> str:
    """Say what the picture of a field shows."""
    return f"Trên điện thoại: “{say(spec.label, 'vi')}”, đã trả lời: {shown} (on a phone, answered)"


def _keys(keys: Sequence[Key]) -> list[str]:
    if not keys:
        return []
    rows = [f"| `{key.name}` | {key.doc} | {_without(key)} |" for key in keys]
    return ["| khóa (key) | | không ghi thì (when left out) |", "|---|---|---|", *rows, ""]


def _without(key: Key) -> str:
    if key.needed:
        return "phải có (needed)"
    if key.default is None or key.default == ():
        return "—"
    if isinstance(key.default, bool):
        return str(key.default).lower()
    return f"[{', '.join(key.default)}]" if isinstance(key.default, tuple) else str(key.default)


def _sees(kind: ValueType) -> str:
    """Say what an expression sees, in the words of its own messages."""
    if kind.kind is Kind.RECORD:
        return "; ".join(f"`.{name}` {_sees(part)}" for name, part in kind.parts.items())
    return f"{kind.kind}, one of the codes" if kind.codes is not None else str(kind.kind)
