"""The ribbon: where each command of the registry stands, and the XML that says so."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from shebao.commands.command import Command
from shebao.contract.rights import Right
from shebao.setup.assembly.build_sources import AddinBuildError
from shebao.sheets.declared.catalogue import ALL_SHEETS

MOST_SMALL_BUTTONS = 3  # one column of the ribbon
OPEN = "open"


MORE = "更多"  # the menu of those that name none


@dataclass(frozen=True, slots=True)
class Menu:
    """Commands under one large button that does nothing itself."""

    id: str
    label: str
    commands: tuple[Command, ...]


@dataclass(slots=True)
class Group:
    """One group: its commands in order, each with those that its arrow opens, then its menus."""

    id: str
    name: str
    buttons: list[tuple[Command, tuple[Command, ...]]] = field(default_factory=list)
    menus: list[Menu] = field(default_factory=list)

    def commands(self) -> list[Command]:
        """Return every command of the group."""
        shown = [command for head, rest in self.buttons for command in (head, *rest)]
        return [*shown, *(command for menu in self.menus for command in menu.commands)]


def needs(*commands: Command) -> str:
    """Return the tag VBA judges by: the least that any of these commands needs."""
    if any(not command.needs_login for command in commands):
        return OPEN
    rights = {command.right for command in commands}
    return (Right.PAYMENT if Right.PAYMENT in rights else Right.ALL).name


def read_layout(toml: str, commands: Sequence[Command]) -> list[Group]:
    """Return the groups of these commands, in order.

    Raises AddinBuildError when the file names a command that the registry has not.
    """
    data = tomllib.loads(toml)
    splits: dict[str, list[str]] = data["splits"]
    by_id = {command.id: command for command in commands}
    month: dict[str, list[str]] = data["month"]
    of_month = month["commands"]
    named = [*of_month, *splits, *(one for rest in splits.values() for one in rest)]
    faults = [f"ribbon.toml 中的“{name}”不是命令" for name in named if name not in by_id]
    if faults:
        raise AddinBuildError(faults)
    groups = {entry["name"]: Group(entry["id"], entry["name"]) for entry in data["groups"]}
    for command in commands:
        groups.setdefault(command.group, Group(f"group_{command.id}", command.group))
    for group in groups.values():
        others = [c for c in commands if c.group == group.name and c.id not in of_month]
        _place(group, others, splits, by_id)
    round_ = groups[str(month["group"])]
    round_.buttons = [
        (by_id[one], tuple(by_id[each] for each in splits.get(one, ()))) for one in of_month
    ]
    return [group for group in groups.values() if group.commands()]


def _place(
    group: Group, commands: list[Command], splits: dict[str, list[str]], by_id: dict[str, Command]
) -> None:
    under_an_arrow = {one for rest in splits.values() for one in rest}
    free = [command for command in commands if command.id not in under_an_arrow]
    named: dict[str, list[Command]] = {}
    for command in free:
        if command.menu:
            named.setdefault(command.menu, []).append(command)
    small = [c for c in free if not (c.is_large or c.menu or c.id in splits)]
    more = small if len(small) > MOST_SMALL_BUTTONS else []
    shown = [command for command in free if not command.menu and command not in more]
    shown.sort(key=lambda command: command in small)  # the main round first, in its order
    group.buttons = [(c, tuple(by_id[one] for one in splits.get(c.id, ()))) for c in shown]
    group.menus = [
        Menu(f"menu_{commands[0].id}", label, tuple(commands)) for label, commands in named.items()
    ]
    if more:
        group.menus.append(Menu(f"more_{group.id}", MORE, tuple(more)))


NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
MENU_ICON = "FileWorkflowTasks"


def ribbon_xml(frame: str, layout: Sequence[Group]) -> bytes:
    """Return the part ``customUI14.xml``, the same bytes for the same registry."""
    ET.register_namespace("", NAMESPACE)
    root = ET.fromstring(frame)  # noqa: S314 - our own source
    tab = root.find(f".//{_tag('tab')}")
    if tab is None:
        raise ValueError("the frame has no tab")
    in_frame = {element.get("id"): element for element in tab}
    for group in layout:
        element = in_frame.get(group.id)
        if element is None:
            element = ET.SubElement(tab, _tag("group"), id=group.id, label=group.name)
        element.attrib.update(getVisible="ShebaoVisible", tag=needs(*group.commands()))
        _fill(element, group)
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}\n'.encode()


def _fill(element: ET.Element, group: Group) -> None:
    for head, rest in group.buttons:
        size = "large" if head.is_large else "normal"
        if not rest:
            _button(element, head, size=size)
            continue
        attributes = {"id": f"split_{head.id}", "size": size, **_state(head, *rest)}
        split = ET.SubElement(element, _tag("splitButton"), attributes)
        _button(split, head, is_split_head=True)
        arrow = ET.SubElement(split, _tag("menu"), id=f"arrow_{head.id}", itemSize="large")
        for command in rest:
            _button(arrow, command)
    for menu in group.menus:
        is_named = menu.label != MORE
        attributes = {
            "id": menu.id,
            "label": menu.label,
            "screentip": menu.label if is_named else f"{MORE}{group.name}功能",
            "supertip": "、".join(command.label for command in menu.commands) + "。",
            "imageMso": menu.commands[0].icon if is_named else MENU_ICON,
            "size": "large",
            "itemSize": "normal",
            **_state(*menu.commands),
        }
        opened = ET.SubElement(element, _tag("menu"), attributes)
        for command in menu.commands:
            _button(opened, command)


def _button(
    parent: ET.Element, command: Command, *, size: str = "", is_split_head: bool = False
) -> None:
    attributes = {
        "id": command.id,
        "label": command.label,
        "screentip": command.label,
        "supertip": _supertip(command),
        "imageMso": command.icon,
        "onAction": "ShebaoAction",
        **_state(command),
    }
    if is_split_head:
        del attributes["getVisible"]  # the schema leaves that to the split button around it
    if size:
        attributes["size"] = size
    ET.SubElement(parent, _tag("button"), attributes)


def _state(*commands: Command) -> dict[str, str]:
    return {"tag": needs(*commands), "getEnabled": "ShebaoEnabled", "getVisible": "ShebaoVisible"}


def _supertip(command: Command) -> str:
    wanted = []
    if needs(command) != OPEN:
        wanted.append("先登录")
    if command.right is not Right.PAYMENT:
        wanted.append(f"“{command.right}”权限")
    if command.sheets:
        wanted.append("工作表" + _either(command.sheets))
    lines = [command.help]
    if wanted:
        lines.append(f"需要：{'，'.join(wanted)}。")
    if command.results:
        lines.append(f"结果：工作表{_either(command.results)}，标题下有一句话说明。")
    return "\n".join(lines)


def _either(names: Sequence[str]) -> str:
    return "或".join(f"“{spec.title}”" for spec in ALL_SHEETS if spec.name in names)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
