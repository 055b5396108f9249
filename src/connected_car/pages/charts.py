"""Small charts as inline SVG: as wide as their place, with text of one size, without script.

Horizontal places are shares of the width, vertical ones pixels: a chart fits a phone and its text
stays readable. Colours are CSS classes of the page.
"""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import numpy as np
from markupsafe import Markup

_WIDTH = 1000  # of the inner drawing, which is stretched to the place
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
_MOST_TICKS = 5


class Chart:
    """A chart whose horizontal axis runs from ``low`` to ``high``, the vertical one from 0.

    Args:
        name: unique on the page.
        title: what it says, for those who cannot see it.
        low: left end, in the unit of the ``x`` given later.
        high: right end.
        top: largest value that must fit.
        unit: of the vertical axis.
        height: of the plot, pixels.
        whole: whether the values are counts, whose axis has whole numbers only.
    """

    def __init__(
        self,
        name: str,
        title: str,
        *,
        low: float,
        high: float,
        top: float,
        unit: str,
        height: int,
        whole: bool = False,
    ) -> None:
        self._low, self._span, self._height = low, max(high - low, 1e-9), height
        ticks = value_ticks(top, least_step=1 if whole else 0)
        self._top = ticks[-1]
        names = {"id": f"{name}-title"}, {"id": f"{name}-desc"}
        self._svg = ET.Element(
            "svg",
            {"class": "chart", "role": "img", "width": "100%", "height": str(height + 24)}
            | {"aria-labelledby": f"{name}-title {name}-desc"},
        )
        ET.SubElement(self._svg, "title", names[0]).text = title
        described = f"Vertical axis: {unit}, from 0 to {ticks[-1]:g}."
        ET.SubElement(self._svg, "desc", names[1]).text = described
        for value in ticks:
            self._grid_line(value)
        self._add("text", "unit", x="0", y="-9").text = unit

    def band(self, start: float, end: float, style: str, title: str) -> None:
        """Shade what lies between two places."""
        left, right = max(start, self._low), min(end, self._low + self._span)
        if right > left:
            wide = f"{100 * (right - left) / self._span:.3f}%"
            sizes = {"width": wide, "height": str(self._height)}
            rect = self._add("rect", style, x=self._percent(left), y="0", **sizes)
            ET.SubElement(rect, "title").text = title

    def line(self, x: np.ndarray, y: np.ndarray, style: str) -> None:
        """Draw a line; it is broken where ``y`` is NaN."""
        parts, pen = [], "M"
        for place, value in zip(self._inner_x(x), y, strict=True):
            if math.isnan(value):
                pen = "M"
            else:
                parts.append(f"{pen}{place:.1f} {self._y(value)}")
                pen = "L"
        self._path("".join(parts), style)

    def area(self, x: np.ndarray, y: np.ndarray, style: str) -> None:
        """Fill what lies below a line without holes."""
        points = [
            f"{place:.1f} {self._y(value)}"
            for place, value in zip(self._inner_x(x), y, strict=True)
        ]
        if points:
            first, last = points[0].split()[0], points[-1].split()[0]
            base = f"L{last} {self._height}L{first} {self._height}Z"
            self._path(f"M{'L'.join(points)}{base}", style)

    def columns(
        self, x: np.ndarray, y: np.ndarray, width: float, style: str, base: np.ndarray | float = 0
    ) -> None:
        """Draw a column for each value, on top of ``base``."""
        wide = _WIDTH * width / self._span
        bases = np.broadcast_to(base, np.shape(y))
        parts = []
        for place, value, low in zip(self._inner_x(x), y, bases, strict=True):
            if value > 0:
                bottom, upper = self._y(low), self._y(low + value)
                parts.append(f"M{place - wide / 2:.1f} {bottom}V{upper}h{wide:.1f}V{bottom}Z")
        self._path("".join(parts), style)

    def dots(self, x: np.ndarray, y: np.ndarray, style: str) -> None:
        """Draw a dot for each value."""
        for place, value in zip(x, y, strict=True):
            self._add("circle", style, cx=self._percent(place), cy=self._y(value), r="2.6")

    def between(self, x: np.ndarray, low: np.ndarray, high: np.ndarray, style: str) -> None:
        """Fill what lies between two lines without holes."""
        there = [f"{a:.1f} {self._y(b)}" for a, b in zip(self._inner_x(x), high, strict=True)]
        back = [f"{a:.1f} {self._y(b)}" for a, b in zip(self._inner_x(x), low, strict=True)]
        if there:
            self._path(f"M{'L'.join([*there, *reversed(back)])}Z", style)

    def level(self, value: float, words: str) -> None:
        """Draw a line across; its words are shown to who points at it or cannot see it."""
        y = self._y(value)
        line = self._add("line", "event", x1="0", x2="100%", y1=y, y2=y)
        ET.SubElement(line, "title").text = words

    def event(self, x: float, words: str) -> None:
        """Draw an upright line with words, where it lies inside."""
        if self._low <= x <= self._low + self._span:
            at, is_right = self._percent(x), (x - self._low) / self._span > 0.6
            self._add("line", "event", x1=at, x2=at, y1="0", y2=str(self._height))
            text = self._add("text", "event-text", x=at, y="11", dx="-5" if is_right else "5")
            text.set("text-anchor", "end" if is_right else "start")
            text.text = words

    def ticks(self, places: Sequence[tuple[float, str]]) -> None:
        """Write below the axis."""
        for x, words in places:
            text = self._add("text", "tick", x=self._percent(x), y=str(self._height + 17))
            text.set("text-anchor", "middle")
            text.text = words

    def markup(self) -> Markup:
        """Return the SVG; every text in it is escaped."""
        return Markup(ET.tostring(self._svg, encoding="unicode"))

    def _grid_line(self, value: float) -> None:
        y = self._y(value)
        self._add("line", "grid" if value else "axis", x1="0", x2="100%", y1=y, y2=y)
        label = self._add("text", "tick", x="-8", y=y, dy="4")
        label.set("text-anchor", "end")
        label.text = f"{value:,.10g}"

    def _add(self, tag: str, style: str, **attributes: str) -> ET.Element:
        return ET.SubElement(self._svg, tag, {"class": style, **attributes})

    def _path(self, d: str, style: str) -> None:
        box = {"viewBox": f"0 0 {_WIDTH} {self._height}", "preserveAspectRatio": "none"}
        inner = ET.SubElement(
            self._svg, "svg", {"width": "100%", "height": str(self._height), **box}
        )
        ET.SubElement(inner, "path", {"class": style, "d": d})

    def _percent(self, x: float) -> str:
        return f"{100 * (x - self._low) / self._span:.3f}%"

    def _inner_x(self, x: np.ndarray) -> np.ndarray:
        return _WIDTH * (np.asarray(x, dtype=float) - self._low) / self._span

    def _y(self, value: float) -> str:
        return f"{self._height * (1 - value / self._top):.1f}"


