"""Notes on cells: their text in the comments part, their yellow boxes in the VML drawing."""

import re
from collections.abc import Callable
from html import unescape

from workbook_file.cells.cells import element_text, escaped
from workbook_file.parts.addresses import Rect, parse_address
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
_COLUMN = re.compile(r"<x:Column>\s*(\d+)\s*</x:Column>")


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

    def _find(self, row: int, column: int) -> str | None:
        cells = self.cells()
        return self._list()[cells.index((row, column))] if (row, column) in cells else None

    def text(self, row: int, column: int) -> str | None:
        """The note's text, or None when the cell has no note."""
        found = self._find(row, column)
        return None if found is None else element_text(found)

    def put(self, row: int, column: int, text: str, address: str) -> None:
        """Set the text of a cell's note, making the note when there is none."""
        self._refuse_thread(row, column)
        old = self._find(row, column)
        author = int(attribute(old, "authorId") or 0) if old is not None else self._own_author()
        texts = [item for item in self._list() if item != old]
        texts.append(
            f'<comment ref="{address}" authorId="{author}"><text><t xml:space="preserve">'
            f"{escaped(text)}</t></text></comment>"
        )
        self._store(texts)
        if old is None:
            self._add_box(row, column)

    def delete(self, row: int, column: int) -> None:
        """Take a note away with its box."""
        self._refuse_thread(row, column)
        old = self._find(row, column)
        if old is None:
            return
        self._store([item for item in self._list() if item != old])
        part = self._vml_part()
        if part is not None:
            vml = self._sheet.shared.package.read(part).decode()

            def kept(found: re.Match[str]) -> str:
                return "" if _is_box_of(found[0], row, column) else found[0]

            self._sheet.shared.package.put(part, _SHAPE.sub(kept, vml).encode())

    def only_boxes(self) -> bool:
        """Whether the sheet's VML drawing shows notes and nothing else, so that it can be moved."""
        part = self._vml_part()
        if part is None:
            return True
        vml = self._sheet.shared.package.read(part).decode()
        shapes = _SHAPE.findall(vml)
        return all('ObjectType="Note"' in shape for shape in shapes) and "<v:group" not in vml

    def move(self, moved: Callable[[Rect], Rect | None]) -> None:
        """Take notes to the new places of their cells, and away with deleted cells."""
        places = {}
        for row, column in self.cells():
            new = moved(Rect(row, column, row, column))
            places[row, column] = new
            if new is None:
                self.delete(row, column)
        texts = []
        for text in self._list():
            rect = parse_address(attribute(text, "ref") or "A1")
            place = places[rect.row1, rect.column1] or rect
            texts.append(with_attribute(text, "ref", place.text()))
        self._store(texts)
        part = self._vml_part()
        if part is None:
            return

        def follow(found: re.Match[str]) -> str:
            row, column = _ROW.search(found[0]), _COLUMN.search(found[0])
            key = (int(row[1]) + 1, int(column[1]) + 1) if row and column else (0, 0)
            place = places.get(key)
            return found[0] if place is None else _moved_box(found[0], key, place)

        vml = self._sheet.shared.package.read(part).decode()
        self._sheet.shared.package.put(part, _SHAPE.sub(follow, vml).encode())

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

    def _refuse_thread(self, row: int, column: int) -> None:
        kinds = self._sheet.shared.package.relations(self._sheet.part)
        if kinds.of_kind("threadedComment") and self._find(row, column) is not None:
            raise NotImplementedError("Note: the cell may carry a threaded comment")


def _is_box_of(shape: str, row: int, column: int) -> bool:
    found_row, found_column = _ROW.search(shape), _COLUMN.search(shape)
    if found_row is None or found_column is None or 'ObjectType="Note"' not in shape:
        return False
    return (int(found_row[1]) + 1, int(found_column[1]) + 1) == (row, column)


def _moved_box(shape: str, old: tuple[int, int], place: Rect) -> str:
    rows, columns = place.row1 - old[0], place.column1 - old[1]
    shape = _ROW.sub(f"<x:Row>{place.row1 - 1}</x:Row>", shape)
    shape = _COLUMN.sub(f"<x:Column>{place.column1 - 1}</x:Column>", shape)

    def anchor(found: re.Match[str]) -> str:
        numbers = [int(part) for part in found[1].split(",")]
        for at, step in ((0, columns), (2, rows), (4, columns), (6, rows)):
            numbers[at] = max(numbers[at] + step, 0)
        return f"<x:Anchor>{', '.join(map(str, numbers))}</x:Anchor>"

    return _ANCHOR.sub(anchor, shape)


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
