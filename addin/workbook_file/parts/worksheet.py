"""One worksheet part: its cells in a grid, its other elements as editable slices."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from workbook_file.cells.blocks import Block
from workbook_file.cells.plain_grid import PlainGrid, Surroundings
from workbook_file.cells.stream_grid import StreamGrid
from workbook_file.errors import Reason, WorkbookError
from workbook_file.parts.addresses import MAX_COLUMNS, Rect, parse_address
from workbook_file.parts.columns import Columns, standard_width
from workbook_file.parts.shared import Shared
from workbook_file.parts.slices import (
    MalformedXmlError,
    XmlPart,
    read_usual,
    slice_children,
    with_attribute,
)
from workbook_file.parts.styles import StyleChange

ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations",
    "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks",
    "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_ARRAY = re.compile(rb'<f\b(?=[^>]*\bt="(?:array|dataTable)")[^>]*?\bref="([^"]+)"')
_EMPTY_DATA = "<sheetData/>"
_CELL_SIZE = 40  # characters that a cell takes in a sheet's XML, about


class Worksheet:
    """A worksheet; its part is unpacked when first touched."""

    def __init__(self, shared: Shared, part: str) -> None:
        self.shared = shared
        self.part = part
        self.changed = False
        self._xml: XmlPart | None = None
        self._grid: PlainGrid | StreamGrid | None = None
        self._columns: Columns | None = None
        self._arrays: list[Rect] = []
        self._around = Surroundings(
            shared.settler,
            lambda: shared.strings,
            shared.strings_part,
            lambda column: self.columns.style(column),
            lambda: [run for run in self.columns.styled_runs(1, MAX_COLUMNS) if run[2]],
        )

    @property
    def xml(self) -> XmlPart:
        """All elements of the sheet; sheetData stands for its place only."""
        return self._loaded()[0] if self._xml is None else self._xml

    @property
    def grid(self) -> PlainGrid | StreamGrid:
        """The cells: one by one, or of a large sheet as the stream they came in."""
        return self._loaded()[1]

    @property
    def columns(self) -> Columns:
        if self._columns is None:
            cols, form = self.xml.find("cols"), self.xml.find("sheetFormatPr")
            width = standard_width(form.text if form else None)
            self._columns = Columns(cols.text if cols else None, width)
        return self._columns

    def _loaded(self) -> tuple[XmlPart, PlainGrid | StreamGrid]:
        if self._xml is None or self._grid is None:
            with self.shared.reading():
                part = read_usual(self.shared.package.read(self.part))
                head, data, tail = cut_sheet_data(part)
                del part  # both at once are much of a large sheet
                self._xml = XmlPart(head + _EMPTY_DATA + tail)
                self._arrays = [parse_address(ref.decode()) for ref in _ARRAY.findall(data)]
                self._grid = (
                    PlainGrid.parse(self._around, data.decode())
                    if len(data) < self.shared.big_sheet
                    else StreamGrid(self._around, data)
                )
        return self._xml, self._grid

    @property
    def is_as_read(self) -> bool:
        """Whether nobody looked into the part yet, which is the file's."""
        return self._xml is None and self.shared.package.original(self.part) is not None

    def touch(self) -> None:
        """Note that the sheet differs from the file."""
        self.changed = True
        self.shared.changed = True

    def put(self, name: str, text: str) -> None:
        """Set one element of the sheet; an empty text removes it."""
        self.touch()
        if text:
            self.xml.put(name, text, ORDER)
        else:
            self.xml.drop(name)

    def put_items(self, name: str, texts: list[str]) -> None:
        """Set the children of a counted list element; an empty list removes it."""
        child = self.xml.find(name)
        head, _, tail = slice_children(child.text if child is not None else f"<{name}/>")
        if name != "hyperlinks":  # the one list without a count
            head = with_attribute(head, "count", str(len(texts)))
        self.put(name, head + "".join(texts) + tail if texts else "")

    def values(self, rect: Rect) -> list[list[Any]]:
        """Values by row. Raises WorkbookError when the sheet turns out to be damaged."""
        with self._decoding():
            return self.grid.values(rect)

    def formulas(self, rect: Rect) -> list[list[str]]:
        """Formulas by row. Raises WorkbookError when the sheet turns out to be damaged."""
        with self._decoding():
            return self.grid.formulas(rect)

    @contextmanager
    def _decoding(self) -> Iterator[None]:
        self._loaded()
        try:
            yield
        except (ValueError, IndexError) as error:
            raise WorkbookError(Reason.DAMAGED, self.shared.path, str(error)) from error

    def write(self, block: Block) -> None:
        """Assign values to a rectangle."""
        self._refuse_protected()
        self._refuse_part_of_array(block.rect)
        self.touch()
        if block.clears:
            extent = self.grid.extent()
            rect = block.rect.meet(extent) if extent else None
            if rect is None:
                return
            block = Block(rect, None, None)
        grid, size = self.grid, block.size() * _CELL_SIZE
        if isinstance(grid, PlainGrid) and size >= self.shared.big_sheet and not block.clears:
            grid = self._grid = StreamGrid(self._around, "".join(grid.render()).encode())
        grid.put(block)

    def _refuse_protected(self) -> None:
        """Excel, too, refuses; cells that someone unlocked are refused here as well."""
        protection = self.xml.find("sheetProtection")
        if protection is not None and re.search(r'\bsheet="(?:1|true)"', protection.text):
            raise WorkbookError(Reason.PROTECTED, self.shared.path)

    def _refuse_part_of_array(self, rect: Rect) -> None:
        """Excel, too, changes an array formula as a whole or not at all."""
        self._loaded()
        for area in list(self._arrays):
            cut = area.meet(rect)
            if cut == area:
                self._arrays.remove(area)
            elif cut is not None:
                raise NotImplementedError(f"a part of the array formula in {area.text()}")

    def restyle(self, rect: Rect, change: StyleChange) -> None:
        """Change the style of a rectangle, and of whole columns for cells to come."""
        self._refuse_protected()
        self.touch()
        whole_rows = rect.whole_rows and not rect.whole_columns
        if whole_rows or (rect.whole_columns and self.grid.has_row_styles()):
            self.plain()
        self.grid.restyle(rect, change)
        if rect.whole_columns:
            styles = self.shared.styles
            for first, last, style in self.columns.styled_runs(rect.column1, rect.column2):
                self.columns.set_run_style(first, last, styles.change(style, change))

    def plain(self) -> PlainGrid:
        """Hold the cells one by one, as operations that move cells need them."""
        plain = self._grid = self.grid.to_plain()
        return plain

    def used_rect(self) -> Rect:
        """The used rectangle; A1 on an empty sheet."""
        return self.grid.extent() or Rect(1, 1, 1, 1)

    def pieces(self) -> Iterable[bytes]:
        """The part as it is to be saved, in pieces."""
        if self._columns is not None and self._columns.changed:
            self.put("cols", self._columns.text())
        dimension = self.xml.find("dimension")
        if dimension is not None:
            dimension.text = f'<dimension ref="{(self.grid.bounds() or Rect(1, 1, 1, 1)).text()}"/>'
        text = self.xml.text()
        at = text.index(_EMPTY_DATA)
        yield text[:at].encode()
        yield b"<sheetData>"
        pending: list[str] = []
        size = 0
        for piece in self.grid.render():
            pending.append(piece)
            size += len(piece)
            if size > 1_000_000:
                yield "".join(pending).encode()
                pending, size = [], 0
        yield "".join(pending).encode()
        yield b"</sheetData>"
        yield text[at + len(_EMPTY_DATA) :].encode()

    def rewrite_formulas(self, change: Callable[[str], str]) -> None:
        """Pass every formula in a cell (with ``=``) through a function."""
        if self.grid.has_formulas():
            self.touch()
            self.plain().rewrite_formulas(change)


def cut_sheet_data(part: bytes) -> tuple[str, bytes, str]:
    """The text before the sheetData element, its inner XML, and the text after it."""
    start = part.find(b"<sheetData")
    if start < 0:
        raise MalformedXmlError("no sheetData")
    head, opened = part[:start].decode(), part.index(b">", start)
    if part[opened - 1 : opened] == b"/":
        return head, b"", part[opened + 1 :].decode()
    end = part.rfind(b"</sheetData>")
    if end < 0:
        raise MalformedXmlError("sheetData does not end")
    return head, part[opened + 1 : end], part[end + len(b"</sheetData>") :].decode()
