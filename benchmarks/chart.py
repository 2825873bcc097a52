"""The chart of a run: appends a second of every store, as bars on a scale of powers of ten."""

from collections.abc import Iterator
from html import escape
from math import log10

from benchmarks.results import Results, Row

WIDTH, LEFT, RIGHT, BAR, GAP, TITLE = 720, 170, 90, 16, 4, 34
OURS, PEER = "#0f6b5c", "#b9c4c9"
TEN_LEAST, TEN_MOST = 2.0, 6.0
"""From a hundred events a second to a million."""


def chart(results: Results) -> str:
    """An SVG with the words of the figures in it; the table beside it says the same."""
    rows = [row for row in results.rows if row.kind == "append"]
    heights = [TITLE + len(row.figures) * (BAR + GAP) for row in rows]
    parts, at = [], 8
    for row, height in zip(rows, heights, strict=True):
        parts += _group(row, at)
        at += height
    size = f'width="{WIDTH}" height="{at + 12}" viewBox="0 0 {WIDTH} {at + 12}"'
    title = "<title>Appends a second, longer is better, each step of the scale is ten times the one before</title>"
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} font-family="sans-serif" font-size="12">\n{title}\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _group(row: Row, at: int) -> Iterator[str]:
    yield f'<text x="8" y="{at + 20}" font-weight="bold">{escape(row.name)} ({row.unit})</text>'
    for number, (who, figure) in enumerate(row.figures.items()):
        y = at + TITLE - 6 + number * (BAR + GAP)
        yield f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(who)}</text>'
        length = _length(figure.median)
        yield f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{PEER if number else OURS}"/>'
        yield f'<text x="{LEFT + length + 6:.1f}" y="{y + 12}">{figure.median:,.0f}</text>'


def _length(value: float) -> float:
    share = (log10(max(value, 1)) - TEN_LEAST) / (TEN_MOST - TEN_LEAST)
    return max(2.0, min(1.0, share) * (WIDTH - LEFT - RIGHT))
