"""The part of a new, empty sheet, and the styles of a workbook that came without any."""

import re

from workbook_file.parts.package import Package, Relations
from workbook_file.parts.slices import read_text

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

SHEET_TYPE = f"{_TYPE}.worksheet+xml"

EMPTY_SHEET = (
    f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheetPr/>'
    '<dimension ref="A1"/><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><sheetData/>'
    '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    "</worksheet>"
)
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/>'
    '<name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" '
    'xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    '</cellStyles><dxfs count="0"/></styleSheet>'
)


def add_plain_styles(package: Package, relations: Relations) -> str:
    """The workbook has a style sheet; the part's name.

    Styles that cells and conditional formats name by number are there, all of them plain:
    Excel calls a workbook damaged that names others.
    """
    cells, conditions = 1, 0
    for relation in relations.of_kind("worksheet"):
        text = read_text(package.read(relation.target)) if relation.target in package else ""
        cells = max([cells, *(int(n) + 1 for n in set(re.findall(r'\s(?:s|style)="(\d+)"', text)))])
        found = set(re.findall(r'\sdxfId="(\d+)"', text))
        conditions = max([conditions, *(int(number) + 1 for number in found)])
    plain = re.search(r'<cellXfs count="1">(.*?)</cellXfs>', _STYLES)
    form = plain[1] if plain else ""
    styles = _STYLES.replace(
        f'<cellXfs count="1">{form}', f'<cellXfs count="{cells}">{form * cells}'
    ).replace('<dxfs count="0"/>', f'<dxfs count="{conditions}">{"<dxf/>" * conditions}</dxfs>')
    part = package.free_name("xl/styles{}.xml")
    package.put(part, styles.encode(), f"{_TYPE}.styles+xml")
    relations.add(f"{_OFFICE}/styles", part)
    return part
