"""What signatures look like: a blue name as if by hand, and a red round seal with the agency's name.

NĐ 30/2020/NĐ-CP, Phụ lục I: the personal signature is a blue picture without background; the agency's is its seal, red,
in true size, without background, over about a third of the personal signature at its left, with the agency's name and
the time of signing. A real picture may be given; ours is drawn, and bears no emblem of the state.
"""

from __future__ import annotations

from datetime import datetime
from math import pi
from typing import Final

from portal.papers.base import Appearance, SignatureKind
from portal.papers.drawing import Colour, Drawing
from portal.papers.fonts import BOLD, ITALIC, REGULAR, face
from portal.papers.words import COMMITTEE, VIETNAM, filled_lines, territory

BLUE: Final[Colour] = (0.05, 0.16, 0.60)
RED: Final[Colour] = (0.80, 0.06, 0.11)
MILLIMETRE: Final = 72 / 25.4
SEAL_DIAMETER: Final = 36 * MILLIMETRE
"""The true size of a commune's seal."""
SMALL: Final = 6.4
SEAL_SHARE: Final = 0.75
"""How much of its field's height the seal may take: beneath it stand the signer's printed name and the note."""
_FOOT: Final = 1.6
"""From the bottom of the box to the lowest line of the note: as far as letters reach below the line."""
_LINES_IN_SEAL: Final = 5
_LEADING_IN_SEAL: Final = 1.22
_SHORT_SIGNATURE: Final = 2
"""So many words of a long name are written by hand: who has a long name signs with the last of it."""
_HAND: Final = 0.46
_LEAST_HAND: Final = 0.2
"""Size of the hand, and the size below which a name is shortened, in units of the box's height."""


def draw(appearance: Appearance, width: float, height: float, at: datetime) -> bytes:
    """Return the PDF operators of ``appearance`` in a box of ``width`` by ``height`` points, signed at ``at``."""
    drawing = Drawing()
    if appearance.kind is SignatureKind.PERSONAL:
        _handwriting(drawing, appearance, width, height)
        _note(drawing, BLUE, width, (signing_time(at),))
    else:
        if appearance.image is None:
            _seal(drawing, appearance, seal_box(height))
        _note(drawing, RED, width, (f"Ký bởi: {appearance.name}", f"Thời gian ký: {signing_time(at)}"))
    return drawing.bytes()


def picture_box(kind: SignatureKind, width: float, height: float) -> tuple[float, float, float, float]:
    """Return where a picture given by the agency goes: left, bottom, width, height."""
    if kind is SignatureKind.PERSONAL:
        room = SMALL * 1.4
        return 0, room, width, height - room
    return seal_box(height)


def seal_box(height: float) -> tuple[float, float, float, float]:
    """Return the square of the seal at the upper left of its field, in true size where there is room."""
    side = min(SEAL_DIAMETER, SEAL_SHARE * height)
    return 0, height - side, side, side


def signing_time(at: datetime) -> str:
    """Return the time as the annex writes it: ``22-11-2026 14:05:09 +07:00``."""
    local = at.astimezone(VIETNAM)
    return f"{local:%d-%m-%Y %H:%M:%S} +07:00"


def _handwriting(drawing: Drawing, appearance: Appearance, width: float, height: float) -> None:
    """Draw the name in a slanting hand, rising a little, over a stroke of the pen."""
    if appearance.image is not None:
        return
    letters = face(ITALIC)
    name = appearance.name
    if _hand(name, width, height) < height * _LEAST_HAND:
        name = " ".join(name.split()[-_SHORT_SIGNATURE:])
    size = _hand(name, width, height)
    left = (width - letters.width(name) * size) / 2
    base = height * 0.42
    drawing.colour(BLUE)
    drawing.text(letters, size, left, base, name, slant=0.12, turn=0.05)
    start, end, low = width * 0.10, width * 0.95, height * 0.27
    drawing.put(
        f"{start:.2f} {low:.2f} m "
        f"{width * 0.35:.2f} {low - height * 0.06:.2f} {width * 0.70:.2f} {low + height * 0.07:.2f} "
        f"{end:.2f} {low + height * 0.16:.2f} c "
        f"{width * 0.72:.2f} {low + height * 0.04:.2f} {width * 0.40:.2f} {low - height * 0.09:.2f} "
        f"{start:.2f} {low:.2f} c f"
    )