def value_ticks(top: float, least_step: float = 0) -> list[float]:
    """Return 0 and up to five round values above it, the last one not below ``top``."""
    if not top > 0:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(top))
    step = next(
        factor * power for factor in (0.2, 0.25, 0.5, 1, 2, 5) if top / (factor * power) <= 4
    )
    step = max(step, least_step)
    return [round(step * i, 12) for i in range(math.ceil(top / step - 1e-9) + 1)]


def day_ticks(first: date, last: date) -> list[tuple[float, str]]:
    """Return up to five days, as day numbers, with their names; the year where it is new."""
    days = (last - first).days
    if days < 62:
        step = max(1, math.ceil((days + 1) / 4))
        chosen = [first + timedelta(days=i) for i in range(0, days + 1, step)]
        return [(day.toordinal(), f"{day.day} {day:%b}") for day in chosen]
    low, high = first.year * 12 + first.month, last.year * 12 + last.month - 1
    months = range(low if first.day > 1 else low - 1, high + 1)
    step = next((s for s in _MONTH_STEPS if len(months) / s <= _MOST_TICKS), _MONTH_STEPS[-1])
    starts = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
    inside = [day for day in starts if (last - day).days > 0.05 * days] or starts[:1]
    years = [None, *(day.year for day in inside)]
    return [
        (day.toordinal(), f"{day:%b}" if day.year == before else f"{day:%b %Y}")
        for before, day in zip(years, inside, strict=False)
    ]
