"""One of a list that a registry of the state keeps: a person types, presses a button, and chooses among what it tells.

The words are posted as ``name-typed``, the choice as ``name-code``, and what is written instead of a choice as
``name-hand``; the button ``name-find`` shows the page again with what was found. Forms call nobody: whoever serves
the page asks the registry, and puts what it told beside the posted values (``registry_lists.TOLD``). A code that no
registry told is no answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from markupsafe import Markup
from wtforms.utils import unset_value

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.expressions import TEXT, TRUTH, ValueType, record
from forms.fields import widgets
from forms.fields.base import Example, FieldType, Json, Raw, both
from forms.fields.block import PartWords
from forms.fields.inputs import PartsField, unbound
from forms.fields.registry_lists import REGISTRY_LISTS, Found, RegistryEntry, named, told_in
from forms.key_kinds import FlagKey, OneOfKey
from forms.spec import FieldSpec, Text, say

PARTS = ("typed", "code", "hand")
_LONGEST = 200
_LONGEST_CODE = 40
_KEPT: Final = ("code", "vi", "en", "source", "date")
_BY_HAND: Final = both("ghi bằng tay", "typed by hand")
_BY_LIST: Final = both("mã {code}, theo {list} ngày {date}", "code {code}, {list}, {date}")


@dataclass(frozen=True, slots=True)
class RegistryChoiceOptions:
    """Which list, and whether a person may write what is not in it, or while it cannot be asked."""

    registry: str = ""
    by_hand: bool = False


class RegistryChoiceWidget:
    """The words, the button, what was found, and the line for what is written by hand."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the inputs, and a radio button for each entry that may be meant."""
        del kwargs
        words = "Tìm" if field.language == "vi" else "Search"
        line = Markup('<input id="{}" name="{}-typed" value="{}"> <button name="{}-find" value="1">{}</button>').format(
            field.part_id("typed"), field.name, field.raw["typed"], field.name, words
        )
        hand = Markup('<input id="{}" name="{}-hand" value="{}">').format(
            field.part_id("hand"), field.name, field.raw["hand"]
        )
        choices = Markup("").join(
            widgets.choice_button(f"{field.id}-{code}", f"{field.name}-code", code, text, chosen=code == field.chosen())
            for code, text in field.choices()
        )
        return line + choices + (hand if field.by_hand else Markup())


