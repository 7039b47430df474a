"""A small pen for PDF: rings, stars, and letters as outlines, straight or around a circle. Lengths are points."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, pi, sin, tau

from portal.papers.fonts import Face

Colour = tuple[float, float, float]
_ROUND = 0.5522847498
"""How far a Bézier handle reaches for a quarter of a circle of radius 1."""


@dataclass(slots=True)
class Drawing:
    """PDF operators in the making."""

    operators: list[bytes] = field(default_factory=list)

    def put(self, text: str) -> None:
        """Append operators written as text."""
        self.operators.append(text.encode())

    def colour(self, colour: Colour) -> None:
        """Use ``colour`` (red, green, blue from 0 to 1) for lines and areas."""
        red, green, blue = colour
        self.put(f"{red:g} {green:g} {blue:g} rg {red:g} {green:g} {blue:g} RG")

    def ring(self, x: float, y: float, radius: float, width: float) -> None:
        """Draw a circle of ``radius`` around (x, y) with a line of ``width``."""
        handle = radius * _ROUND
        self.put(
            f"{width:.3f} w {x + radius:.3f} {y:.3f} m "
            f"{x + radius:.3f} {y + handle:.3f} {x + handle:.3f} {y + radius:.3f} {x:.3f} {y + radius:.3f} c "
            f"{x - handle:.3f} {y + radius:.3f} {x - radius:.3f} {y + handle:.3f} {x - radius:.3f} {y:.3f} c "
            f"{x - radius:.3f} {y - handle:.3f} {x - handle:.3f} {y - radius:.3f} {x:.3f} {y - radius:.3f} c "
            f"{x + handle:.3f} {y - radius:.3f} {x + radius:.3f} {y - handle:.3f} {x + radius:.3f} {y:.3f} c s"
        )

    def star(self, x: float, y: float, outer: float, inner: float, rays: int) -> None:
        """Fill a star of ``rays`` points, as on the drums of Đông Sơn."""
        points = []
        for step in range(2 * rays):
            radius = outer if step % 2 == 0 else inner
            angle = pi / 2 + step * pi / rays
            points.append(f"{x + radius * cos(angle):.3f} {y + radius * sin(angle):.3f}")
        self.put(" ".join(f"{point} {'l' if index else 'm'}" for index, point in enumerate(points)) + " h f")

    def text(
        self, face: Face, size: float, x: float, y: float, words: str, *, slant: float = 0, turn: float = 0
    ) -> None:
        """Draw ``words`` from (x, y) on; ``slant`` shears them, ``turn`` rotates them (radians)."""
        a, b, c, d = cos(turn), sin(turn), slant * cos(turn) - sin(turn), slant * sin(turn) + cos(turn)
        self.put(f"q {a * size:.4f} {b * size:.4f} {c * size:.4f} {d * size:.4f} {x:.3f} {y:.3f} cm")
        self._letters(face, words)
        self.put("Q")

    def _letters(self, face: Face, words: str) -> None:
        pen = 0.0
        for letter in words:
            outline = face.outline(letter)
            if outline.path:
                self.put(f"q 1 0 0 1 {pen:.4f} 0 cm")
                self.operators.append(outline.path)
                self.put("f Q")
            pen += outline.advance

    def centred(self, face: Face, size: float, x: float, y: float, words: str) -> None:
        """Draw ``words`` with their middle at ``x``."""
        self.text(face, size, x - face.width(words) * size / 2, y, words)

    def arc(
        self, face: Face, size: float, centre: tuple[float, float], radius: float, words: str, middle: float
    ) -> None:
        """Draw ``words`` along the inside of a circle, clockwise, their middle at the angle ``middle`` (radians)."""
        turned = middle + face.width(words) * size / radius / 2
        for letter in words:
            outline = face.outline(letter)
            step = outline.advance * size / radius
            angle = (turned - step / 2) % tau
            x = centre[0] + radius * cos(angle) - outline.advance * size / 2 * sin(angle)
            y = centre[1] + radius * sin(angle) + outline.advance * size / 2 * cos(angle)
            self.text(face, size, x, y, letter, turn=angle - pi / 2)
            turned -= step

    def bytes(self) -> bytes:
        """Return the operators, with the graphics state kept clean around them."""
        return b"q\n" + b"\n".join(self.operators) + b"\nQ"
