"""Every pair of text and ground that the style sheets set can be read: 4.5 to 1 at least."""

import re

import pytest

from portal.config import PROJECT

STYLES = PROJECT / "portal" / "web" / "assets" / "styles"
COLOURS: dict[str, str] = dict(
    re.findall(r"^\$([\w-]+): (#[0-9a-f]{6});", (STYLES / "_brand.scss").read_text(), re.MULTILINE)
)
COLOURS["white"] = "#ffffff"
TONES = re.findall(r'"\w+": \((\S+), (\S+)\)', (STYLES / "_marks.scss").read_text())

PAIRS = [
    *((text, ground) for text in ("ink", "ink-soft", "river", "plum") for ground in ("paper", "paper-deep", "white")),
    *((text, ground) for text in ("green", "amber", "red") for ground in ("paper", "white")),
    *(("white", ground) for ground in ("lacquer", "green", "green-deep", "red", "ink")),
    *(("ink", ground) for ground in ("green-tint", "amber-tint", "red-tint", "river-tint", "focus")),
    ("green-deep", "white"),
    *((text, ground) for ground, text in TONES),
    ("#fbe9e7", "lacquer"),
    ("#e9c377", "ink"),
    ("ink", "#ece4d6"),
]


def channel(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    red, green, blue = (channel(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def named(colour: str) -> str:
    return COLOURS.get(colour.removeprefix("$"), colour)


def test_the_tones_of_tags_are_among_the_pairs() -> None:
    assert len(TONES) == 6


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out(text: str, ground: str) -> None:
    brighter, darker = sorted((luminance(named(text)), luminance(named(ground))), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= 4.5
