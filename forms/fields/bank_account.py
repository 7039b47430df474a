"""An account at a bank: where the state pays an allowance to, or pays a deposit back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.expressions import TEXT, ValueType, one_of, record
from forms.fields.base import Example, Raw, both
from forms.fields.inputs import Box, GroupField, unbound
from forms.fields.lists import in_order, listed
from forms.fields.named_texts import NamedTexts
from forms.key_kinds import FlagKey
from forms.spec import FieldSpec, Text, say

BANK, NUMBER, HOLDER = (
    both("Ngân hàng", "Bank"),
    both("Số tài khoản", "Account number"),
    both("Chủ tài khoản", "Holder"),
)
_NOISE = re.compile(r"[ .\-]")
_ACCOUNT = re.compile(r"[A-Z0-9]{4,19}", re.ASCII)
"""What the interbank network takes as an account: digits, at some banks letters too."""
_LONGEST_NUMBER, _LONGEST_HOLDER = 40, 100


@cache
def banks() -> tuple[tuple[str, Text], ...]:
    """Return (BIN, name) of every bank, by the name in daily use."""
    names: dict[str, Text] = {code: {"vi": f"{bank['short']} - {bank['vi']}"} for code, bank in listed("banks").items()}
    return tuple((code, names[code]) for code, _ in in_order(names, "en"))


@dataclass(frozen=True, slots=True)
class BankAccountOptions:
    """Whether the name of the holder is asked for."""

    holder: bool = True


class BankAccountType(NamedTexts[BankAccountOptions]):
    """A bank by its BIN, the number of the account and its holder."""

    name = "bank_account"
    about = both("Tài khoản ngân hàng: ngân hàng, số tài khoản, chủ tài khoản.", "An account at a bank.")
    example = Example(
        "{name: tai_khoan, type: bank_account, label: Tài khoản nhận tiền}",
        '{bank: "970436", number: "0011001234567", holder: Nguyễn Thị Lan}',
        "tai_khoan.bank == '970436'",
    )
    parts: ClassVar[Mapping[str, Text]] = {
        "bank": both("ngân hàng ở {a}", "the bank of {a}"),
        "number": both("số tài khoản ở {a}", "the account number of {a}"),
        "holder": both("chủ tài khoản ở {a}", "the holder of {a}"),
    }
    options_class = BankAccountOptions
    keys = (FlagKey(name="holder", doc="Whether the name of the holder is asked for.", default=True),)

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see the BIN of the bank, the number and the holder."""
        parts = {"bank": one_of(*listed("banks")), "number": TEXT}
        return record(parts | ({"holder": TEXT} if self.own(spec).holder else {}))

    def part_codes(self, part: str) -> Mapping[str, Text]:
        """Return the names of the banks."""
        return dict(banks()) if part == "bank" else {}

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Return a list of banks and a line or two."""
        boxes = [Box("bank", BANK, choices=banks(), alone=True), Box("number", NUMBER)]
        if self.own(spec).holder:
            boxes.append(Box("holder", HOLDER))
        return unbound(GroupField, spec, self, language, {"boxes": tuple(boxes)})

    def read(self, spec: FieldSpec, raw: Raw) -> dict[str, str] | None:
        """Return bank, number and holder."""
        value = {
            "bank": clean_line(raw.get("bank", ""), _LONGEST_NUMBER),
            "number": _NOISE.sub("", clean_line(raw.get("number", ""), _LONGEST_NUMBER)).upper(),
            "holder": clean_line(raw.get("holder", ""), _LONGEST_HOLDER) if self.own(spec).holder else "",
        }
        if not any(value.values()):
            return None
        if value["bank"] not in listed("banks"):
            raise InvalidAnswer("required_choice", part="bank", box=BANK)
        if not _ACCOUNT.fullmatch(value["number"]):
            raise InvalidAnswer("account_number", part="number", box=NUMBER)
        if self.own(spec).holder and not any(letter.isalpha() for letter in value["holder"]):
            raise InvalidAnswer("required", part="holder", box=HOLDER)
        return {part: text for part, text in value.items() if text}

    def names(self, spec: FieldSpec) -> Iterable[str]:
        """Return the names of the boxes."""
        del spec
        return ("bank", "number", "holder")

    def show(self, spec: FieldSpec, value: dict[str, str], language: str) -> str:
        """Return number, bank and holder."""
        del spec
        bank = listed("banks")[value["bank"]]
        parts = [value["number"], f"{bank['short']} ({say(bank, language)})", value.get("holder", "")]
        return ", ".join(part for part in parts if part)
