"""How the statuses of a dossier look: a tone for the colour, always beside the words."""

from collections.abc import Mapping

from workflows.status import WORDS, DossierStatus

TONES: Mapping[DossierStatus, str] = {
    DossierStatus.NEW: "blue",
    DossierStatus.ACCEPTED: "blue",
    DossierStatus.NOT_ACCEPTED: "red",
    DossierStatus.PROCESSING: "blue",
    DossierStatus.SUPPLEMENT: "amber",
    DossierStatus.FEE_DUE: "amber",
    DossierStatus.WITHDRAWN: "grey",
    DossierStatus.STOPPED: "red",
    DossierStatus.DONE: "green",
    DossierStatus.RETURNED: "green",
}
"""Amber asks something of the applicant, red is an end without a result."""


def status_tone(status: DossierStatus) -> str:
    """Return the tone of a status: grey, blue, green, amber or red."""
    return TONES[DossierStatus(status)]


def status_words(status: DossierStatus, language: str) -> str:
    """Return the national name of a status in ``language``."""
    vietnamese, english = WORDS[DossierStatus(status)]
    return english if language == "en" else vietnamese
