"""Charts as SVG made on the server: the same on a page, on paper and in a PDF.

A chart says one thing; the page says it in a heading above and gives the numbers in a table below. Colours, sizes and
type stand as presentation attributes, so that a chart without any style sheet (in a PDF) looks right and the classes
`chart-…` can colour it on a page. No style attribute, no script.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Number = int | float | Decimal

# Told apart in grey as well, and each line has its own dashes.
COLOURS = ("#0e6264", "#9a5b14", "#587579", "#5b4a7a")
DASHES = ("none", "7 3", "2 3", "9 3 2 3")
INK, FAINT, TRACK = "#2b2b28", "#6d6a63", "#ece8df"
FAMILY = "PingFang SC, Noto Sans CJK SC, Microsoft YaHei, sans-serif"
SIZE = 14  # of type, in pixels
WIDTH = 580  # as wide as the type area of an official paper
GAP = 8
BAR_PITCH, BAR_HEIGHT = 32, 18
MAX_LABEL_WIDTH = 12 * SIZE
TICKS = 4


@dataclass(frozen=True)
class Mark:
    """A bar or a point. A value of None is unknown, which is not zero: no mark is drawn, `text` says 未登记.

    `text` is the value as written (12 人, 3,000.00 元), `url` the list behind it, `series` the number of its colour.
    """

    label: str
    value: Number | None
    text: str = ""
    url: str = ""
    series: int = 0

    @property
    def written(self) -> str:
        return self.text or ("未登记" if self.value is None else str(self.value))


@dataclass(frozen=True)
class Line:
    """A named line; its points share their labels with every other line of the chart."""

    name: str
    points: Sequence[Mark] = field(default_factory=list)


def bar_chart(rows: Iterable[Mark], *, name: str, width: int = WIDTH, scale_to: Number | None = None) -> SafeString:
    """Return horizontal bars from zero, each with its label and value beside it.

    Units: width in pixels; `scale_to` is the value of a full bar (the largest one unless told, as 100 for percent).
    `name` is read out to those who do not see the chart.
    Raises: ValueError for a value below zero.
    """
    rows = list(rows)
    if any(row.value is not None and row.value < 0 for row in rows):
        raise ValueError("A bar begins at zero and cannot show a value below it")
    full = float(scale_to or max((row.value or 0 for row in rows), default=0)) or 1.0
    left = min(MAX_LABEL_WIDTH, max((_text_width(row.label) for row in rows), default=0)) + GAP
    room = width - left - max((_text_width(row.written) for row in rows), default=0) - GAP
    bars = format_html_join(
        "", "{}", ((_bar(row, number * BAR_PITCH, left, room, full),) for number, row in enumerate(rows))
    )
    return _svg(name, width, max(1, len(rows)) * BAR_PITCH, bars)


def line_chart(lines: Sequence[Line], *, name: str, width: int = WIDTH, height: int = 240) -> SafeString:
    """Return lines over the same labels, from zero, each named at its end; a gap where a value is unknown.

    Raises: ValueError for more than four lines, a value below zero or lines of different lengths.
    """
    values = [point.value for line in lines for point in line.points if point.value is not None]
    if len(lines) > len(COLOURS) or any(value < 0 for value in values):
        raise ValueError("A line chart shows at most four lines, from zero up")
    if len({len(line.points) for line in lines}) > 1:
        raise ValueError("Lines of one chart have the same number of points")
    frame = _Frame.fit(lines, float(max(values, default=0)), width, height)
    drawn = format_html_join("", "{}", ((_line(line, number, frame),) for number, line in enumerate(lines)))
    return _svg(name, width, height, _axes(lines, frame) + drawn + _line_names(lines, frame))


@dataclass(frozen=True)
class _Frame:
    """Where a line chart's plane lies and how values fall on it."""

    left: float
    right: float
    top: float
    bottom: float
    full: float
    count: int

    @classmethod
    def fit(cls, lines: Sequence[Line], largest: float, width: int, height: int) -> "_Frame":
        full = _round_up(largest)
        names = max((_text_width(line.name) for line in lines), default=0)
        left = _text_width(_plain(full)) + GAP
        count = len(lines[0].points) if lines else 0
        return cls(left, width - names - 2 * GAP, SIZE, height - 2 * SIZE, full, count)

    def x(self, index: int) -> float:
        return self.left + GAP + (self.right - self.left - 2 * GAP) * (index / max(1, self.count - 1))

    def y(self, value: Number) -> float:
        return self.bottom - (self.bottom - self.top) * float(value) / self.full


def _svg(name: str, width: int, height: int, content: SafeString) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="group" aria-label="{}" width="{}" height="{}"'
        ' viewBox="0 0 {} {}" font-family="{}" font-size="{}">{}</svg>',
        *(name, width, height, width, height, FAMILY, SIZE, content),
    )


def _bar(row: Mark, top: float, left: float, room: float, full: float) -> SafeString:
    length = 0.0 if row.value is None else room * min(1.0, float(row.value) / full)
    middle = top + BAR_PITCH / 2
    bar = format_html(
        '<rect class="chart-track" x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
        '<rect class="chart-bar chart-series-{}" x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
        *(_px(left), _px(middle - BAR_HEIGHT / 2), _px(room), BAR_HEIGHT, TRACK),
        *(row.series, _px(left), _px(middle - BAR_HEIGHT / 2), _px(length), BAR_HEIGHT, COLOURS[row.series]),
    )
    label = _text(_shortened(row.label), left - GAP, middle, "end", "chart-label")
    value = _text(row.written, left + room + GAP, middle, "start", "chart-value")
    return _linked(row, label + bar + value)


