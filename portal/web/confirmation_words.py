"""Confirmations in words: who is asked as what, how it stands, and the link and code that open the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import url_for

from forms.spec import say
from forms.wording import condition_words
from portal.papers.qr import qr_data_url
from portal.services.confirmation_keys import ConfirmationKeys, spoken_code
from portal.services.confirmation_needs import APPLICANT, OWNER
from portal.services.confirmations import Stand
from portal.web import work
from portal.web.language import N_, current_language, gettext
from portal.web.law_words import law_words
from procedures.definition import PartySpec, Procedure
from procedures.parties import spec_of

STATES: Final = {
    "missing": (N_("Chưa gửi đề nghị"), "grey"),
    "asked": (N_("Đang chờ xác nhận"), "amber"),
    "expired": (N_("Đề nghị đã hết hạn"), "red"),
    "declined": (N_("Đã từ chối xác nhận"), "red"),
    "changed": (N_("Cần xác nhận lại"), "amber"),
    "confirmed": (N_("Đã xác nhận"), "green"),
}
"""How it stands with one who has to confirm: words and tone of the tag."""
OWN_PARTIES: Final = {OWNER: N_("Người ủy quyền"), APPLICANT: N_("Người nộp hồ sơ")}
"""The parties that are the portal's own; a pack names the others."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One who has to confirm, as the one who files sees it."""

    party: str
    title: str
    name: str
    state: str
    words: str
    tone: str
    link: str | None = None
    qr: str | None = None
    code: str | None = None
    expires: datetime | None = None
    answered: datetime | None = None
    reason: str | None = None


def keys() -> ConfirmationKeys:
    """Return what makes the links and codes of this portal."""
    return ConfirmationKeys(work.parts().settings.secret_key.reveal())


def party_words(procedure: Procedure, party: str) -> str:
    """Return what a party is called, in the reader's language."""
    if party in OWN_PARTIES:
        return gettext(OWN_PARTIES[party])
    spec = spec_of(procedure, party)
    return say(spec.title, current_language()) if spec else party


@dataclass(frozen=True, slots=True)
class Told:
    """One party of a pack in words: who, on which condition, what of it, by what law."""

    title: str
    when: str | None
    part: str
    law: str | None


def parties_told(procedure: Procedure) -> list[Told]:
    """Return who else has to confirm, as a pack says it before anybody has answered."""
    language = current_language()
    return [
        Told(
            say(one.title, language),
            _when(procedure, one),
            _part(procedure, one),
            law_words(procedure, one.law),
        )
        for one in procedure.parties
    ]


def _when(procedure: Procedure, party: PartySpec) -> str | None:
    """Return when a party has to confirm: as the pack says it, or else its condition put into words."""
    if party.when is None:
        return None
    language = current_language()
    if party.say is not None:
        return say(party.say, language)
    return gettext("khi %(condition)s", condition=condition_words(party.when, procedure.words, language))


def _part(procedure: Procedure, party: PartySpec) -> str:
    """Return what a party confirms: everything, or the pages in which it does."""
    if party.confirms is None:
        return gettext("toàn bộ hồ sơ")
    pages = [page for page in procedure.form.pages if any(one.name in party.confirms for one in page.fields)]
    titles = ", ".join(f"“{say(page.title, current_language())}”" for page in pages)
    return (
        gettext("trang %(titles)s", titles=titles)
        if len(pages) == 1
        else gettext("các trang %(titles)s", titles=titles)
    )


def panel_of(procedure: Procedure, stand: Stand) -> Panel:
    """Return how it stands with one who has to confirm; link, QR and code while they are waited for."""
    words, tone = STATES[stand.state]
    row, title = stand.row, party_words(procedure, stand.need.party)
    if row is None:
        return Panel(stand.need.party, title, stand.need.name, stand.state, gettext(words), tone)
    link = link_of(row.salt) if stand.state == "asked" else None
    return Panel(
        stand.need.party,
        title,
        row.expected_name,
        stand.state,
        gettext(words),
        tone,
        link=link,
        qr=qr_data_url(link) if link else None,
        code=spoken_code(keys().code(row.salt)) if link else None,
        expires=row.expires_at,
        answered=row.answered_at,
        reason=row.reason,
    )


def link_of(salt: bytes) -> str:
    """Return the whole address that opens the page, in the language of the reader."""
    path = url_for("citizen.confirmation", token=keys().token(salt))
    return work.parts().settings.public_url.rstrip("/") + path
