"""A workbook or CSV file from outside becomes grids of values, or is refused in one sentence."""

import csv
import io
import os
import pickle
import re
import stat
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from shebao.domain.errors import FileRefusedError

MAX_BYTES = 50 * 1024 * 1024
MAX_CELLS = 5_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")  # an .xlsx with a password
_FILE_PASS = re.compile(  # an .xls with a password: BOF of the workbook, WRITEPROT?, FILEPASS
    rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00.{4}(.{8})?(\x86\x00\x00\x00)?\x2f\x00", re.S
)
_ZIP = b"PK"
_TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
_MAX_UNPACKED = 400 * 1024 * 1024  # five million cells as XML take less
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL_PLACE = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_CHUNK = 1 << 20
_APART_SECONDS = 120
_LONGEST_PLACE = 32
_EXCEL_TEXT = re.compile(r'="(.*)"', re.S)  # ="0123" is how some programs keep text in a CSV

_SAVE_AS = "请用 Excel 打开后另存为 .xlsx 文件，再重新选择。"
_KEEP_LESS = "请只保留需要的工作表，另存后重新选择。"
_OPEN_FIRST = "请先用 Excel 打开确认内容完好，另存为 .xlsx 文件后再重新选择。"


class SheetGrid(NamedTuple):
    """One visible worksheet; ``rows`` start at A1 and hold str, float, bool, date or None."""

    name: str
    rows: list[list[object]]


def read_grids(
    path: Path, *, max_bytes: int = MAX_BYTES, max_cells: int = MAX_CELLS
) -> list[SheetGrid]:
    """Return every visible sheet of an .xlsx, .xls or .csv file, in the workbook's order.

    A formula without a stored value and an error value are None. Text of a CSV stays text.

    Raises FileRefusedError when the file is missing, not a workbook, damaged, encrypted, empty
    or too large; the file is never changed.
    """
    content = _content(path, max_bytes)
    if content.startswith(_ZIP):
        _check_package(path, content, max_cells)
        grids = _package_grids(path, content)
    elif content.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in content or _FILE_PASS.search(content):
            raise _encrypted(path)
        grids = _binary_grids(path, content)
    elif path.suffix.lower() in _TEXT_SUFFIXES:
        return [SheetGrid(path.stem, _csv_rows(path, content, max_cells))]
    else:
        raise FileRefusedError(path, f"不是 Excel 工作簿{_guess(content)}", _SAVE_AS)
    if not any(grid.rows for grid in grids):
        raise FileRefusedError(path, "的工作表都是空的", "请确认选对了文件。")
    return grids


def _content(path: Path, max_bytes: int) -> bytes:
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            raise FileRefusedError(path, "是文件夹，不是文件", "请选择文件夹中的工作簿文件。")
        if not stat.S_ISREG(facts.st_mode):
            raise FileRefusedError(path, "不是普通文件", "请选择工作簿文件。")
        if facts.st_size > max_bytes:
            size, most = facts.st_size / 1024 / 1024, max_bytes / 1024 / 1024
            why = f"过大（{size:.1f} MB，上限 {most:.1f} MB）"
            raise FileRefusedError(path, why, _KEEP_LESS)
        content = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise refusal_of(path, error) from error
    if not content.strip(b"\0 \t\r\n"):
        raise FileRefusedError(path, "是空文件，没有任何内容", "请确认选对了文件。")
    return content


def refusal_of(path: Path, error: OSError | ValueError) -> FileRefusedError:
    """Return what the user is told when the system would not give the file."""
    for kind, why, next_step in (
        (FileNotFoundError, "不存在", "请检查路径和文件名。"),
        (NotADirectoryError, "不存在", "请检查路径和文件名。"),
        (
            PermissionError,
            "没有读取权限，或正被其他程序独占",
            "请关闭占用它的程序或检查权限后重试。",
        ),
    ):
        if isinstance(error, kind):
            return FileRefusedError(path, why, next_step)
    return FileRefusedError(path, "读取失败", "请检查路径、磁盘或网络位置，或复制到本机后重试。")


def _encrypted(path: Path) -> FileRefusedError:
    next_step = "请在 Excel 中输入密码打开，取消密码后另存为新文件，再重新选择。"
    return FileRefusedError(path, "设有打开密码，无法读取", next_step)


def _damaged(path: Path) -> FileRefusedError:
    return FileRefusedError(path, "已损坏，无法读取", _OPEN_FIRST)


def _guess(content: bytes) -> str:
    head = content[:2000].lower()
    if b"<html" in head or b"<table" in head or b"<!doctype" in head:
        return "（内容是网页）"
    if b"<?xml" in head:
        return "（内容是 XML 文本）"
    return ""


