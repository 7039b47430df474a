"""The contracts of papers: what is drawn into a signature field, who signs, and what a check finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from portal.errors import PortalError

LEADER = "leader"
OFFICER = "officer"
AGENCY = "agency"
NUMBER = "number"
DATE = "date"

SIGNATURE_FIELDS = (LEADER, OFFICER, AGENCY)
TEXT_FIELDS = (NUMBER, DATE)


class PaperError(PortalError):
    """A paper that cannot be rendered, numbered or signed; the message says why and is safe to show to an officer."""


class TemplateError(PaperError):
    """A template that is wrong. ``template`` and ``line`` say where, as far as that is known."""

    def __init__(self, message: str, *, template: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.template = template
        self.line = line


class SignatureKind(StrEnum):
    """Whose signature it is, which decides what it looks like (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

    PERSONAL = "personal"
    """The handwritten name of a person, blue."""
    AGENCY = "agency"
    """The seal of the agency, red, over about a third of the personal signature at its left."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """What is drawn into a signature field.

    ``name`` is the person's name, or the agency's name. ``superior`` is the agency's superior, for the rim of the
    seal. ``image`` is a transparent PNG of the real signature or seal; without one, ours is drawn.
    """

    kind: SignatureKind
    name: str
    superior: str | None = None
    image: bytes | None = None


class Signer(Protocol):
    """Whoever can sign: a key in a file, a hardware module, a signing service."""

    def sign(
        self,
        pdf: bytes,
        *,
        field: str,
        signer_name: str,
        reason: str,
        location: str,
        at: datetime,
        appearance: Appearance | None = None,
    ) -> bytes:
        """Sign the empty signature field called ``field`` and return the PDF with one more revision.

        ``at`` is an aware instant and stands as the time of signing. Raises ``PaperError`` when the field is missing
        or signed already, or when the key cannot be used.
        """
        ...


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """What the check of one signature found, in the order in which the signatures were made."""

    field: str
    signer: str
    """The common name in the certificate."""
    at: datetime | None
    """The time that the signer claims, or the time of the timestamp when there is one."""
    bottom_line: bool
    """Whether the signature is intact, trusted, and followed by lawful changes only."""
    intact: bool
    trusted: bool
    covers_whole: bool
    """Whether nothing was added to the file after this signature."""
    timestamped: bool
    problem: str | None = None
    """Why the signature could not be judged at all."""
