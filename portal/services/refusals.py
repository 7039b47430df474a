"""What use cases refuse, in words that the web can show; each refusal leaves everything unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Sequence


class NotFoundError(DomainError):
    """There is no such thing, or not for this person: the two are never told apart."""

    def __init__(self, what: str) -> None:
        """Name the kind of thing that was looked for."""
        super().__init__(f"{what} not found")
        self.what = what


class NotAllowedError(DomainError):
    """The actor may not do this; ``needs`` names the role or level that would do."""

    def __init__(self, needs: str) -> None:
        """Name what would be needed."""
        super().__init__(f"needs {needs}")
        self.needs = needs


class StaleDossierError(DomainError):
    """Somebody else was faster: the dossier is not as it was when the page was shown."""

    def __init__(self, code: str) -> None:
        """Name the dossier."""
        super().__init__(f"dossier {code} has changed meanwhile")
        self.code = code


class StaleDraftError(DomainError):
    """The draft was saved elsewhere since this page was shown; nothing was overwritten."""

    def __init__(self, draft_id: str, page: str) -> None:
        """Name the draft and the page that was being saved."""
        super().__init__("the draft was saved elsewhere meanwhile")
        self.draft_id = draft_id
        self.page = page


class ActionNotAllowedError(DomainError):
    """The workflow does not let this action be taken now."""

    def __init__(self, code: str, step: str, action: str, why: str, missing: Sequence[str] = ()) -> None:
        """Name dossier, step and action, the machine's reason, and the facts still missing."""
        super().__init__(f"{action} at {step}: {why}")
        self.code = code
        self.step = step
        self.action = action
        self.why = why
        self.missing = tuple(missing)


class IncompleteFilingError(DomainError):
    """Something required is not there yet; ``fields`` and ``documents`` say what."""

    def __init__(self, fields: Sequence[str] = (), documents: Sequence[str] = ()) -> None:
        """List the names of the fields and documents that are missing."""
        super().__init__("the dossier is not complete")
        self.fields = tuple(fields)
        self.documents = tuple(documents)


class UploadRefusedError(DomainError):
    """A file cannot be taken.

    At once: ``empty``, ``wrong_kind``, ``cut_off``, ``too_large`` or ``too_many``. After a worker has looked into it:
    ``wrong_kind``, ``cut_off``, ``empty``, ``protected``, ``unfolds`` (into far more than it is), ``active`` (it holds
    macros or programs) or ``infected``.
    """

    def __init__(self, reason: str, *, limit: int | None = None, found: str | None = None) -> None:
        """Keep the reason, the limit that was passed, and what the bytes really are."""
        super().__init__(f"the file is refused: {reason}")
        self.reason = reason
        self.limit = limit
        self.found = found


class BlockedFilingError(DomainError):
    """A rule of the procedure stops this filing; ``say`` is the author's own words."""

    def __init__(self, page: str, words: str) -> None:
        """Keep the page at which the rule stands and what it says."""
        super().__init__(words)
        self.page = page
        self.words = words


class NotComputableError(DomainError):
    """The procedure's own expressions cannot be computed from these answers; ``places`` names where they stand."""

    def __init__(self, places: Sequence[str]) -> None:
        """Keep the names of the fields, pages, documents and facts."""
        super().__init__("expressions of the procedure cannot be computed from these answers")
        self.places = tuple(places)


class FeeChangedError(DomainError):
    """The fee is another one than the applicant saw; ``total`` is what is owed now, in whole đồng."""

    def __init__(self, total: int) -> None:
        """Keep the total."""
        super().__init__("the fee has changed meanwhile")
        self.total = total


class FilesChangedError(DomainError):
    """Other files would be filed than the applicant saw on the last page."""

    def __init__(self) -> None:
        """Say it."""
        super().__init__("the files have changed meanwhile")


class AssuranceTooLowError(DomainError):
    """The electronic identity is of a lower level than the procedure asks for."""

    def __init__(self, needed: int) -> None:
        """Name the level needed."""
        super().__init__(f"assurance level {needed} is needed")
        self.needed = needed


class ConfirmationMissingError(DomainError):
    """Others have to confirm this filing first; ``parties`` names them."""

    def __init__(self, parties: Sequence[str]) -> None:
        """Keep the names of the parties."""
        super().__init__("others have to confirm the filing first")
        self.parties = tuple(parties)


class WrongConfirmerError(DomainError):
    """Whoever is signed in is not the person who is asked to confirm; nothing is told of either."""

    def __init__(self) -> None:
        """Say no more than that."""
        super().__init__("somebody else is asked to confirm")


class OwnConfirmationError(DomainError):
    """The person who would have to confirm is the one who files."""

    def __init__(self, party: str) -> None:
        """Name the party."""
        super().__init__(f"the {party} is the person who files")
        self.party = party


class ConfirmationOverError(DomainError):
    """There is nothing to confirm any more: it was answered, taken back, has lapsed, or the dossier is filed."""

    def __init__(self, state: str) -> None:
        """Keep how it stands."""
        super().__init__(f"the confirmation is {state}")
        self.state = state


class ConfirmationChangedError(DomainError):
    """The answers are no longer those that were shown; nothing was confirmed."""

    def __init__(self, party: str) -> None:
        """Name the party."""
        super().__init__("the answers have changed since they were shown")
        self.party = party