def _line(line: Line, number: int, frame: _Frame) -> SafeString:
    """Draw one line: its runs of known values, then its points above them."""
    colour = COLOURS[number]
    runs: list[list[str]] = [[]]
    for index, point in enumerate(line.points):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(f"{_px(frame.x(index))},{_px(frame.y(point.value))}")
    strokes = format_html_join(
        "",
        '<polyline class="chart-line chart-series-{}" points="{}" fill="none" stroke="{}" stroke-width="2"'
        ' stroke-dasharray="{}"/>',
        ((number, " ".join(run), colour, DASHES[number]) for run in runs if len(run) > 1),
    )
    dots = format_html_join("", "{}", ((_dot(point, index, number, frame),) for index, point in enumerate(line.points)))
    return strokes + dots


def _dot(point: Mark, index: int, number: int, frame: _Frame) -> SafeString:
    if point.value is None:
        return mark_safe("")
    dot = format_html(
        '<circle class="chart-dot chart-series-{}" cx="{}" cy="{}" r="4" fill="{}"/>',
        *(number, _px(frame.x(index)), _px(frame.y(point.value)), COLOURS[number]),
    )
    return _linked(point, dot)


def _axes(lines: Sequence[Line], frame: _Frame) -> SafeString:
    """Draw faint lines with their values, and as many labels below as fit."""
    ticks = [frame.full * step / TICKS for step in range(TICKS + 1)]
    grid = format_html_join(
        "",
        '<line class="chart-grid" x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-width="1"/>{}',
        (
            (
                *(_px(frame.left), _px(frame.right), _px(frame.y(tick)), _px(frame.y(tick)), TRACK),
                _text(_plain(tick), frame.left - GAP / 2, frame.y(tick), "end", "chart-tick", FAINT),
            )
            for tick in ticks
        ),
    )
    labels = [point.label for point in lines[0].points] if lines else []
    widest = max(map(_text_width, labels), default=0) + GAP
    every = max(1, -(-int(widest * len(labels)) // max(1, int(frame.right - frame.left))))
    below = format_html_join(
        "",
        "{}",
        (
            (_text(label, frame.x(index), frame.bottom + SIZE + 2, "middle", "chart-tick", FAINT),)
            for index, label in enumerate(labels)
            if index % every == 0
        ),
    )
    return grid + below


def _line_names(lines: Sequence[Line], frame: _Frame) -> SafeString:
    """Write each line's name at its end, moved apart where ends meet."""
    ends = []
    for number, line in enumerate(lines):
        known = [point.value for point in line.points if point.value is not None]
        if known:
            ends.append((frame.y(known[-1]), number, line.name))
    names, lowest = [], -SIZE * 2.0
    for height, number, name in sorted(ends):
        lowest = max(height, lowest + SIZE + 2)
        css_class = f"chart-name chart-series-{number}"
        names.append((_text(name, frame.right + GAP, lowest, "start", css_class, COLOURS[number]),))
    return format_html_join("", "{}", names)


def _linked(mark: Mark, drawn: SafeString) -> SafeString:
    """Return a mark with its spoken text, as a link where a list stands behind it."""
    title = format_html("<title>{}</title>", f"{mark.label}:{mark.written}")
    if mark.url:
        return format_html('<a class="chart-link" href="{}">{}{}</a>', mark.url, title, drawn)
    return format_html("<g>{}{}</g>", title, drawn)


def _text(text: str, x: float, middle: float, anchor: str, css_class: str, colour: str = INK) -> SafeString:
    """Return a text centred on a height; the baseline is set by number, which every renderer understands."""
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="{}" fill="{}">{}</text>',
        *(css_class, _px(x), _px(middle + SIZE * 0.36), anchor, colour, text),
    )


def _text_width(text: str) -> float:
    """Return about how wide a text is: full-width characters one size, others a bit over half."""
    return sum(SIZE if unicodedata.east_asian_width(char) in "WFA" else SIZE * 0.58 for char in text)


def _shortened(text: str) -> str:
    """Return a label that fits its column; the whole one is in the mark's title."""
    if _text_width(text) <= MAX_LABEL_WIDTH:
        return text
    while _text_width(text) > MAX_LABEL_WIDTH - SIZE:
        text = text[:-1]
    return f"{text}…"


def _round_up(value: float) -> float:
    """Return the next round number that four steps divide well: 4, 8, 12, 20, 40, 80, 120 …"""
    if value <= TICKS:
        return float(TICKS)
    power = 10.0 ** (len(str(int(value))) - 1)
    rounds = (step * power for step in (1, 1.2, 1.6, 2, 3, 4, 6, 8, 10, 12))
    return next(number for number in rounds if number >= value and number % TICKS == 0)


def _plain(value: float) -> str:
    return f"{value:,.0f}"


def _px(value: float) -> str:
    """Return a length with at most one decimal, always with a point."""
    return f"{value:.1f}".removesuffix(".0")
