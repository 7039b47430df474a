"""What the check says of a version, and its source with every finding at its line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from portal.services import pack_drafts, publishing_acts
from portal.web import access, work
from portal.web.publisher.area import Look, look, publisher, render
from portal.web.publisher.texts import to_read
from procedures.definition import Uncertain
from procedures.findings import Finding
from procedures.reading.files import YAML_NAME

TEXTS = (".yaml", ".html", ".css", ".svg", ".md", ".txt")
"""Files of a pack that are read as text."""


@publisher.get("/cong-bo/ban/<uuid:version_id>")
@access.officer("publisher", "approver")
def check(version_id: UUID) -> str:
    """Show every finding, gravest first, what the author is not sure of, and what was done so far."""
    return check_page(look(version_id))


def check_page(seen: Look, *, unsaid: str | None = None) -> str:
    """Render what the check says; ``unsaid`` complains that whoever sends it back did not say why."""
    return render(
        seen,
        "check",
        "check",
        link=place_of(seen),
        uncertain=_uncertain(seen),
        acts=publishing_acts.acts_of(work.db(), seen.version.id),
        files=files_with_sizes(seen),
        unsaid=unsaid,
    )


@publisher.get("/cong-bo/ban/<uuid:version_id>/nguon")
@access.officer("publisher", "approver")
def source(version_id: UUID) -> str:
    """Show one file of the pack with line numbers; lines with findings are marked and say what is wrong."""
    seen = look(version_id)
    files = pack_drafts.files_of(seen.version)
    name = chosen_file(files)
    here = [finding for finding in seen.findings if finding.file == name]
    text = to_read(files[name]) if name in files and is_text(name) else None
    return render(seen, "source", "source", name=name, names=sorted(files), text=text, notes=_by_line(here))


@publisher.get("/cong-bo/ban/<uuid:version_id>/tai-ve")
@access.officer("publisher", "approver")
def download(version_id: UUID) -> Response:
    """Give the whole pack as a zip."""
    version = look(version_id).version
    response = make_response(version.pack)
    response.mimetype = "application/zip"
    name = f"{version.code or 'goi'}-v{version.version}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def chosen_file(files: Sequence[str] | dict[str, bytes]) -> str:
    """Return the file that the address names, else the definition, else the first one."""
    asked = request.args.get("tep", YAML_NAME)
    return asked if asked in files else next(iter(sorted(files)), YAML_NAME)


def is_text(name: str) -> bool:
    """Say whether a file of a pack is read as text."""
    return name.lower().endswith(TEXTS)


def place_of(seen: Look) -> Callable[[Finding], str]:
    """Return what makes the address of a finding's line."""

    def link(finding: Finding) -> str:
        return url_for("publisher.source", version_id=seen.version.id, tep=finding.file, _anchor=f"L{finding.line}")

    return link


def files_with_sizes(seen: Look) -> list[tuple[str, int]]:
    """Return the files of the pack with their sizes in bytes."""
    return [(name, len(content)) for name, content in sorted(pack_drafts.files_of(seen.version).items())]


def _uncertain(seen: Look) -> Sequence[Uncertain]:
    return seen.procedure.uncertain if seen.procedure else ()


def _by_line(findings: Sequence[Finding]) -> dict[int, list[Finding]]:
    lines: dict[int, list[Finding]] = {}
    for finding in findings:
        lines.setdefault(finding.line, []).append(finding)
    return lines
