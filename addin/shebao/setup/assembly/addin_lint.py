"""What no validator of Office files notices: ids, callbacks, icons, and VBA that would garble."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from xml.etree import ElementTree as ET

CALLBACK_ARITY = {
    "onLoad": 1,
    "onAction": 1,  # a button's; a check box or a gallery passes more
    "getEnabled": 2,
    "getVisible": 2,
    "getLabel": 2,
}
LONGEST_TIP = 1024
LONGEST_LINE = 1023  # of VBA
_PROCEDURE = re.compile(r"^Public Sub (\w+)\(([^)]*)\)", re.MULTILINE)
_NAME = re.compile(r'^Attribute VB_Name = "(\w{1,31})"\n')
_ID = re.compile(r"[a-z][a-z0-9_]*")


def lint_ribbon(
    xml: bytes, modules: Mapping[str, str], icons: Collection[str], commands: Collection[str]
) -> list[str]:
    """Return every fault of the ribbon, in words; empty when there is none."""
    elements = list(ET.fromstring(xml).iter())  # noqa: S314 - we made it
    ids = [element.get("id", "") for element in elements if element.get("id") is not None]
    faults = [f"功能区控件 id“{one}”重复" for one, n in Counter(ids).items() if n > 1]
    faults += [f"功能区控件 id“{one}”含有不允许的字符" for one in ids if not _ID.fullmatch(one)]
    procedures = _procedures(modules)
    for element in elements:
        name = element.get("id", element.tag)
        faults += _lint_callbacks(name, element.attrib, procedures)
        icon = element.get("imageMso")
        if icon is not None and icon not in icons:
            faults.append(f"“{name}”的图标“{icon}”不在 addin/excel/icons.txt 中，请从中选用")
        if element.get("onAction") is not None and name not in commands:
            faults.append(f"功能区按钮“{name}”不是已登记的命令")
        if len(element.get("supertip", "")) > LONGEST_TIP:
            faults.append(f"“{name}”的提示超过 {LONGEST_TIP} 个字符")
    shown = {element.get("id") for element in elements if element.get("onAction") is not None}
    return faults + [f"命令“{one}”不在功能区上" for one in commands if one not in shown]


def lint_modules(modules: Mapping[str, str]) -> list[str]:
    """Return every fault of the VBA modules, given with plain line ends."""
    faults = []
    for name, source in modules.items():
        found = _NAME.match(source)
        if found is None or found[1] != name:
            faults.append(f"VBA 模块“{name}”的第一行不是它的名称")
        for number, line in enumerate(source.split("\n"), start=1):
            if not re.fullmatch(r"[\t -~]*", line):
                faults.append(f"VBA 模块“{name}”第 {number} 行含有 ASCII 以外的字符")
            if len(line) > LONGEST_LINE:
                faults.append(f"VBA 模块“{name}”第 {number} 行超过 {LONGEST_LINE} 个字符")
        if "xlwings.pro" in source:
            faults.append(f"VBA 模块“{name}”调用了需要许可证的 xlwings.pro")
    return faults


def _procedures(modules: Mapping[str, str]) -> dict[str, list[int]]:
    arities: dict[str, list[int]] = {}
    for source in modules.values():
        for name, parameters in _PROCEDURE.findall(source):
            arities.setdefault(name, []).append(len([p for p in parameters.split(",") if p]))
    return arities


def _lint_callbacks(
    name: str, attributes: Mapping[str, str], procedures: Mapping[str, list[int]]
) -> list[str]:
    faults = []
    for attribute, callback in attributes.items():
        if not attribute.startswith(("on", "get", "load")):
            continue
        arity = CALLBACK_ARITY.get(attribute)
        if arity is None:
            faults.append(f"“{name}”的回调种类“{attribute}”没有登记参数个数")
        elif procedures.get(callback) != [arity]:
            faults.append(f"“{name}”的回调“{callback}”在 VBA 中不是恰好一个带 {arity} 个参数的过程")
    return faults
