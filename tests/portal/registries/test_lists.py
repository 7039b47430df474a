"""Lists of registries over HTTP: the same contract against an independent server and the sandbox, each a process."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from portal.errors import StartError
from portal.registries import lists_http
from portal.registries.base import LookUpRefused, RegistryBroken, RegistryLists, RegistryUnavailable
from portal.registries.lists_http import MOST_ENTRIES, HttpLists
from portal.registries.sandbox_lists.app import create_app
from tests.portal.cli.test_sandbox import command, environment
from tests.portal.servers import free_port, process

SERVER = Path(__file__).parent / "list_server.py"


@pytest.fixture(scope="module")
def independent() -> Iterator[str]:
    port = free_port()
    with process([sys.executable, SERVER, str(port)], f"http://127.0.0.1:{port}/asked"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    env = environment(tmp_path_factory.mktemp("sandbox"))
    with process(command("registries", port), f"http://127.0.0.1:{port}/healthz", env):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(params=["independent", "sandbox"])
def address(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def test_words_and_codes_find_entries_with_the_day_of_the_list(address: str) -> None:
    lists: RegistryLists = HttpLists(address)
    for words in ("5610", "nhà hàng"):
        (entry,) = lists.search("business_lines", words).entries
        assert (entry.code, entry.as_of) == ("5610", date(2026, 11, 1))
        assert entry.text["vi"].startswith("Nhà hàng")
        assert entry.text["en"].startswith("Restaurants")
    nothing = lists.search("business_lines", "tàu vũ trụ")
    assert (nothing.entries, nothing.count) == ((), 0)


def test_a_list_that_is_not_known_is_refused(address: str, independent: str) -> None:
    with pytest.raises(LookUpRefused):
        HttpLists(address).search("../../secrets", "x")
    with pytest.raises(LookUpRefused):
        HttpLists(independent).search("schools", "x")


def test_more_than_fits_is_counted(independent: str) -> None:
    answer = HttpLists(independent).search("business_lines", "nganh")
    assert (len(answer.entries), answer.count) == (MOST_ENTRIES, 30)


@pytest.mark.parametrize("words", ["nonsense", "no list", "no day", "twice", "nameless", "deep", "endless"])
def test_what_cannot_be_believed_is_broken(independent: str, words: str) -> None:
    with pytest.raises(RegistryBroken):
        HttpLists(independent).search("business_lines", words)


@pytest.mark.parametrize("words", ["outage", "moved", "silent", "drips"])
def test_who_gives_no_answer_in_time_is_away_and_left_alone_for_a_while(
    independent: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists, begun = HttpLists(independent, limit=1.0), time.monotonic()
    with pytest.raises(RegistryUnavailable):
        lists.search("business_lines", words)
    assert time.monotonic() - begun < 20, "a limit of one second, and room for a busy machine"
    with pytest.raises(RegistryUnavailable, match="a moment ago"):
        lists.search("business_lines", "5610")
    later = time.monotonic() + lists_http.PAUSE
    monkeypatch.setattr("portal.registries.lists_http.time.monotonic", lambda: later)
    lists._limit = 30.0
    assert lists.search("business_lines", "5610").count == 1


def test_nobody_there_is_away() -> None:
    with pytest.raises(RegistryUnavailable):
        HttpLists(f"http://127.0.0.1:{free_port()}").search("business_lines", "x")


def test_the_sandbox_misbehaves_on_demand_and_never_in_production(sandbox: str) -> None:
    lists = HttpLists(sandbox, limit=2.0)
    with pytest.raises(RegistryBroken):
        lists.search("business_lines", "!hong")
    with pytest.raises(RegistryUnavailable):
        lists.search("business_lines", "!tat")
    assert HttpLists(sandbox).search("administrative_units", "ba dinh ha noi").count == 1
    with pytest.raises(StartError):
        create_app(production=True)
