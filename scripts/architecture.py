"""Draws docs/architecture.svg: the rooms by layer, and who imports whom, as the code has it.

The layers are those of the import contract in pyproject.toml. An arrow that follows from others
is left out: where a room imports what its neighbour imports too, the way over the neighbour stands.
"""

import tomllib
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent
WAYS_IN = "*_way_in"
WIDTH, ROW, BOX, GAP = 1180, 78, 34, 14
INK, LINE, SPINE, PAPER = "#223", "#9aa7b8", "#c0392b", "#f4f6f9"
# The way of one click, which the reader should see first.
CLICK = ("ribbon", "runner", "wiring", "commands", "ledger", "bureau", "contract", "domain")

Arrow = tuple[str, str]


def layers() -> list[list[str]]:
    """The rooms from top to bottom, as the contract states them; the engine stands below."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    stated = next(one["layers"] for one in contracts if one["type"] == "layers")
    rows = [list(dict.fromkeys(map(_room, row.split(" | ")))) for row in stated]
    return [*rows, ["workbook_file"]]


def _room(module: str) -> str:
    return WAYS_IN if module.endswith("_way_in") else module


def arrows() -> set[Arrow]:
    """Who imports whom, room by room, without what follows from other arrows."""
    graph = grimp.build_graph("shebao", "workbook_file")
    found = set()
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            pair = (_room_of(importer), _room_of(imported))
            if pair[0] != pair[1] and "" not in pair:
                found.add(pair)
    return {arrow for arrow in found if not _follows(arrow, found)}


def _room_of(module: str) -> str:
    top, *rest = module.split(".")
    return top if top == "workbook_file" else _room(rest[0]) if rest else ""


def _follows(arrow: Arrow, among: set[Arrow]) -> bool:
    """Whether another way leads from an arrow's start to its end."""
    start, end = arrow
    seen: set[str] = set()
    ahead = [to for by, to in among if by == start and to != end]
    while ahead:
        room = ahead.pop()
        if room == end:
            return True
        if room not in seen:
            seen.add(room)
            ahead += [to for by, to in among if by == room]
    return False


def architecture_svg() -> str:
    """The picture as a text; the same code gives the same bytes."""
    rows = layers()
    places = {
        room: (x, y, width)
        for at, row in enumerate(rows)
        for room, x, y, width in _placed(row, 20 + at * ROW)
    }
    height = 20 + len(rows) * ROW
    click = list(pairwise(CLICK))
    lines = [_line(places, arrow, LINE, 1) for arrow in sorted(arrows().difference(click))]
    lines += [_line(places, arrow, SPINE, 2.5) for arrow in click]
    boxes = [_box(room, *place) for room, place in places.items()]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="sans-serif" font-size="14">\n<rect width="100%" height="100%" fill="white"/>'
    )
    return "\n".join([head, *lines, *boxes, "</svg>", ""])


def _placed(row: Sequence[str], y: int) -> Iterable[tuple[str, float, int, float]]:
    widths = [9.0 * len(room) + 26 for room in row]
    x = (WIDTH - sum(widths) - GAP * (len(row) - 1)) / 2
    for room, width in zip(row, widths, strict=True):
        yield room, x, y, width
        x += width + GAP


def _line(
    places: dict[str, tuple[float, int, float]], arrow: Arrow, color: str, width: float
) -> str:
    (x1, y1, w1), (x2, y2, w2) = places[arrow[0]], places[arrow[1]]
    a, b, top, bottom = x1 + w1 / 2, x2 + w2 / 2, y1 + BOX, y2
    if y1 == y2:  # neighbours of one row: below both
        top, bottom = y1 + BOX, y2 + BOX
    middle = (top + bottom) / 2 + (24 if y1 == y2 else 0)
    return (
        f'<path d="M{a:.0f} {top}C{a:.0f} {middle:.0f} {b:.0f} {middle:.0f} {b:.0f} {bottom}" '
        f'fill="none" stroke="{color}" stroke-width="{width}"><title>'
        f"{escape(arrow[0])} → {escape(arrow[1])}</title></path>"
    )


def _box(room: str, x: float, y: int, width: float) -> str:
    edge = SPINE if room in CLICK else INK
    return (
        f'<rect x="{x:.0f}" y="{y}" width="{width:.0f}" height="{BOX}" rx="5" '
        f'fill="{PAPER}" stroke="{edge}"/><text x="{x + width / 2:.0f}" y="{y + 22}" '
        f'text-anchor="middle" fill="{INK}">{escape(room)}</text>'
    )
