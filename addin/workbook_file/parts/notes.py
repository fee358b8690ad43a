"""Notes on cells: their text in the comments part, their yellow boxes in the VML drawing."""

import re
from html import unescape

from workbook_file.cells.cells import escaped
from workbook_file.parts.addresses import Rect, parse_address
from workbook_file.parts.formulas import Mover
from workbook_file.parts.package import OFFICE_RELATIONS
from workbook_file.parts.slices import XmlPart, attribute, quoted, with_attribute
from workbook_file.parts.worksheet import Worksheet

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_ORDER = ("authors", "commentList", "extLst")
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'
)
_EMPTY_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" '
    'coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke '
    'joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = re.compile(r"<v:shape\b(?!type).*?</v:shape>", re.DOTALL)
_ROW = re.compile(r"<x:Row>\s*(\d+)\s*</x:Row>")
_ANCHOR = re.compile(r"<x:Anchor>\s*((?:\d+\s*,\s*){7}\d+)\s*</x:Anchor>")


class Notes:
    """The notes of one sheet by cell."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        relations = sheet.shared.package.relations(sheet.part).of_kind("comments")
        self._part = relations[0].target if relations else None
        data = sheet.shared.package.read(self._part) if self._part else _EMPTY.encode()
        self._xml = XmlPart.read(data)

    def _list(self) -> list[str]:
        return [item.text for item in self._xml.items("commentList")]

    def _authors(self) -> list[str]:
        items = self._xml.items("authors")
        return [unescape(re.sub(r"<[^>]*>", "", item.text)) for item in items]

    def cells(self) -> list[tuple[int, int]]:
        """The cells that have a note, in the order of the part."""
        rects = [parse_address(attribute(text, "ref") or "A1") for text in self._list()]
        return [(rect.row1, rect.column1) for rect in rects]

    def put(self, row: int, column: int, text: str) -> None:
        """Give a cell that has none a note."""
        address = Rect(row, column, row, column).text()
        made = (
            f'<comment ref="{address}" authorId="{self._own_author()}"><text>'
            f'<t xml:space="preserve">{escaped(text)}</t></text></comment>'
        )
        self._store([*self._list(), made])
        self._add_box(row, column)

    def only_boxes(self) -> bool:
        """Whether the sheet's VML drawing shows notes and nothing else, so that it can be moved."""
        part = self._vml_part()
        if part is None:
            return True
        vml = self._sheet.shared.package.read(part).decode()
        shapes = _SHAPE.findall(vml)
        return all('ObjectType="Note"' in shape for shape in shapes) and "<v:group" not in vml

    def move(self, moved: Mover) -> None:
        """Take notes to the new places of their cells."""
        texts = []
        for text in self._list():
            place = moved(parse_address(attribute(text, "ref") or "A1"))
            texts.append(with_attribute(text, "ref", place.text()))
        self._store(texts)
        part = self._vml_part()
        if part is None:
            return
        vml = self._sheet.shared.package.read(part).decode()
        after = _SHAPE.sub(lambda shape: _moved_box(shape[0], moved), vml)
        self._sheet.shared.package.put(part, after.encode())

    def _own_author(self) -> int:
        authors = self._authors()
        if "" not in authors:
            authors.append("")
            texts = "".join(f"<author>{escaped(author)}</author>" for author in authors)
            self._xml.put("authors", f"<authors>{texts}</authors>", _ORDER)
        return authors.index("")

    def _store(self, texts: list[str]) -> None:
        package = self._sheet.shared.package
        self._xml.put("commentList", f"<commentList>{''.join(texts)}</commentList>", _ORDER)
        if self._part is None:
            self._part = package.free_name("xl/comments{}.xml")
            package.put(self._part, self._xml.data(), _TYPE)
            package.relations(self._sheet.part).add(f"{OFFICE_RELATIONS}/comments", self._part)
        package.put(self._part, self._xml.data())
        self._sheet.touch()

    def _vml_part(self) -> str | None:
        child = self._sheet.xml.find("legacyDrawing")
        if child is None:
            return None
        found = re.search(r'\s[\w.-]+:id="([^"]+)"', child.text)
        relations = self._sheet.shared.package.relations(self._sheet.part)
        relation = relations.get(found[1] if found else None)
        return relation.target if relation is not None else None

    def _add_box(self, row: int, column: int) -> None:
        package = self._sheet.shared.package
        part = self._vml_part()
        if part is None:
            part = package.free_name("xl/drawings/vmlDrawing{}.vml")
            package.set_default_type("vml", _VML_TYPE)
            kind = f"{OFFICE_RELATIONS}/vmlDrawing"
            relation = package.relations(self._sheet.part).add(kind, part)
            prefix = self._sheet.xml.declare(OFFICE_RELATIONS)
            self._sheet.put("legacyDrawing", f'<legacyDrawing {prefix}:id="{quoted(relation)}"/>')
            vml = _EMPTY_VML
        else:
            vml = package.read(part).decode()
        numbers = [int(n) for n in re.findall(r'id="_x0000_s(\d+)"', vml)]
        box = _box(max([1024, *numbers]) + 1, row, column)
        end = vml.rindex("</")
        package.put(part, (vml[:end] + box + vml[end:]).encode())


def _moved_box(shape: str, moved: Mover) -> str:
    found = _ROW.search(shape)
    if found is None:
        return shape
    row = int(found[1]) + 1
    by = moved(Rect(row, 1, row, 1)).row1 - row

    def anchor(found: re.Match[str]) -> str:
        numbers = [int(part) for part in found[1].split(",")]
        for at in (2, 6):
            numbers[at] += by
        return f"<x:Anchor>{', '.join(map(str, numbers))}</x:Anchor>"

    return _ANCHOR.sub(anchor, _ROW.sub(f"<x:Row>{row - 1 + by}</x:Row>", shape))


def _box(number: int, row: int, column: int) -> str:
    anchor = f"{column}, 15, {max(row - 2, 0)}, 10, {column + 2}, 15, {max(row - 2, 0) + 4}, 4"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        'margin-left:80pt;margin-top:2pt;width:108pt;height:60pt;z-index:1;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" '
        'color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox '
        'style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}'
        f"</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}"
        "</x:Column></x:ClientData></v:shape>"
    )
