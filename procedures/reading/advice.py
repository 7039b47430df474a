"""What is not wrong in a pack but probably not meant: warnings, which do not stop publication."""

from __future__ import annotations

from collections.abc import Iterator

from forms.fields import REGISTRY
from procedures.definition import Procedure
from procedures.findings import Finding, warning
from procedures.level import FULL, ONLINE
from procedures.reading.already_held import already_held
from procedures.reading.yaml_building import YamlFile
from workflows.errors import Path


def advise(procedure: Procedure, yaml: YamlFile) -> list[Finding]:
    """Return the advice on a pack that is otherwise sound."""
    return [
        *_without_cases(procedure, yaml),
        *_without_english(procedure, yaml),
        *_not_online(procedure, yaml),
        *_asked_again(procedure, yaml),
    ]


def _without_cases(procedure: Procedure, yaml: YamlFile) -> Iterator[Finding]:
    if not any(name.startswith("cases/") for name in procedure.files):
        cure = "put cases/*.yaml beside it: what must come out for a given filing"
        yield _at(yaml, (), "the pack has no golden case", cure)


def _without_english(procedure: Procedure, yaml: YamlFile) -> Iterator[Finding]:
    if "en" not in procedure.title:
        yield _at(yaml, ("title",), "the procedure has no English title", "write `title: {vi: …, en: …}`")
    for index, page in enumerate(procedure.form.pages):
        if any("en" not in field.label for field in page.fields if REGISTRY[field.type].drawn):
            message = f"the page '{page.name}' has labels without English"
            yield _at(yaml, ("form", index), message, "write `label: {vi: …, en: …}`")


def _not_online(procedure: Procedure, yaml: YamlFile) -> Iterator[Finding]:
    if procedure.online_level == FULL and ONLINE not in procedure.description.channels:
        cure = "add `online` to the channels, or write `online: {level: partial, reason: …}`"
        message = "the service is called toàn trình, but cannot be filed online"
        yield _at(yaml, ("description", "channels"), message, cure)


def _asked_again(procedure: Procedure, yaml: YamlFile) -> Iterator[Finding]:
    for path, message, cure in already_held(procedure.form):
        yield _at(yaml, path, message, cure)


def _at(yaml: YamlFile, path: Path, message: str, cure: str) -> Finding:
    place = yaml.place(path)
    return warning(yaml.file, message, cure, line=place.line, column=place.column)
