"""The ribbon drawn as SVG from the same layout as its XML: ``docs/pictures/ribbon.svg``.

Excel draws its own icons, which are not ours to show; a square with a character stands for each.
Nothing is measured: a Chinese character is as wide as the font is high, others half of it.
"""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from shebao.commands.command import Command
from shebao.setup.assembly.ribbon_xml import MOST_SMALL_BUTTONS, Group

TABS = ("文件", "开始", "插入", "页面布局", "公式", "数据", "审阅", "视图", "社保费")
FONT = 12
LARGE_ICON, SMALL_ICON = 32, 14
GAP, TAB_HEIGHT, BODY_HEIGHT = 10, 30, 112
ROW = 22  # of a small button, and of a line in a menu
STATUS = "未登录"
_GREEN, _INK, _PALE, _LINE = "#217346", "#262626", "#e3efe8", "#d2d2d2"


def ribbon_svg(layout: Sequence[Group]) -> str:
    """Return the picture, the same text for the same registry."""
    body: list[str] = []
    x = GAP
    for number, group in enumerate(layout):
        drawn, width = _group(group, x, has_status=number == 0)
        body += drawn
        x += width
    menus, bottom = _menus(layout, x)
    tabs = list(_tabs())
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{x}" height="{bottom}"'
            f' viewBox="0 0 {x} {bottom}" font-family="sans-serif" font-size="{FONT}">',
            "<title>Excel 功能区“社保费”</title>",
            _rect(0, 0, x, bottom, "#ffffff"),
            _rect(0, 0, x, TAB_HEIGHT, _GREEN),
            _rect(0, TAB_HEIGHT, x, BODY_HEIGHT, "#f6f6f6"),
            _rect(0, TAB_HEIGHT + BODY_HEIGHT, x, 1, _LINE),
            *tabs,
            *body,
            *menus,
            "</svg>",
            "",
        ]
    )


def group_end(layout: Sequence[Group], at: int) -> int:
    """Return where the group at a place ends, in pixels from the left."""
    groups = layout[: at + 1]
    return GAP + sum(_group(each, 0, has_status=n == 0)[1] for n, each in enumerate(groups))


def _tabs() -> Iterator[str]:
    x = GAP
    for tab in TABS:
        width = _width(tab) + 2 * GAP
        is_ours = tab == TABS[-1]
        if is_ours:
            yield _rect(x, 4, width, TAB_HEIGHT - 4, "#f6f6f6")
        yield _text(x + width / 2, 21, tab, _GREEN if is_ours else "#ffffff", "middle")
        x += width


def _group(group: Group, x: int, *, has_status: bool) -> tuple[list[str], int]:
    """Return a group's picture and its width."""
    drawn: list[str] = []
    at = x
    large = [(head, rest) for head, rest in group.buttons if head.is_large]
    small = [(head, rest) for head, rest in group.buttons if not head.is_large]
    if has_status:
        drawn.append(_text(at + GAP / 2, TAB_HEIGHT + 20, STATUS, "#6b6b6b"))
        at += _width(STATUS) + GAP
    for head, rest in large:
        at += _large(drawn, at, head.label, has_arrow=bool(rest))
    for first in range(0, len(small), MOST_SMALL_BUTTONS):
        at += _small(drawn, at, small[first : first + MOST_SMALL_BUTTONS])
    for menu in group.menus:
        at += _large(drawn, at, menu.label, has_arrow=True)
    width = max(at - x, _width(group.name)) + GAP
    end = x + width - GAP / 2
    bottom = TAB_HEIGHT + BODY_HEIGHT
    drawn.append(_text(x + (width - GAP) / 2, bottom - 8, group.name, "#6b6b6b", "middle"))
    drawn.append(_rect(end, TAB_HEIGHT + 8, 1, BODY_HEIGHT - 16, _LINE))
    return drawn, width


def _large(drawn: list[str], x: int, label: str, *, has_arrow: bool) -> int:
    lines = (
        [label]
        if len(label) <= 4
        else [label[: (len(label) + 1) // 2], label[(len(label) + 1) // 2 :]]
    )
    width = max(44, *(_width(line) + GAP for line in lines))
    middle = x + width / 2
    drawn += _icon(middle - LARGE_ICON / 2, TAB_HEIGHT + 8, LARGE_ICON, label)
    y = TAB_HEIGHT + 56
    for line in lines:
        drawn.append(_text(middle, y, line, _INK, "middle"))
        y += 15
    if has_arrow:
        drawn.append(_arrow(middle, y - 7))
    return width


def _small(drawn: list[str], x: int, buttons: list[tuple[Command, tuple[Command, ...]]]) -> int:
    y = TAB_HEIGHT + 10
    for head, rest in buttons:
        drawn += _icon(x + 4, y, SMALL_ICON, head.label)
        drawn.append(_text(x + 24, y + 12, head.label, _INK))
        if rest:
            drawn.append(_arrow(x + 34 + _width(head.label), y + 6))
        y += ROW
    return max(_width(head.label) + (24 if rest else 0) for head, rest in buttons) + 24 + GAP


def _menus(layout: Sequence[Group], right: int) -> tuple[list[str], int]:
    """Draw what each arrow opens under the ribbon; return that, and where the picture ends."""
    x, y = GAP, TAB_HEIGHT + BODY_HEIGHT + 34
    drawn: list[str] = []
    lowest = TAB_HEIGHT + BODY_HEIGHT + GAP
    for title, commands in _opened(layout):
        width = max(_width(title), *(_width(c.label) + 24 for c in commands)) + 2 * GAP
        if x + width > right:
            x, y = GAP, lowest + 24
        height = len(commands) * ROW + 8
        drawn.append(_text(x, y - 8, title, "#6b6b6b"))
        drawn.append(_rect(x, y, width, height, "#ffffff", _LINE))
        for number, command in enumerate(commands):
            top = y + 8 + number * ROW
            drawn += _icon(x + 8, top, SMALL_ICON, command.label)
            drawn.append(_text(x + 28, top + 12, command.label, _INK))
        lowest = max(lowest, y + height + GAP)
        x += width + 2 * GAP
    return drawn, lowest


def _opened(layout: Sequence[Group]) -> Iterator[tuple[str, tuple[Command, ...]]]:
    for group in layout:
        for head, rest in group.buttons:
            if rest:
                yield f"{group.name}：{head.label} ▾", rest
        for menu in group.menus:
            yield f"{group.name}：{menu.label} ▾", menu.commands


def _width(text: str) -> int:
    return sum(FONT if ord(sign) > 0xFF else FONT // 2 for sign in text)


def _icon(x: float, y: float, size: int, label: str) -> list[str]:
    square = _rect(x, y, size, size, _PALE, _GREEN, rounded=size / 6)
    sign = _text(x + size / 2, y + size * 0.7, label[0], _GREEN, "middle", size=size * 0.56)
    return [square, sign]


def _rect(
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    stroke: str = "none",
    *,
    rounded: float = 0,
) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{rounded:.3g}"'
        f' fill="{fill}" stroke="{stroke}"/>'
    )


def _text(
    x: float, y: float, text: str, fill: str, anchor: str = "start", *, size: float = FONT
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{fill}" text-anchor="{anchor}"'
        f' font-size="{size:g}">{escape(text)}</text>'
    )


def _arrow(x: float, y: float) -> str:
    return f'<path d="M{x - 4:g} {y:g}h8l-4 5z" fill="#6b6b6b"/>'
