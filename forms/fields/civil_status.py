"""What a register of persons says of somebody beside name and birth: sex, ethnic group, religion."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from forms.fields.base import Example, both
from forms.fields.choice import ChoiceField
from forms.fields.listed import ListedType, more_key
from forms.fields.lists import Entry, listed
from forms.keys import Key

MALE, FEMALE, OTHER = "nam", "nu", "khac"
SEXES: Mapping[str, Entry] = MappingProxyType(
    {MALE: both("Nam", "Male"), FEMALE: both("Nữ", "Female"), OTHER: both("Khác", "Other")}
)
FOREIGNER = "55"


class SexType(ListedType):
    """The sex as it stands in the papers of a person."""

    name = "sex"
    about = both("Giới tính: nam, nữ.", "The sex: male, female.")
    example = Example("{name: gioi_tinh_con, type: sex, label: Giới tính của con}", "nu", "gioi_tinh_con == 'nu'")
    keys: ClassVar[tuple[Key, ...]] = (more_key("Whether 'khac' may be chosen (papers of some countries)."),)
    shape = ChoiceField
    by_alphabet = False
    beyond = frozenset({OTHER})

    def entries(self) -> Mapping[str, Entry]:
        """Return the sexes."""
        return SEXES


class EthnicGroupType(ListedType):
    """One of the 54 ethnic groups of Việt Nam (QĐ 121-TCTK/PPCĐ), in the order of the official list."""

    name = "ethnic_group"
    about = both("Dân tộc: một trong 54 dân tộc Việt Nam.", "One of the 54 ethnic groups of Viet Nam.")
    example = Example("{name: dan_toc, type: ethnic_group, label: Dân tộc}", '"12"', "dan_toc != '01'")
    keys = (more_key("Whether 55, a foreigner, may be chosen."),)
    by_alphabet = False
    beyond = frozenset({FOREIGNER})

    def entries(self) -> Mapping[str, Entry]:
        """Return the groups by their official code."""
        return listed("ethnic_groups")


class ReligionType(ListedType):
    """A religion that the state has recognised, none, or another."""

    name = "religion"
    about = both("Tôn giáo; có cả mục không theo tôn giáo nào.", "A religion, or none.")
    example = Example("{name: ton_giao, type: religion, label: Tôn giáo}", "phat_giao", "ton_giao != 'khong'")
    by_alphabet = False

    def entries(self) -> Mapping[str, Entry]:
        """Return the religions."""
        return listed("religions")
