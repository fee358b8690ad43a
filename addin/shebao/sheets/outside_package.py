"""An .xlsx package in whatever spelling becomes one in the usual spelling, and no larger.

The reader of values takes parts in one place and one encoding only, and reserves memory for every
cell between the first and the last one: what is read here is checked and laid out for it first.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from shebao.rules.payroll.payroll_reading import Area
from shebao.sheets.unreadable import DAMAGED, ENCRYPTED, KEEP_LESS, SAVE_AS, UnreadableError
from workbook_file.parts.addresses import column_letters, column_number
from workbook_file.parts.package import CONTENT_TYPES, Package, Relations, part_name
from workbook_file.parts.slices import XmlPart, attribute, quoted, read_text, slice_children

MAX_UNPACKED = 400 * 1024 * 1024  # five million cells as XML take less

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_PARTS = {"styles": "xl/styles.xml", "sharedStrings": "xl/sharedStrings.xml"}
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding=["']([A-Za-z0-9._-]+)["']""")
_TAG = re.compile(rb"<((?:\w+:)?)(row|c)(?=[\s/>])([^>]*?)(/?)>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["']""")
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?:[^>]*[^/>])?>(?!</c>)')
_EMPTY_VALUE = re.compile(rb"<((?:\w+:)?)v(?:\s*/>|>\s*</\1v>)")
_HIDDEN_TAG = re.compile(
    rb"""<(?:\w+:)?(row|col)(\s(?:[^>]*\s)?"""
    rb"""(?:hidden\s*=\s*["'](?:1|true)|(?:width|ht)\s*=\s*["']0(?:\.0+)?)["'][^>]*)>"""
)
_HIDES = (b"hidden", b'width="0', b'ht="0')
_NUMBER = re.compile(rb"""\b(r|min|max)\s*=\s*["']([0-9]{1,7})["']""")
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']"""
)
_CHUNK, _LONGEST_TAG = 1 << 20, 256
_MOST_COLUMNS, _MOST_ROWS = 16384, 1048576


@dataclass(slots=True)
class SheetFacts:
    """What the values of a sheet do not tell: rows and columns count from 0."""

    name: str
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)


