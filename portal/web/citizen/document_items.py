"""The documents of a filing as a page asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask import url_for

from forms.spec import say
from forms.wording import because_words
from portal.models import Attachment
from portal.web.citizen.sent_files import sent_file
from portal.web.citizen.words import copies_words
from portal.web.document_words import needed_words
from portal.web.fields.uploads import Upload, accepted
from portal.web.file_words import kinds, problem_of, still_checked
from portal.web.language import current_language
from portal.web.language import gettext as _
from procedures.definition import DocumentSpec, Procedure
from procedures.papers import Needed


@dataclass(slots=True)
class Item:
    """One document: what it is, what was sent, and what is wrong with it."""

    draft_id: UUID
    spec: DocumentSpec
    required: bool
    files: Sequence[Attachment]
    store: bool = False
    """Whether the person has files to pick from."""
    asked: str = ""
    """Why an officer asks for it, in a supplement."""
    why: str = ""
    """Which answers call for it."""
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Return the id of the document in the pack."""
        return self.spec.id

    @property
    def title(self) -> str:
        """Return its title in the reader's language."""
        return say(self.spec.title, current_language())

    @property
    def hint(self) -> str | None:
        """Return the author's own hint."""
        return say(self.spec.hint, current_language()) if self.spec.hint else None

    @property
    def copies(self) -> str:
        """Say which kind of copy is asked for."""
        return copies_words(str(self.spec.copies))

    @property
    def limits(self) -> str:
        """Say which files are taken."""
        return _(
            "Tệp là %(kinds)s; mỗi tệp không quá %(limit)s MB.", kinds=kinds(self.spec.accept), limit=self.spec.max_mb
        )

    @property
    def accept(self) -> str:
        """Return the ``accept`` of the file input."""
        return accepted(self.spec.accept)

    @property
    def max(self) -> int:
        """Return how many files are taken at most."""
        return self.spec.max

    @property
    def camera(self) -> bool:
        """Say whether a picture may be taken with the camera."""
        return "image" in self.spec.accept

    @property
    def at(self) -> str:
        """Return where the script sends its files, and below which the store is."""
        return url_for("citizen.begin_upload", draft_id=self.draft_id, document=self.id)

    @property
    def shown(self) -> list[Upload]:
        """Return the files as the page lists them."""
        return [sent_file(file) for file in self.files]

    @property
    def more(self) -> bool:
        """Say whether another file may be sent."""
        return len(self.sent) < self.spec.max

    @property
    def sent(self) -> Sequence[Attachment]:
        """Return the files of this draft; those of an earlier filing do not count against the limit."""
        return [file for file in self.files if file.draft_id is not None]

    @property
    def lacking(self) -> str | None:
        """Say what is still missing or refused, ``None`` when there is enough."""
        refused = next((words for file in self.sent if (words := problem_of(file))), None)
        if refused:
            return refused
        least = max(self.spec.min, 1) if self.required else self.spec.min if self.sent else 0
        if len(self.sent) >= least:
            return None
        if not self.sent:
            return _("Bạn cần tải lên: %(title)s.", title=self.title)
        return _("%(title)s: cần ít nhất %(n)s tệp.", title=self.title, n=least)

    @property
    def checked(self) -> str | None:
        """Say which file is still looked into, ``None`` when all of them were."""
        return next((still_checked(file) for file in self.sent if file.state == "arrived"), None)


@dataclass(frozen=True, slots=True)
class Listed:
    """One document of a procedure before anything is answered, as ``components/dossier.html`` lists it."""

    title: str
    note: str
    required: bool
    needed: str | None
    """In which case, where not every dossier needs it."""
    state: None = None
    href: None = None
    why: None = None
    done: bool = False


def items_of(
    procedure: Procedure,
    draft_id: UUID,
    needed: Sequence[Needed],
    files: Sequence[Attachment],
    errors: Mapping[str, list[str]],
    *,
    store: bool = False,
) -> list[Item]:
    """Return the documents that are asked for now, each with its files and errors, and why it is asked for."""
    return [
        Item(
            draft_id,
            one.document,
            one.required,
            [file for file in files if file.document == one.document.id],
            why=because_words(one.why, procedure.words, current_language(), one.values) if one.why else "",
            store=store,
            errors=list(errors.get(one.document.id, ())),
        )
        for one in needed
    ]


def listed(procedure: Procedure) -> list[Listed]:
    """Return every document of a procedure; one that hangs on the answers says so."""
    language = current_language()
    return [
        Listed(
            say(one.title, language),
            say(one.hint, language) if one.hint else copies_words(str(one.copies)),
            one.required is not False,
            needed_words(procedure, one),
        )
        for one in procedure.documents
    ]
