"""A document as a phone takes it."""

from pathlib import Path

from PIL import Image, ImageDraw


def photograph(folder: Path) -> Path:
    """Make a photograph of a page and return its file."""
    path = folder / "anh-chup.jpg"
    picture = Image.new("RGB", (900, 1200), "#fbf8f3")
    drawing = ImageDraw.Draw(picture)
    for line in range(12):
        drawing.text((80, 80 + 60 * line), f"Dong {line + 1}: giay to dung de thu", fill="#1f1a17")
    picture.save(path, quality=80)
    return path