def usual_package(content: bytes, max_cells: int) -> tuple[bytes, list[SheetFacts]]:
    """Return a plain package with the visible worksheets, and what is hidden and merged in each.

    Raises UnreadableError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive)
        return _laid_out(Package(content), max_cells)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,  # MalformedXmlError is one
    ) as error:
        raise UnreadableError(*DAMAGED) from error


def _check(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    names = [part_name(info.filename).lower() for info in infos]
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableError(*ENCRYPTED)
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise UnreadableError("解压后过大", KEEP_LESS)
    if CONTENT_TYPES.lower() not in names:
        kind = archive.read("mimetype") if "mimetype" in names else b""
        what = " OpenDocument 表格（.ods）" if kind.startswith(_OPEN_DOCUMENT) else "压缩文件"
        raise UnreadableError(f"是{what}，不是 .xlsx 工作簿", SAVE_AS)
    if len(set(names)) != len(names):
        raise UnreadableError(*DAMAGED)


def _laid_out(package: Package, max_cells: int) -> tuple[bytes, list[SheetFacts]]:
    root = package.relations("").of_kind("officeDocument")
    part = root[0].target if root else package.spelled("xl/workbook.xml")
    if "sheet.binary" in package.type_of(part).lower():
        raise UnreadableError("是二进制工作簿（.xlsb）", SAVE_AS)
    if part not in package:
        raise UnreadableError("不是 .xlsx 工作簿", SAVE_AS)
    book = XmlPart.read(package.read(part))
    listed = book.find("sheets")
    if listed is None:
        raise UnreadableError("不是 .xlsx 工作簿", SAVE_AS)
    relations = package.relations(part)
    facts: list[SheetFacts] = []
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, target in _visible(listed.text, relations):
            facts.append(SheetFacts(name))
            sheet = _usual_sheet(_utf8(package.read(target)), facts[-1], max_cells)
            archive.writestr(f"xl/worksheets/sheet{len(facts)}.xml", sheet)
        shared = [kind for kind in _PARTS if relations.of_kind(kind)]
        for kind in shared:
            target = relations.of_kind(kind)[0].target
            archive.writestr(_PARTS[kind], _utf8(package.read(target)))
        properties = book.find("workbookPr")
        flag = attribute(properties.text, "date1904") if properties else None
        for where, text in _frame([f.name for f in facts], shared, flag or "0"):
            archive.writestr(where, text)
    return out.getvalue(), facts


def _visible(listed: str, relations: Relations) -> list[tuple[str, str]]:
    """Return name and part of the visible worksheets, or of all when none is visible."""
    found = []
    for child in slice_children(listed)[1]:
        link = re.search(r'\s[\w.-]+:id="([^"]+)"', child.text)
        relation = relations.get(link[1] if link else None)
        if relation is not None and relation.kind == "worksheet":
            is_visible = attribute(child.text, "state") in (None, "visible")
            found.append((is_visible, attribute(child.text, "name") or "", relation.target))
    shown = [sheet for sheet in found if sheet[0]] or found
    if not shown:
        raise UnreadableError("没有工作表", "请确认选对了文件。")
    return [(name, target) for _, name, target in shown]


def _frame(names: list[str], shared: list[str], date1904: str) -> Iterator[tuple[str, str]]:
    """Yield the parts that hold a package of these sheets together."""
    numbered = list(enumerate(names, start=1))
    sheets = "".join(
        f'<sheet name="{quoted(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered
    )
    links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered]
    links += [(f"rIdX{at}", kind, _PARTS[kind][3:]) for at, kind in enumerate(shared)]
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{quoted(date1904)}"/>'
        f"<sheets>{sheets}</sheets></workbook>",
    )
    for where, these in (
        ("_rels/.rels", [("rId1", "officeDocument", "xl/workbook.xml")]),
        ("xl/_rels/workbook.xml.rels", links),
    ):
        listed = "".join(
            f'<Relationship Id="{link}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            for link, kind, target in these
        )
        yield where, f'<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'


def _utf8(data: bytes) -> bytes:
    """Return a part in UTF-8; most are."""
    declared = _DECLARED.match(data)
    is_usual = declared is None or declared[1].lower() in (b"utf-8", b"utf8", b"us-ascii")
    if is_usual and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return data
    text = read_text(data)
    return text[text.find("?>") + 2 if text.startswith("<?xml") else 0 :].encode()


def _usual_sheet(data: bytes, facts: SheetFacts, max_cells: int) -> bytes:
    """Return a sheet whose cells all say where they are; note what is hidden and merged."""
    if b"/v>" in data or b"v/>" in data:
        data = _EMPTY_VALUE.sub(b"", data) if _EMPTY_VALUE.search(data) else data
    if data.count(b"<c ") != data.count(b'<c r="') or b"<c>" in data or b":c" in data:
        data = _with_places(data)
    rows, width = _reach(data)
    if rows * width > max_cells:
        raise UnreadableError(
            f"的工作表“{facts.name}”范围过大（{rows} 行 × {width} 列）",
            "请删除数据以外的行和列（包括很远处的零星单元格），保存后重新选择。",
        )
    if any(mark in data for mark in _HIDES):
        _note_hidden(data, facts)
    if b"mergeCell" in data:
        for left, top, right, bottom in _MERGED.findall(data):
            first, last = (column_number(text.decode()) - 1 for text in (left, right))
            facts.merged.append((int(top) - 1, first, int(bottom) - 1, last))
    return data


def _with_places(data: bytes) -> bytes:
    """Return the sheet with the address of every cell that counts on its neighbour's."""
    row, column = 0, 0

    def placed(found: re.Match[bytes]) -> bytes:
        nonlocal row, column
        prefix, tag, attributes, end = found.groups()
        place = _PLACE.search(attributes)
        if tag == b"row":
            row, column = int(place[2]) if place else row + 1, 0
        elif place and place[1]:
            row, column = int(place[2]), column_number(place[1].decode())
        else:
            column += 1
        if not (row <= _MOST_ROWS and column <= _MOST_COLUMNS):
            raise ValueError("a cell beyond the last one")
        name = b"%d" % row if tag == b"row" else f"{column_letters(column)}{row}".encode()
        rest = _PLACE.sub(b"", attributes)
        return b'<%s%s r="%s"%s%s>' % (prefix, tag, name, rest, end)

    return _TAG.sub(placed, data)


def _reach(data: bytes) -> tuple[int, int]:
    """Return the last row and the last column that hold a value, both from 1."""
    columns: set[bytes] = set()
    rows = 0
    for start in range(0, len(data), _CHUNK):
        places = _FILLED.findall(data, start, start + _CHUNK + _LONGEST_TAG)
        columns.update(letters for letters, _ in places)
        rows = max(rows, max((int(row) for _, row in places), default=0))
    return rows, max((column_number(text.decode()) for text in columns), default=0)


def _note_hidden(data: bytes, facts: SheetFacts) -> None:
    for tag, attributes in _HIDDEN_TAG.findall(data):
        said = {name: int(number) for name, number in _NUMBER.findall(attributes)}
        if tag == b"row" and b"r" in said:
            facts.hidden_rows.add(said[b"r"] - 1)
        elif tag == b"col" and b"min" in said:
            last = min(said.get(b"max", said[b"min"]), _MOST_COLUMNS)
            facts.hidden_columns.update(range(said[b"min"] - 1, last))
