"""Patterns of texts, matched in linear time: an author's pattern can never hang the portal."""

from __future__ import annotations

from dataclasses import dataclass

from cel_expr_python import cel

_PROGRAM = cel.NewEnv(variables={"text": cel.Type.STRING, "pattern": cel.Type.STRING}).compile("text.matches(pattern)")
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression in the syntax of RE2 that the whole text has to match."""

    source: str

    @classmethod
    def of(cls, source: str) -> Pattern | None:
        """Return the pattern, or ``None`` when it cannot be read."""
        pattern = cls(source)
        return pattern if len(source) <= _LONGEST and _matches(source, "") is not None else None

    def fits(self, text: str) -> bool:
        """Say whether the whole ``text`` matches."""
        return bool(_matches(self.source, text))


def _matches(source: str, text: str) -> bool | None:
    result = _PROGRAM.eval(data={"text": text, "pattern": rf"\A(?:{source})\z"})
    return None if result.type() == cel.Type.ERROR else bool(result.plain_value())