def _hand(name: str, width: float, height: float) -> float:
    """Return the size of letters in which ``name`` is written by hand."""
    return min(height * _HAND, width * 0.9 / max(face(ITALIC).width(name), 0.01))


def _note(drawing: Drawing, colour: Colour, width: float, lines: tuple[str, ...]) -> None:
    """Write small lines at the foot of the box, centred, shrunk when they are too long."""
    letters = face(REGULAR)
    drawing.colour(colour)
    for index, line in enumerate(reversed(lines)):
        size = min(SMALL, width / max(letters.width(line), 0.01))
        drawing.centred(letters, size, width / 2, _FOOT + index * SMALL * 1.25, line)


def _seal(drawing: Drawing, appearance: Appearance, box: tuple[float, float, float, float]) -> None:
    """Draw the seal: two rings and one inside, the superior around, the name within, a drum's star below."""
    left, bottom, side, _height = box
    radius = side / 2
    x, y = left + radius, bottom + radius
    drawing.colour(RED)
    drawing.ring(x, y, radius * 0.975, radius * 0.045)
    drawing.ring(x, y, radius * 0.915, radius * 0.015)
    drawing.ring(x, y, radius * 0.66, radius * 0.02)
    letters = face(BOLD)
    around = (appearance.superior or "Cơ quan nhà nước").upper()
    size = min(radius * 0.165, radius * 0.72 * 1.62 * pi / max(letters.width(around), 0.01))
    drawing.arc(letters, size, (x, y), radius * 0.785 - size * 0.33, around, pi / 2)
    drawing.star(x, y - radius * 0.785, radius * 0.085, radius * 0.036, 8)
    _seal_name(drawing, appearance.name.upper(), (x, y), radius * 0.58)


def _seal_name(drawing: Drawing, name: str, centre: tuple[float, float], radius: float) -> None:
    """Write the agency's name inside the inner ring, in the lines that let it be largest."""
    letters = face(BOLD)
    lines = max(_seal_settings(name), key=lambda setting: _seal_size(setting, radius))
    size = _seal_size(lines, radius)
    leading = _LEADING_IN_SEAL * size
    top = centre[1] + (len(lines) - 1) / 2 * leading - 0.35 * size
    for index, line in enumerate(lines):
        drawing.centred(letters, size, centre[0], top - index * leading, line)


def _seal_size(lines: list[str], radius: float) -> float:
    """Return the size of letters at which every line stays within a circle of ``radius``."""
    letters = face(BOLD)
    size = min(radius * 0.5, 1.62 * radius / (len(lines) * _LEADING_IN_SEAL))
    for index, line in enumerate(lines):
        offset = abs((len(lines) - 1) / 2 - index) * _LEADING_IN_SEAL + 0.45
        room = 2 * max(radius**2 - (offset * size * 0.8) ** 2, radius**2 * 0.1) ** 0.5
        size = min(size, room / max(letters.width(line), 0.01))
    return size


def _seal_settings(name: str) -> list[list[str]]:
    """Return the ways to break the name; a people's committee keeps its two words of kind on two lines."""
    words = name.split()
    place = territory(name).split()
    if place == words:
        return [filled_lines(words, count) for count in range(1, _LINES_IN_SEAL + 1)]
    kind = filled_lines(words[: len(COMMITTEE)], 2)
    return [[*kind, *filled_lines(place, count)] for count in range(1, _LINES_IN_SEAL - 1)]
