"""The ribbon's XML: the frame from the sources, filled with every command of the registry."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from shebao.commands.command import Command
from shebao.contract.rights import Right
from shebao.setup.assembly.ribbon_layout import MORE, OPEN, Group, Layout
from shebao.sheets.declared.catalogue import ALL_SHEETS

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
MENU_ICON = "FileWorkflowTasks"


def ribbon_xml(frame: str, layout: Layout) -> bytes:
    """Return the part ``customUI14.xml``, the same bytes for the same registry."""
    ET.register_namespace("", NAMESPACE)
    root = ET.fromstring(frame)  # noqa: S314 - our own source
    tab = root.find(f".//{_tag('tab')}")
    if tab is None:
        raise ValueError("the frame has no tab")
    in_frame = {element.get("id"): element for element in tab}
    for group in layout.groups:
        element = in_frame.get(group.id)
        if element is None:
            element = ET.SubElement(tab, _tag("group"), id=group.id, label=group.name)
        element.attrib.update(getVisible="ShebaoVisible", tag=layout.needs(*group.commands()))
        _fill(element, group, layout)
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}\n'.encode()


def _fill(element: ET.Element, group: Group, layout: Layout) -> None:
    for head, rest in group.buttons:
        size = "large" if head.is_large else "normal"
        if not rest:
            _button(element, head, layout, size=size)
            continue
        attributes = {"id": f"split_{head.id}", "size": size, **_state(layout, head, *rest)}
        split = ET.SubElement(element, _tag("splitButton"), attributes)
        _button(split, head, layout, is_split_head=True)
        arrow = ET.SubElement(split, _tag("menu"), id=f"arrow_{head.id}", itemSize="large")
        for command in rest:
            _button(arrow, command, layout)
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
            **_state(layout, *menu.commands),
        }
        opened = ET.SubElement(element, _tag("menu"), attributes)
        for command in menu.commands:
            _button(opened, command, layout)


def _button(
    parent: ET.Element,
    command: Command,
    layout: Layout,
    *,
    size: str = "",
    is_split_head: bool = False,
) -> None:
    attributes = {
        "id": command.id,
        "label": command.label,
        "screentip": command.label,
        "supertip": _supertip(command, layout),
        "imageMso": command.icon,
        "onAction": "ShebaoAction",
        **_state(layout, command),
    }
    if is_split_head:
        del attributes["getVisible"]  # the schema leaves that to the split button around it
    if size:
        attributes["size"] = size
    ET.SubElement(parent, _tag("button"), attributes)


def _state(layout: Layout, *commands: Command) -> dict[str, str]:
    return {
        "tag": layout.needs(*commands),
        "getEnabled": "ShebaoEnabled",
        "getVisible": "ShebaoVisible",
    }


def _supertip(command: Command, layout: Layout) -> str:
    needs = []
    if layout.needs(command) != OPEN:
        needs.append("先登录")
    if command.right is not Right.PAYMENT:
        needs.append(f"“{command.right}”权限")
    if command.sheets:
        needs.append("工作表" + _either(command.sheets))
    lines = [command.help]
    if needs:
        lines.append(f"需要：{'，'.join(needs)}。")
    if command.results:
        lines.append(f"结果：工作表{_either(command.results)}，标题下有一句话说明。")
    return "\n".join(lines)


def _either(names: Sequence[str]) -> str:
    return "或".join(f"“{spec.title}”" for spec in ALL_SHEETS if spec.name in names)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
