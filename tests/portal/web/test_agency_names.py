"""What agencies are called for a reader of English, where they have an English name."""

from __future__ import annotations

from portal.models import Agency
from portal.services.lookups import TimelineEntry
from portal.web.agency_names import agencies_named
from portal.web.language import _ENVIRON_KEY
from portal.web.transferred_words import transferred_words
from tests.factories import MORNING
from tests.portal.web.gallery.app import create

BEFORE, AFTER, ELSEWHERE = "UBND phường Trước", "UBND phường Sau", "UBND phường Khác"


def test_a_transfer_names_where_from_and_where_to_in_english_though_nothing_happened_there_yet() -> None:
    events = [
        TimelineEntry(1, "dossier_submitted", MORNING, "person", None, None, None, "", BEFORE, "Former Ward"),
        TimelineEntry(2, "action_taken", MORNING, "officer", "Lan", None, None, "", ELSEWHERE),
    ]
    here = Agency(name=AFTER, name_en="Later Ward")
    said = {"from": BEFORE, "to": AFTER, "reason": "Sai nơi", "law": "Công văn 12"}
    with create().test_request_context("/", environ_overrides={_ENVIRON_KEY: "en"}):
        assert agencies_named(events, here)[ELSEWHERE] == ELSEWHERE
        assert "From Former Ward to Later Ward." in transferred_words(said, agencies_named(events, here))
    with create().test_request_context("/", environ_overrides={_ENVIRON_KEY: "vi"}):
        assert f"Từ {BEFORE} đến {AFTER}." in transferred_words(said, agencies_named(events, here))
