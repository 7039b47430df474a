"""What a pack asks although a connected source holds it: NĐ 224/2026/NĐ-CP Điều 15 lets it be asked once.

Only pages that are plainly about whoever files are looked at: those on which a field comes from the identity or the
register already, and blocks that say so. What a child's or a seller's page asks is held of somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from forms.fields import REGISTRY
from forms.fields.block import BlockType
from forms.fields.lists import folded
from forms.spec import FieldSpec, FormSpec, Page
from procedures.population import POPULATION
from procedures.sources import IDENTITY, NOT_HELD, POPULATION_REGISTER
from workflows.errors import Path

_BY_TYPE: Final[Mapping[str, str]] = MappingProxyType(
    {"sex": "sex", "ethnic_group": "ethnicity", "religion": "religion", "nationality": "nationality"}
)
"""The types that ask for one thing only."""

_LABELS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "full_name": ("Họ và tên", "Họ tên", "Họ, chữ đệm, tên", "Họ, chữ đệm và tên khai sinh"),
        "citizen_id": ("Số định danh cá nhân", "Số căn cước", "Số căn cước công dân"),
        "birth_date": ("Ngày sinh", "Ngày, tháng, năm sinh", "Sinh ngày"),
        "sex": ("Giới tính",),
        "birth_registered_at": ("Nơi đăng ký khai sinh",),
        "hometown": ("Quê quán",),
        "ethnicity": ("Dân tộc",),
        "religion": ("Tôn giáo",),
        "nationality": ("Quốc tịch",),
        "marital_status": ("Tình trạng hôn nhân",),
        "residence": ("Nơi thường trú", "Địa chỉ thường trú", "Nơi đăng ký thường trú"),
        "current_residence": ("Nơi ở hiện tại", "Nơi ở hiện nay", "Chỗ ở hiện nay"),
        "blood_group": ("Nhóm máu",),
        "father_name": ("Họ và tên cha", "Họ, chữ đệm, tên cha"),
        "mother_name": ("Họ và tên mẹ", "Họ, chữ đệm, tên mẹ"),
        "spouse_name": ("Họ và tên vợ hoặc chồng", "Họ và tên vợ", "Họ và tên chồng"),
        "household_head_name": ("Họ và tên chủ hộ", "Chủ hộ"),
        "relation_to_household_head": ("Quan hệ với chủ hộ",),
    }
)


def _plain(label: str) -> str:
    return folded(label.replace(",", " "))


_APPLICANT: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "citizen": frozenset(
            _plain(label)
            for label in (
                "Người nộp",
                "Người nộp hồ sơ",
                "Người yêu cầu",
                "Người đề nghị",
                "Người khai",
                "Người đăng ký",
                "Thông tin người nộp",
                "Thông tin người nộp hồ sơ",
                "Thông tin người yêu cầu",
            )
        ),
        "organisation": frozenset(
            _plain(label)
            for label in ("Tổ chức nộp hồ sơ", "Tổ chức đề nghị", "Tổ chức yêu cầu", "Thông tin tổ chức nộp hồ sơ")
        ),
    }
)
"""Labels of blocks that are about whoever files."""
_BY_LABEL: Final[Mapping[str, str]] = MappingProxyType(
    {_plain(label): name for name, labels in _LABELS.items() for label in labels}
)


def already_held(form: FormSpec) -> Iterator[tuple[Path, str, str]]:
    """Yield for each such field its place, what is wrong and the cure."""
    for number, page in enumerate(form.pages):
        yield from _blocks(page, number)
        if not any(_is_own(one) for one in page.fields):
            continue
        for index, one in enumerate(page.fields):
            name = None if one.sources or one.type in NOT_HELD else _held(one)
            if name is not None:
                message = f"'{one.name}' asks what the population register holds"
                yield ("form", number, "fields", index), message, _cure(one, name)


def _blocks(page: Page, number: int) -> Iterator[tuple[Path, str, str]]:
    """Yield the boxes that a block asks although a source holds them, where it is plainly about whoever files."""
    for index, one in enumerate(page.fields):
        kind = REGISTRY[one.type]
        if isinstance(kind, BlockType):
            for source, asked in _asked_in_vain(one, kind).items():
                boxes = ", ".join(asked)
                message = f"'{one.name}' asks what the electronic identity holds: {boxes}"
                if source == POPULATION_REGISTER:
                    message = f"'{one.name}' asks what the population register holds: {boxes}"
                yield ("form", number, "fields", index), message, _block_cure(one, kind)


def _asked_in_vain(one: FieldSpec, kind: BlockType) -> dict[str, list[str]]:
    """Return by source the boxes that it holds, and no source fills in.

    A block speaks of whoever files when its label says so, or when one of its boxes comes from there already.
    """
    members = [part for part, _ in kind.members(one)]
    own = any(_is_own(part) for part in members) or _plain(one.label["vi"]) in _APPLICANT[kind.whom]
    asked: dict[str, list[str]] = {}
    for part in members if own else ():
        held = [] if part.sources else list(kind.boxes[part.name].held)
        if held:
            asked.setdefault(held[-1], []).append(part.name)
    return asked


def _block_cure(one: FieldSpec, kind: BlockType) -> str:
    if any(part.sources for part, _ in kind.members(one)):
        return "name them in `from` too"
    return "write `from: [population, identity]`" if kind.whom == "citizen" else "write `from: identity`"


def _is_own(one: FieldSpec) -> bool:
    return any(source.partition(".")[0] in (IDENTITY, POPULATION_REGISTER) for source in one.sources)


def _held(one: FieldSpec) -> str | None:
    if not REGISTRY[one.type].asked:
        return None
    return _BY_TYPE.get(one.type) or _BY_LABEL.get(_plain(one.label["vi"]))


def _cure(one: FieldSpec, name: str) -> str:
    types = POPULATION[name].types
    if one.type in types:
        return f"write `from: population.{name}`"
    return f"write `type: {types[0]}` and `from: population.{name}`"
