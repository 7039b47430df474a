"""A clause in words, as it stands: nobody's answers are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forms.expressions.clauses import (
    Both,
    Call,
    Choice,
    Clause,
    Either,
    Listed,
    Literal,
    Opposite,
    Path,
    Reckoning,
    Relation,
    clauses_of,
)
from forms.fields.day_limits import show_day
from forms.spec import Text, say
from forms.wording import lexicon
from forms.wording.names import Noun, Words

_ROW_ARGUMENTS = 2
_MOST_FACTS = 8


@dataclass(frozen=True, slots=True)
class Saying:
    """Says clauses in one language with the words of one form."""

    words: Words
    language: str
    depth: int = 0
    """How many facts stand inside one another."""

    def condition(self, clause: Clause, *, holds: bool = True) -> str:
        """Return a clause that is true or false in words; turned round without ``holds``."""
        match clause:
            case Opposite(part=part):
                return self.condition(part, holds=not holds)
            case Both(parts=parts) | Either(parts=parts):
                joins = lexicon.AND if isinstance(clause, Both) is holds else lexicon.OR
                return say(joins, self.language).join(self._bracketed(part, holds=holds) for part in parts)
            case Relation():
                return self._relation(clause, holds=holds)
            case Path():
                return self._truth(clause, holds=holds)
            case Call():
                return self._truth_of_call(clause, holds=holds)
        return self._other_truth(clause, holds=holds)

    def _other_truth(self, clause: Clause, *, holds: bool) -> str:
        if isinstance(clause, Choice):
            a, b = self.condition(clause.then, holds=holds), self.condition(clause.other, holds=holds)
            return self._fill(lexicon.IF, a=a, b=b, c=self.condition(clause.condition))
        said = self.value(clause).text
        return said if holds else self._fill(lexicon.NOT, a=said)

    def value(self, clause: Clause) -> Noun:
        """Return what a value is called."""
        match clause:
            case Path(names=names):
                return self.words.noun(names, self.language)
            case Literal(value=value):
                return Noun(Noun("").shows(value, self.language))
            case Listed(items=items):
                return Noun(say(lexicon.OR, self.language).join(self.value(item).text for item in items))
            case Call():
                return self._call(clause)
        return self._worked_out(clause)

    def _worked_out(self, clause: Clause) -> Noun:
        """Return what is reckoned or chosen, with brackets around it."""
        match clause:
            case Reckoning(sign=sign, left=left, right=right):
                sides = [self.value(side) for side in (left, right)]
                joined = lexicon.SIGNS[sign].join(side.text for side in sides)
                return Noun(f"({joined})", is_day=sides[0].is_day)
            case Choice(condition=condition, then=then, other=other):
                a, b = self.value(then).text, self.value(other).text
                return Noun(self._fill(lexicon.IF, a=a, b=b, c=self.condition(condition)))
        return Noun(clause.text)

    def relation(self, left: Noun, sign: str, shown: str) -> str:
        """Return a comparison whose right side is in words already."""
        patterns = lexicon.OF_DAYS if left.is_day else lexicon.RELATIONS
        return self._fill(patterns[sign], a=left.text, b=shown)

    def _bracketed(self, clause: Clause, *, holds: bool) -> str:
        said = self.condition(clause, holds=holds)
        return f"({said})" if isinstance(clause, Both | Either) or _names_several(clause) else said

    def _fill(self, pattern: Text, **parts: str) -> str:
        return say(pattern, self.language).format(**parts)

    def _relation(self, clause: Relation, *, holds: bool) -> str:
        left, sign, right = clause.left, clause.sign, clause.right
        if sign == "in":
            return self._among(left, right, holds=holds)
        if isinstance(left, Literal) and not isinstance(right, Literal):
            left, sign, right = right, lexicon.MIRRORED[sign], left
        sign = sign if holds else lexicon.TURNED[sign]
        noun = self.value(left)
        return self.relation(noun, sign, self._beside(noun, right))

    def _beside(self, noun: Noun, clause: Clause) -> str:
        return noun.shows(clause.value, self.language) if isinstance(clause, Literal) else self.value(clause).text

    def _among(self, one: Clause, listed: Clause, *, holds: bool) -> str:
        if isinstance(listed, Listed):
            noun = self.value(one)
            shown = say(lexicon.OR, self.language).join(self._beside(noun, item) for item in listed.items)
            return self.relation(noun, "==" if holds else "!=", shown)
        noun = self.value(listed)
        return self._fill(lexicon.CHOSEN if holds else lexicon.NOT_CHOSEN, a=noun.text, b=self._beside(noun, one))

    def _truth(self, clause: Path, *, holds: bool) -> str:
        fact = self.words.facts.get(clause.names[1]) if clause.names[0] == "facts" and len(clause.names) > 1 else None
        if fact is not None and self.depth < _MOST_FACTS:
            inner = Saying(self.words, self.language, self.depth + 1)
            return inner.condition(clauses_of(fact.source), holds=holds)
        noun = self.value(clause)
        code = "true" if holds else "false"
        if noun.word is not None and code in noun.word.codes:
            return say(noun.word.codes[code], self.language)
        return self.relation(noun, "==", noun.shows(code, self.language))

    def _truth_of_call(self, clause: Call, *, holds: bool) -> str:
        name, arguments = clause.name, clause.arguments
        if name in ("answered", "has") and arguments:
            pattern = lexicon.ANSWERED if holds else lexicon.UNANSWERED
            return self._fill(pattern, a=self.value(arguments[0]).text)
        if name == "unique" and arguments:
            return self._fill(lexicon.UNIQUE if holds else lexicon.TWICE, a=self.value(arguments[0]).text)
        if name == "exists" and not holds and (said := self._of_rows(clause, lexicon.NO_ROW)):
            return said
        said = self._call(clause).text
        return said if holds else self._fill(lexicon.NOT, a=said)

    def _call(self, clause: Call) -> Noun:
        name, arguments = clause.name, clause.arguments
        if clause.receiver is None and name == "date" and len(arguments) == 1:
            return Noun(_day(arguments[0]), is_day=True)
        said = self._of_rows(clause, lexicon.OF_ROWS[name]) if name in lexicon.OF_ROWS else None
        if said:
            return Noun(said)
        pattern = lexicon.FUNCTIONS.get(name)
        given = arguments if clause.receiver is None else (clause.receiver, *arguments)
        if pattern is None or not given:
            return Noun(clause.text)
        nouns = [self.value(one) for one in given]
        texts = [noun.text for noun in nouns]
        try:
            text = say(pattern, self.language).format(*texts)
        except IndexError:
            return Noun(clause.text)
        # A function that only changes how a text is written keeps what its values are called.
        return nouns[0] if text == texts[0] else Noun(text, is_day=name.startswith("plus_"))

    def _of_rows(self, clause: Call, pattern: Text) -> str | None:
        """Return what is said of the rows of a table, ``None`` when this is no macro over one."""
        given = clause.arguments if clause.receiver is None else (clause.receiver, *clause.arguments)
        table, rest = (given[0], given[1:]) if given else (None, ())
        if table is None or len(rest) != _ROW_ARGUMENTS or not isinstance(rest[0], Path):
            return None
        spec = self.words.table(_table(table))
        words = self.words.within(rest[0].names[0], spec) if spec else self.words
        inner = Saying(words, self.language, self.depth)
        of_row = inner.value(rest[1]).text if clause.name in ("sum", "map") else inner.condition(rest[1])
        return self._fill(pattern, a=self.value(table).text, b=of_row)


def _names_several(clause: Clause) -> bool:
    """Say whether a comparison lists values with "or" between them, which would run into what stands beside it."""
    return isinstance(clause, Relation) and isinstance(clause.right, Listed) and len(clause.right.items) > 1


def _table(clause: Clause) -> tuple[str, ...]:
    """Return the name of the table that a macro walks over, through its filters."""
    while isinstance(clause, Call) and clause.name == "filter" and clause.receiver is not None:
        clause = clause.receiver
    return clause.names if isinstance(clause, Path) else ("",)


def _day(clause: Clause) -> str:
    text = clause.value if isinstance(clause, Literal) else clause.text
    try:
        return show_day(date.fromisoformat(text))
    except ValueError:
        return text
