"""The worked example of the evidence format: recomputed with nothing but SHA-256, and by our own code."""

import hashlib
import json
import re
from datetime import datetime
from typing import Any

import pytest
import rfc8785

from portal.config import PROJECT
from portal.services.evidence import FORMAT, Stamp, canonical_bytes, payload_digest

PAGE = (PROJECT / "docs" / "decisions" / "0019-evidence-chain.md").read_text(encoding="utf-8")
SALTS = (bytes(range(32)), bytes(range(32, 64)))
PAYLOADS, CANONICALS, HASHES = (
    re.findall(rf"Event \d, {word}[^`]*:\n\n```text\n(.*)\n```", PAGE) for word in ("payload", "canonical", "hash.*?")
)


def test_the_page_tells_two_events_whole() -> None:
    assert [len(found) for found in (PAYLOADS, CANONICALS, HASHES)] == [2, 2, 2]


@pytest.mark.parametrize("index", [0, 1])
def test_anyone_can_recompute_the_chain(index: int) -> None:
    said = json.loads(CANONICALS[index])
    assert said["payload"] == hashlib.sha256(SALTS[index] + PAYLOADS[index].encode()).hexdigest()
    assert said["previous"] == (HASHES[index - 1] if index else None)
    assert HASHES[index] == hashlib.sha256(CANONICALS[index].encode()).hexdigest()


@pytest.mark.parametrize("index", [0, 1])
def test_our_code_gives_the_same_bytes(index: int) -> None:
    said: dict[str, Any] = json.loads(CANONICALS[index])
    stamp = Stamp(
        said["dossier"],
        said["seq"],
        said["kind"],
        said["actor"]["kind"],
        said["actor"]["id"],
        datetime.fromisoformat(said["at"]),
        bytes.fromhex(said["previous"]) if said["previous"] else None,
    )
    assert said["format"] == FORMAT
    assert rfc8785.dumps(json.loads(PAYLOADS[index])).decode() == PAYLOADS[index]
    digest = payload_digest(SALTS[index], PAYLOADS[index].encode())
    assert canonical_bytes(stamp, digest).decode() == CANONICALS[index]