class RegistryChoiceField(PartsField):
    """Words to search by, and the choice among what a registry told."""

    widget: Any = RegistryChoiceWidget()
    found: Found | None = None
    """What the registry told about the words; ``None`` where it was not asked."""
    kept: Mapping[str, str] | None = None
    """The answer that is kept already."""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the stored value, and over it what was posted and what the registry told about that."""
        self.kept = data if isinstance(data, Mapping) else None
        self.found = None
        super().process(formdata, data, extra_filters)

    def collect(self, formdata: Any) -> Raw:
        """Return what was typed and chosen, and the entry that was told to bear the chosen code."""
        raw = super().collect(formdata)
        self.pressed = f"{self.name}-find" in formdata
        told = told_in(formdata)
        self.found = told.found.get(self.name)
        raw["found"] = self.found
        raw["entry"] = self._entry(raw["code"], told.entries.get((self.own.registry, raw["code"])))
        return raw

    def _entry(self, code: str, entry: RegistryEntry | None) -> Mapping[str, str] | None:
        if self.kept is not None and code and self.kept.get("code") == code:
            return self.kept
        return None if entry is None else kept_of(self.own.registry, entry)

    def _read(self) -> None:
        if not self.pressed:
            super()._read()

    @property
    def own(self) -> RegistryChoiceOptions:
        """Return which list it is."""
        options: RegistryChoiceOptions = self.field_type.own(self.spec)
        return options

    @property
    def by_hand(self) -> bool:
        """Say whether a person may write what is not in the list."""
        return self.own.by_hand

    @property
    def away(self) -> bool:
        """Say whether the registry was asked and did not answer."""
        return self.found is not None and self.found.away

    def count(self) -> int | None:
        """Return how many entries were found; ``None`` when the registry told nothing."""
        return None if self.found is None or self.found.away else self.found.count

    def chosen(self) -> str:
        """Return the code that is chosen, empty when none or when it is not among what was found."""
        code: str = self.raw["code"]
        return code if any(code == one for one, _ in self.choices()) else ""

    def choices(self) -> list[tuple[str, str]]:
        """Return (code, words) of what may be chosen now: what was found, or else what is chosen."""
        if self.found is not None and self.found.entries:
            return self.found.choices(self.language)
        entry = self.raw.get("entry")
        return [(entry["code"], named(entry["code"], entry, self.language))] if entry else []


class RegistryChoiceType(FieldType[RegistryChoiceOptions]):
    """One of a list of a registry; an answer holds code, words, list and day, or words alone, typed by hand."""

    name = "registry_choice"
    about = both(
        "Chọn một mục trong danh mục do cơ quan Nhà nước quản lý, tìm bằng chữ.",
        "One entry of a list that a registry of the State keeps, found by typing.",
    )
    example = Example(
        "{name: nganh, type: registry_choice, label: Ngành kinh doanh, registry: business_lines, by_hand: true}",
        '{code: "5610", vi: Nhà hàng, source: business_lines, date: "2026-11-01"}',
        "nganh.code.startsWith('56') || nganh.by_hand",
    )
    options_class = RegistryChoiceOptions
    takes_default = False
    keys = (
        OneOfKey(
            name="registry", doc="Which list: business_lines, schools …", words=tuple(REGISTRY_LISTS), needed=True
        ),
        FlagKey(name="by_hand", doc="Whether a person may write what is not in the list, or while nobody answers."),
    )
    required_message = "required_choice"
    parts: ClassVar[Mapping[str, Text]] = {
        "code": both("mã ở {a}", "the code of {a}"),
        "words": both("tên ở {a}", "the words of {a}"),
        "by_hand": both("{a} ghi bằng tay", "whether {a} was typed by hand"),
    }

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see the code (empty when typed by hand), the words, and whether they were typed by hand."""
        del spec
        return record({"code": TEXT, "words": TEXT, "by_hand": TRUTH})

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Words, a choice, and a line by hand."""
        return unbound(RegistryChoiceField, spec, self, language, {"parts": PARTS})

    def read(self, spec: FieldSpec, raw: Raw) -> dict[str, Any] | None:
        """Return the entry that was chosen, or what was written by hand; words alone are a search."""
        found: Found | None = raw.get("found")
        code, hand = raw.get("code", ""), clean_line(raw.get("hand", ""), _LONGEST)
        typed = clean_line(raw.get("typed", ""), _LONGEST)
        if hand and not self.own(spec).by_hand:
            raise InvalidAnswer("no_such_option", part="typed")
        if code and raw.get("entry") is None:
            raise InvalidAnswer("no_such_option", part="typed")
        among = found is None or found.away or any(entry.code == code for entry in found.entries)
        if code and (among or not typed):
            return answer_of(raw["entry"])
        if hand:
            return answer_of({"vi": hand})
        if typed:
            raise InvalidAnswer(_search_error(found), part="typed")
        return None

    def typed(self, spec: FieldSpec, value: Mapping[str, Any]) -> Raw:
        """The code is what is posted, or the words that were written by hand."""
        del spec
        stored = {name: value[name] for name in _KEPT if name in value}
        by_hand = value["by_hand"]
        return {
            "typed": "",
            "code": "" if by_hand else value["code"],
            "hand": value["vi"] if by_hand else "",
            "entry": None if by_hand else stored,
            "found": None,
        }

    def store(self, spec: FieldSpec, value: Mapping[str, Any]) -> Json:
        """Return code, words, list and day; of what was typed by hand its words alone."""
        del spec
        return {name: value[name] for name in _KEPT if value.get(name)}

    def load(self, spec: FieldSpec, data: Json) -> dict[str, Any] | None:
        """Take what ``store`` gave."""
        if not isinstance(data, dict) or not all(isinstance(part, str) for part in data.values()):
            raise InvalidAnswer("wrong_kind")
        words = {name: clean_line(data.get(name, ""), _LONGEST) for name in ("vi", "en")}
        code = clean_line(data.get("code", ""), _LONGEST_CODE)
        if not words["vi"]:
            raise InvalidAnswer("wrong_kind")
        if not code:
            if not self.own(spec).by_hand:
                raise InvalidAnswer("wrong_kind")
            return answer_of({"vi": words["vi"]})
        if data.get("source") not in REGISTRY_LISTS or not _is_day(data.get("date", "")):
            raise InvalidAnswer("wrong_kind")
        return answer_of({"code": code, **words, "source": data["source"], "date": data["date"]})

    def show(self, spec: FieldSpec, value: Mapping[str, Any], language: str) -> str:
        """Return words and code, and where they come from."""
        del spec
        if value["by_hand"]:
            return f"{value['vi']} ({say(_BY_HAND, language)})"
        day = date.fromisoformat(value["date"])
        source = say(REGISTRY_LISTS[value["source"]], language)
        told = say(_BY_LIST, language).format(code=value["code"], list=source, date=f"{day:%d/%m/%Y}")
        return f"{say(value, language)} ({told})"

    def on_paper(self, spec: FieldSpec, value: Mapping[str, Any]) -> PartWords:
        """Return code, words, list and day by name; as a whole it says all of them."""
        source = say(REGISTRY_LISTS[value["source"]], "vi") if not value["by_hand"] else ""
        parts = {"code": value["code"], "words": value["vi"], "source": source, "date": value.get("date", "")}
        return PartWords(parts, self.show(spec, value, "vi"))


def kept_of(registry: str, entry: RegistryEntry) -> dict[str, str]:
    """Return an entry as an answer keeps it."""
    return {"code": entry.code, **entry.text, "source": registry, "date": entry.as_of.isoformat()}


def answer_of(stored: Mapping[str, str]) -> dict[str, Any]:
    """Return a typed answer: what is stored, with what expressions read of it."""
    kept: dict[str, Any] = {name: stored[name] for name in _KEPT if stored.get(name)}
    return {**kept, "code": kept.get("code", ""), "words": kept["vi"], "by_hand": "code" not in kept}


def _search_error(found: Found | None) -> str:
    if found is not None and found.away:
        return "registry_away"
    return "nothing_found" if found is not None and not found.entries else "choose_found"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
