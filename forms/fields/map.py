"""A point on the map, or an area with its corners: by coordinates, typed or taken from the phone that stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from forms.cleaning import clean_line, clean_lines
from forms.errors import InvalidAnswer
from forms.expressions import DECIMAL, WHOLE, ValueType, record
from forms.fields import country, widgets
from forms.fields.base import FieldType, Json, Raw, both
from forms.fields.coordinates import Point, crosses_itself, outline, read_point, square_metres, written
from forms.fields.inputs import AnswerField, unbound
from forms.fields.number import grouped
from forms.fields.pictures import picture
from forms.key_kinds import OneOfKey
from forms.spec import FieldSpec, Text

POINT, AREA = "point", "area"
MOST_CORNERS = 200
_LEAST_CORNERS = 3
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class MapOptions:
    """Whether a point is asked for or an area."""

    shape: str = POINT


class MapField(AnswerField):
    """One line for a point, one line a corner for an area."""

    widget: Any = widgets.Lines()

    @property
    def is_area(self) -> bool:
        """Say whether corners are asked for."""
        return bool(self.field_type.own(self.spec).shape == AREA)

    def outline(self) -> str:
        """Return the area that was typed as the points of a polygon, empty while it is none."""
        try:
            value = self.field_type.read(self.spec, self.raw) if self.is_area else None
        except InvalidAnswer:
            return ""
        return outline(value["points"]) if value else ""


class MapType(FieldType[MapOptions]):
    """A point (latitude, longitude) or an area (its corners in order), WGS-84."""

    name = "map"
    about = both("Điểm hoặc khu đất trên bản đồ, theo tọa độ.", "A point or an area on the map, by coordinates.")
    options_class = MapOptions
    parts: ClassVar[Mapping[str, Text]] = {
        "lat": both("vĩ độ của {a}", "the latitude of {a}"),
        "lon": both("kinh độ của {a}", "the longitude of {a}"),
        "corners": both("số đỉnh của {a}", "the number of corners of {a}"),
        "square_metres": both("diện tích (m²) của {a}", "the area (m²) of {a}"),
    }
    keys = (OneOfKey(name="shape", doc="What is asked for.", words=(POINT, AREA), default=POINT),)
    takes_default = False

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see latitude and longitude, or the number of corners and the square metres."""
        if self.own(spec).shape == AREA:
            return record({"corners": WHOLE, "square_metres": DECIMAL})
        return record({"lat": DECIMAL, "lon": DECIMAL})

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """One line, or one line a corner."""
        return unbound(MapField, spec, self, language)

    def read(self, spec: FieldSpec, raw: Raw) -> dict[str, Any] | None:
        """Return the point, or the area with its corners and its size."""
        if self.own(spec).shape == POINT:
            text = clean_line(raw, _LONGEST)
            return _point(read_point(text)) if text else None
        lines = [line.strip() for line in clean_lines(raw, _LONGEST * MOST_CORNERS).split("\n") if line.strip()]
        return _area([read_point(line) for line in lines]) if lines else None

    def typed(self, spec: FieldSpec, value: dict[str, Any]) -> str:
        """Return the line, or a line a corner."""
        if self.own(spec).shape == POINT:
            return written((value["lat"], value["lon"]))
        return "\n".join(written(point) for point in value["points"])

    def store(self, spec: FieldSpec, value: dict[str, Any]) -> Json:
        """Return the coordinates as texts."""
        if self.own(spec).shape == POINT:
            return {"lat": f"{value['lat']:f}", "lon": f"{value['lon']:f}"}
        return {"points": [[f"{lat:f}", f"{lon:f}"] for lat, lon in value["points"]]}

    def load(self, spec: FieldSpec, data: Json) -> dict[str, Any] | None:
        """Take what was stored only."""
        points: Any = [[data.get("lat"), data.get("lon")]] if isinstance(data, dict) else None
        if isinstance(data, dict) and self.own(spec).shape == AREA:
            points = data.get("points")
        if not isinstance(points, list) or not all(_is_pair(pair) for pair in points):
            raise InvalidAnswer("wrong_kind")
        return self.read(spec, "\n".join(", ".join(pair) for pair in points))

    def show(self, spec: FieldSpec, value: dict[str, Any], language: str) -> str:
        """Return the point, or the size of the area and its corners."""
        if self.own(spec).shape == POINT:
            return self.typed(spec, value)
        size, corners = grouped(value["square_metres"], language), value["corners"]
        said = f"{corners} đỉnh, khoảng {size} m²" if language == "vi" else f"{corners} corners, about {size} m²"
        return f"{said}\n{self.typed(spec, value)}"

    def picture(self, spec: FieldSpec, value: dict[str, Any]) -> str:
        """Return where in the country the point or the area lies, and beside it the outline of an area."""
        wide, high = country.size()
        if self.own(spec).shape == POINT:
            return picture(country.located([(value["lat"], value["lon"])]), f"0 0 {wide} {high}")
        shape = f'<g transform="translate({wide} 0) scale(0.6)"><polygon points="{outline(value["points"])}"/></g>'
        return picture(country.located(value["points"]) + shape, f"0 0 {wide + 180} {high}")


def _point(point: Point) -> dict[str, Decimal]:
    return {"lat": point[0], "lon": point[1]}


def _area(points: list[Point]) -> dict[str, Any]:
    """Return the area of these corners; one that is said again at the end is the first one."""
    if len(points) > 1 and points[-1] == points[0]:
        points = points[:-1]
    if len(set(points)) < _LEAST_CORNERS:
        raise InvalidAnswer("too_few_corners", least=_LEAST_CORNERS)
    if len(points) > MOST_CORNERS:
        raise InvalidAnswer("too_many_corners", most=MOST_CORNERS)
    if len(set(points)) < len(points) or crosses_itself(points):
        raise InvalidAnswer("crossing_sides")
    return {"points": points, "corners": len(points), "square_metres": square_metres(points)}


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and [type(part) for part in pair] == [str, str]
