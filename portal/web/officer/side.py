"""The lists at the left of every page of the desk, with their counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import url_for

from portal.services import deadline_notices, desk, extension_proposals, letters, opinion_lists, second_requests
from portal.services.desk import MOST, VIEWS, Count
from portal.services.officers import LEADER
from portal.services.registers import READERS
from portal.services.wanted import Due, View, Wanted
from portal.services.workload import SEEN_BY
from portal.web import work
from portal.web.access import actor
from portal.web.frame import is_at
from portal.web.language import N_
from portal.web.language import gettext as _
from portal.web.officer.narrowing import address_of
from portal.web.officer.own import own

WORDS: Final = {
    View.MINE: (N_("Của tôi"), "blue"),
    View.ROLE: (N_("Chờ người nhận"), "grey"),
    View.SOON: (N_("Sắp đến hạn"), "amber"),
    View.OVERDUE: (N_("Quá hạn"), "red"),
    View.ALL: (N_("Tất cả đang mở"), "grey"),
}

UNIT_LATE: Final = N_("Quá hạn cả cơ quan")

Item = tuple[str, str, str | None, bool, str]
"""Words, address, count, whether it is this page, and the tone of the count."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Every list of this desk with its count."""

    views: dict[View, Count]
    saved: dict[UUID, Count]
    late: Count | None
    """What is overdue at the agency, whoever has it; ``None`` for who does not lead there."""
    told: Count
    letters: Count
    opinions: Count
    votes: Count
    requests: Count
    apologies: Count


def late_of_unit() -> Wanted | None:
    """Return the list of what is overdue at the agencies that the officer leads; ``None`` where that is none."""
    led = [one for one in actor().roles if actor().roles_at(one) & SEEN_BY]
    if not led:
        return None
    # Who leads one of several agencies is not told of the others.
    alone = led[0] if len(led) == 1 and len(actor().roles) > 1 else None
    return Wanted(View.ALL, due=Due.OVERDUE, agency_id=alone)


def count() -> Counted:
    """Count every list of the desk of this officer, by one statement beside that of the saved ones."""
    saved = own().views
    late = late_of_unit()
    lists = [*VIEWS, *(Wanted.from_data(one.wanted) for one in saved), *([late] if late else [])]
    asked = (
        opinion_lists.awaited(actor()),
        opinion_lists.votes_awaited(actor()),
        second_requests.awaited(actor()),
        extension_proposals.awaited(actor()),
    )
    beside = [deadline_notices.told(actor()), *((query, None) for query in (letters.unread(actor()), *asked))]
    counts = desk.counts(work.db(), actor(), lists, at=work.now(), beside=beside)
    views = dict(zip(View, counts, strict=False))
    kept = dict(zip((one.id for one in saved), counts[len(VIEWS) :], strict=False))
    return Counted(views, kept, counts[len(lists) - 1] if late else None, *counts[len(lists) :])


def side(counted: Counted | None = None, chosen: View | UUID | Wanted | None = None) -> list[Item]:
    """Return the views, the saved ones, the notices of deadlines, and the register for its readers."""
    found = counted or count()
    items = [
        _item(_(words), url_for("officer.lists", xem=view.value), found.views[view], view is chosen, tone)
        for view, (words, tone) in WORDS.items()
    ]
    items += [
        _item(one.name, url_for("officer.lists", luu=one.id), found.saved[one.id], one.id == chosen, "blue")
        for one in own().views
    ]
    told = url_for("officer.told")
    items.append(_item(_("Nhắc hạn"), told, found.told, is_at("/can-bo/nhac-han"), "amber"))
    unread = url_for("officer.unread_letters")
    items.append(_item(_("Tin nhắn mới"), unread, found.letters, is_at("/can-bo/tin-nhan"), "blue"))
    opinions = url_for("officer.opinions")
    items.append(_item(_("Phiếu lấy ý kiến"), opinions, found.opinions, is_at("/can-bo/y-kien"), "amber"))
    href = url_for("officer.decisions")
    items.append(_item(_("Quyết định tập thể"), href, found.votes, is_at("/can-bo/quyet-dinh-tap-the"), "amber"))
    if any(map(actor().holds, second_requests.SUPERIORS)):
        href = url_for("officer.asked_again")
        items.append(_item(_("Xin bổ sung thêm"), href, found.requests, is_at("/can-bo/xin-hoi-them"), "amber"))
    if actor().holds(LEADER):
        href = url_for("officer.apologies_to_sign")
        items.append(_item(_("Xin lỗi chờ ký"), href, found.apologies, is_at("/can-bo/cho-ky-xin-loi"), "amber"))
    late = late_of_unit()
    if late is not None and found.late is not None:
        items.append(
            _item(_(UNIT_LATE), url_for("officer.lists", **address_of(late)), found.late, chosen == late, "red")
        )
        items.append(
            (_("Khối lượng công việc"), url_for("officer.workload"), None, is_at("/can-bo/khoi-luong"), "grey")
        )
    if any(map(actor().holds, READERS)):
        items.append((_("Sổ theo dõi hồ sơ"), url_for("officer.register"), None, False, "grey"))
    return items


def waits_elsewhere(counted: Counted) -> list[tuple[str, str]]:
    """Return what waits for this officer beside their dossiers: whoever only votes has no others."""
    told = [
        (counted.opinions, N_("%(n)s phiếu lấy ý kiến chờ bạn trả lời"), "officer.opinions"),
        (counted.votes, N_("%(n)s hồ sơ chờ bạn biểu quyết"), "officer.decisions"),
        (counted.requests, N_("%(n)s lần xin yêu cầu bổ sung thêm chờ bạn trả lời"), "officer.asked_again"),
        (counted.apologies, N_("%(n)s văn bản xin lỗi chờ bạn ký"), "officer.apologies_to_sign"),
    ]
    return [(_(words, n=in_words(count)), url_for(place)) for count, words, place in told if count.number]


def in_words(count: Count) -> str:
    """Return a count as it is shown: nobody reads more than three digits."""
    if count.number > MOST:
        return f"{MOST}+"
    return f"{count.number}+" if count.more else str(count.number)


def _item(words: str, href: str, count: Count, here: bool, tone: str) -> Item:  # noqa: FBT001 - one of a row of values
    return words, href, in_words(count), here, tone if count.number else "grey"
