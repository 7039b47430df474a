"""A class that a template names is painted by a style sheet, or is a part of one that is: typing mistakes show here."""

import re

from portal.config import PROJECT
from portal.web.assets import BUILD, manifest

NAMED = re.compile(r'class="([^"]*)"')
JINJA = re.compile(r"\{[{%#].*?[#}%]\}", re.DOTALL)
OWN = re.compile(r"(?!x-)[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:__[a-z0-9-]+)?(?:--[a-z0-9]+(?:-[a-z0-9]+)*)?")


def painted() -> set[str]:
    css = "".join((BUILD / manifest()[name]).read_text(encoding="utf-8") for name in ("main.css", "officer.css"))
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", css))


def test_every_class_of_a_template_is_painted() -> None:
    known = painted()
    blocks = {name.partition("__")[0] for name in known}
    found = {
        f"{path.relative_to(PROJECT)}: {name}"
        for path in (PROJECT / "templates").rglob("*.html")
        if path.parent.name != "papers"
        for text in NAMED.findall(JINJA.sub(" x-", path.read_text(encoding="utf-8")))
        for name in text.split()
        if OWN.fullmatch(name) and name not in known and name.partition("__")[0] not in blocks
    }
    assert not found, "\n".join(sorted(found))
