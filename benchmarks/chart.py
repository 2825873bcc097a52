"""The chart of a run: appends a second of every store, as bars; in each group the longest is the quickest."""

from collections.abc import Iterator
from html import escape

from benchmarks.results import Results, Row

WIDTH, LEFT, RIGHT, BAR, GAP, TITLE = 720, 170, 90, 16, 4, 34
OURS, PEER, LIMIT = "#0f6b5c", "#b9c4c9", "#e6ebed"
TITLE_SAID = "Appends a second: in each group the longest bar is the quickest; the palest are PostgreSQL's own limit"
LIMITS = ("plain insert", "COPY")


def chart(results: Results) -> str:
    """An SVG with the words of the figures in it; the table beside it says the same."""
    rows = [row for row in results.rows if row.kind == "append"]
    heights = [TITLE + len(row.figures) * (BAR + GAP) for row in rows]
    parts, at = [], 8
    for row, height in zip(rows, heights, strict=True):
        parts += _group(row, at)
        at += height
    size = f'width="{WIDTH}" height="{at + 12}" viewBox="0 0 {WIDTH} {at + 12}"'
    title = f"<title>{TITLE_SAID}</title>"
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} font-family="sans-serif" font-size="12">\n{title}\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _group(row: Row, at: int) -> Iterator[str]:
    yield f'<text x="8" y="{at + 20}" font-weight="bold">{escape(row.name)} ({row.unit})</text>'
    most = max(figure.median for figure in row.figures.values())
    for number, (who, figure) in enumerate(row.figures.items()):
        y = at + TITLE - 6 + number * (BAR + GAP)
        yield f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(who)}</text>'
        length = max(2.0, figure.median / most * (WIDTH - LEFT - RIGHT))
        colour = LIMIT if who in LIMITS else PEER if number else OURS
        yield f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{colour}"/>'
        yield f'<text x="{LEFT + length + 6:.1f}" y="{y + 12}">{figure.median:,.0f}</text>'
