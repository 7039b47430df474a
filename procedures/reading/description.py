"""What the procedure page says beside form, documents, fees and steps."""

from __future__ import annotations

from typing import Final

from procedures.definition import Description
from procedures.reading.pack_reader import PackReader
from procedures.situation import CHANNELS

KEYS: Final = (
    "summary",
    "how",
    "channels",
    "authority",
    "conditions",
    "fee_note",
    "keywords",
    "life_events",
)


def read_description(reader: PackReader) -> Description:
    """Read the description, collecting every mistake."""
    inner = reader.inner("description")
    if inner is None:
        reader.missing("description", "{how: [Bước 1 …, Bước 2 …]}")
        return Description()
    inner.only(KEYS)
    how = inner.paragraphs("how")
    if not inner.has("how"):
        inner.missing("how", "[Bước 1 …, Bước 2 …]")
    return Description(
        how=how,
        channels=inner.choices("channels", CHANNELS, "channel") or CHANNELS,
        conditions=inner.paragraph("conditions"),
        keywords=inner.words("keywords"),
        summary=inner.paragraph("summary"),
        life_events=inner.words("life_events"),
        fee_note=inner.paragraph("fee_note"),
        authority=inner.paragraph("authority"),
    )
