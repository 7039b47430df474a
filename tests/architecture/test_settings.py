"""Every setting is documented, and every documented setting exists."""

import re

from portal.config import PROJECT, Settings


class Asked(dict[str, str]):
    """An environment that remembers what it is asked for."""

    def __init__(self, *given: tuple[str, str]) -> None:
        super().__init__(given)
        self.names: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.names.add(key)
        return super().get(key, default)


def test_docs_and_code_name_the_same_settings() -> None:
    asked = Asked(("PORTAL_ENV", "test"), ("PORTAL_SECRET_KEY", "x" * 32))
    Settings.from_environment(asked)
    text = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))
    assert documented == asked.names
