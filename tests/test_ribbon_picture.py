"""The picture in the documents is the ribbon that is built."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

from scripts.ribbon_picture import ribbon_svg
from shebao.commands.command import Command
from shebao.commands.registry import COMMANDS
from shebao.setup.assembly.build_sources import read_text
from shebao.setup.assembly.ribbon_xml import read_layout

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "pictures" / "ribbon.svg"


def drawn(commands: tuple[Command, ...] = COMMANDS) -> str:
    return ribbon_svg(read_layout(read_text("ribbon.toml"), commands))


def test_picture_in_the_documents_is_the_ribbon() -> None:
    assert PICTURE.read_bytes() == drawn().encode("utf-8"), "remake it: python -m scripts.derive"
    manual = (ROOT / "docs" / "manual" / "index.md").read_text(encoding="utf-8")
    assert "](../pictures/ribbon.svg)" in manual
    for name in ("README.md", "README.zh-CN.md"):
        assert "](docs/pictures/ribbon.svg)" in (ROOT / name).read_text(encoding="utf-8")


def test_every_command_and_group_is_in_the_picture() -> None:
    """In one line or two; a menu's below."""
    words = "".join(text.text or "" for text in ET.fromstring(drawn()).iter() if text.text)
    for command in COMMANDS:
        assert command.label in words
        assert command.group in words


def test_nothing_is_drawn_over_another_or_outside() -> None:
    """With sixty commands more, in menus and out of them."""
    more = tuple(
        replace(
            COMMANDS[0],
            face=(f"query_{n}", f"第{n}种查询与统计", COMMANDS[0].icon),
            group=f"组{n % 4}",
            is_large=n < 12,
            menu="查询" if n > 30 else "",
        )
        for n in range(60)
    )
    for svg in (drawn(), drawn((*COMMANDS, *more))):
        root = ET.fromstring(svg)
        width, height = float(root.get("width", 0)), float(root.get("height", 0))
        icons = [
            tuple(float(rect.get(name, 0)) for name in ("x", "y", "width", "height"))
            for rect in root.iter("{http://www.w3.org/2000/svg}rect")
            if re.fullmatch("[1-9].*", rect.get("rx", "0"))
        ]
        assert len(icons) >= len(COMMANDS)
        for number, (x, y, w, h) in enumerate(icons):
            assert 0 <= x <= x + w <= width
            assert 0 <= y <= y + h <= height
            for left, top, across, down in icons[:number]:
                assert x >= left + across or left >= x + w or y >= top + down or top >= y + h
