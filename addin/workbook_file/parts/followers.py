"""Every formula of a workbook, wherever it stands: cells, names, rules, tables, links, charts."""

import re
from collections.abc import Callable
from functools import partial
from html import unescape
from typing import TypeAlias

from workbook_file.cells.cells import escaped
from workbook_file.parts.document import Document
from workbook_file.parts.slices import quoted, read_text
from workbook_file.parts.worksheet import Worksheet

Change: TypeAlias = Callable[[str, str], str]
"""The name of a formula's sheet, and the formula with its ``=``, to the new one."""

_FORMULA = re.compile(
    r"(<(?:[\w]+:)?(?:formula\d?|f|calculatedColumnFormula|totalsRowFormula)(?:\s[^<>]*)?(?<!/)>)"
    r"([^<]+)(</)"
)
_LOCATION = re.compile(r'(\slocation=")([^"]*)(")')
_WITH_FORMULAS = ("conditionalFormatting", "dataValidations", "extLst")
_CHART_KINDS = ("chart", "chartEx")


def rewrite_formulas(document: Document, change: Change) -> None:
    """Pass every formula of the workbook through a function: cells, names, rules, charts."""
    for entry in document.sheets.entries:
        if entry.worksheet is not None:
            _rewrite_sheet(document, entry.worksheet, partial(change, entry.name))
    for name in document.names.all:
        home = name.sheet.name if name.sheet is not None else ""
        changed = change(home, name.refers_to)
        if changed != name.refers_to:
            name.refers_to = changed
            document.shared.changed = True


def _rewrite_sheet(document: Document, sheet: Worksheet, change: Callable[[str], str]) -> None:
    """Pass every formula of one sheet, its tables and its charts through a function."""
    sheet.rewrite_formulas(change)
    for child in sheet.xml.children:
        if child.name in _WITH_FORMULAS:
            text = _rewritten(child.text, change)
        elif child.name == "hyperlinks":
            text = _LOCATION.sub(lambda f: f[1] + _location(f[2], change) + f[3], child.text)
        else:
            continue
        if text != child.text:
            child.text = text
            sheet.touch()
    for part, kind in document.shared.package.children_of(sheet.part).items():
        if kind in _CHART_KINDS or kind == "table":
            before = read_text(document.shared.package.read(part))
            after = _rewritten(before, change)
            if after != before:
                document.shared.package.put(part, after.encode())
                document.shared.changed = True


def _rewritten(xml: str, change: Callable[[str], str]) -> str:
    def changed(found: re.Match[str]) -> str:
        old = "=" + unescape(found[2])
        new = change(old)
        return found[0] if new == old else found[1] + escaped(new[1:]) + found[3]

    return _FORMULA.sub(changed, xml)


def _location(value: str, change: Callable[[str], str]) -> str:
    return quoted(change("=" + unescape(value))[1:])
