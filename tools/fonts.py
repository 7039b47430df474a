"""Makes the web fonts lighter: only the letters that the pages use, and no hinting, which phones do not read.

Run in the virtual environment, where fontTools is: `python -m tools.fonts FOLDER TARGET`.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

WEIGHTS = (400, 600, 700)
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"]

LETTERS: dict[str, tuple[range | int, ...]] = {
    "vietnamese": (
        *(0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0),
        *(range(0x300, 0x305), 0x309, 0x323, range(0x1EA0, 0x1EFA), 0x20AB),
    ),
    "latin": (
        *(range(0x20, 0x7F), range(0xA0, 0x100), range(0x2010, 0x2028), range(0x2030, 0x203B)),
        *(0x20AC, range(0x2190, 0x2194), 0x2212, 0x2713),
    ),
}
"""The letters of each part; portal/web/assets/styles/_fonts.scss names the same ones."""


def letters(part: str) -> Iterable[int]:
    """Yield the code points of one part."""
    for one in LETTERS[part]:
        yield from one if isinstance(one, range) else (one,)


def subset(source: Path, target: Path, part: str) -> None:
    """Write the letters of `part` that `source` has to `target`."""
    options = Options(flavor="woff2", hinting=False, layout_features=FEATURES, notdef_outline=True)
    font = load_font(source, options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters(part))
    subsetter.subset(font)
    save_font(font, target, options)


def main(folder: Path, target: Path) -> None:
    """Subset every part and weight of Be Vietnam Pro in `folder`."""
    target.mkdir(parents=True, exist_ok=True)
    for part in LETTERS:
        for weight in WEIGHTS:
            source = folder / f"be-vietnam-pro-{part}-{weight}-normal.woff2"
            subset(source, target / f"{part}-{weight}.woff2", part)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