def _check_package(path: Path, content: bytes, max_cells: int) -> None:
    """Refuse what the reader could not survive: it reserves memory for every cell in reach."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            refusal = _package_refusal(path, package) or _reach_refusal(path, package, max_cells)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        raise _damaged(path) from error
    if refusal:
        raise refusal


def _package_refusal(path: Path, package: zipfile.ZipFile) -> FileRefusedError | None:
    parts = package.infolist()
    if "xl/workbook.xml" not in package.namelist():
        return FileRefusedError(path, "不是 .xlsx 工作簿", _SAVE_AS)
    if any(part.flag_bits & 1 for part in parts):
        return _encrypted(path)
    if sum(part.file_size for part in parts) > _MAX_UNPACKED:
        return FileRefusedError(path, "解压后过大", _KEEP_LESS)
    return None


def _reach_refusal(path: Path, package: zipfile.ZipFile, max_cells: int) -> FileRefusedError | None:
    for part in package.infolist():
        if not _SHEET_PART.fullmatch(part.filename):
            continue
        with package.open(part) as stream:
            rows, width = _reach(stream)
        if rows * width > max_cells:
            why = f"的某个工作表范围过大（{rows} 行 × {width} 列）"
            next_step = "请删除数据以外的行和列（包括很远处的零星单元格），保存后重新选择。"
            return FileRefusedError(path, why, next_step)
    return None


def _reach(stream: IO[bytes]) -> tuple[int, int]:
    """Return the last row and the last column that hold a cell, both from 1."""
    columns: set[bytes] = set()
    rows, tail = 0, b""
    while chunk := stream.read(_CHUNK):
        places = _CELL_PLACE.findall(tail + chunk)
        columns.update(letters for letters, _ in places)
        rows = max(rows, max((int(row) for _, row in places), default=0))
        tail = chunk[-_LONGEST_PLACE:]
    return rows, max(map(_column_number, columns), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _workbook_grids(content: bytes) -> list[SheetGrid]:
    """Return the visible sheets. Raises CalamineError when the content is damaged."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        sheets = [s for s in book.sheets_metadata if s.typ is SheetTypeEnum.WorkSheet]
        visible = [s for s in sheets if s.visible is SheetVisibleEnum.Visible] or sheets
        read = ((s.name, book.get_sheet_by_name(s.name)) for s in visible)
        return [SheetGrid(name, _rows(it.to_python(skip_empty_area=False))) for name, it in read]


def _package_grids(path: Path, content: bytes) -> list[SheetGrid]:
    from python_calamine import CalamineError

    try:
        return _workbook_grids(content)
    except CalamineError as error:
        raise _damaged(path) from error


def _binary_grids(path: Path, content: bytes) -> list[SheetGrid]:
    """Read an .xls in a process of its own: the reader of a damaged one may abort its process."""
    code = f"from {__name__} import answer_apart; answer_apart()"
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter with our own code
            [sys.executable, "-c", code],
            input=content,
            capture_output=True,
            check=False,
            timeout=_APART_SECONDS,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        raise _damaged(path) from error
    if done.returncode:
        raise _damaged(path)
    grids = pickle.loads(done.stdout)  # noqa: S301 - written by our own process
    return [SheetGrid(*grid) for grid in grids]


def answer_apart() -> None:
    """Read a workbook from standard input and write its grids, pickled, to standard output."""
    grids = _workbook_grids(sys.stdin.buffer.read())
    sys.stdout.buffer.write(pickle.dumps([tuple(grid) for grid in grids]))


def _rows(cells: Sequence[Sequence[object]]) -> list[list[object]]:
    return [[None if cell == "" else cell for cell in row] for row in cells]


def _csv_rows(path: Path, content: bytes, max_cells: int) -> list[list[object]]:
    text = _decoded(path, content)
    rows: list[list[object]] = []
    count = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            count += len(row)
            if count > max_cells:
                raise FileRefusedError(path, "的内容过多", "请只保留需要的行和列后重新选择。")
            rows.append([_csv_cell(cell) for cell in row])
    except csv.Error as error:
        raise _damaged(path) from error
    return rows


def _csv_cell(cell: str) -> object:
    quoted = _EXCEL_TEXT.fullmatch(cell.strip())
    text = quoted[1] if quoted else cell
    return text if text.strip() else None


def _decoded(path: Path, content: bytes) -> str:
    by_mark = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
    marked = [encoding for mark, encoding in by_mark if content.startswith(mark)]
    if b"\0" not in content or marked:
        for encoding in marked or ["utf-8", "gb18030"]:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise FileRefusedError(path, "不是可识别的 CSV 文本（UTF-8 或 GB18030）", _SAVE_AS)


def _delimiter(text: str) -> str:
    return max(",\t;", key=lambda mark: sum(line.count(mark) for line in _head(text)))


def _head(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text)):
        if number == 20:
            return
        yield line
