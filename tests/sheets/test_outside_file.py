"""Files from outside: typed values, or one sentence that says what is wrong with the file."""

import base64
import errno
import io
import os
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from shebao.domain.errors import FileRefusedError
from shebao.rules.payroll.payroll_reading import Sheet
from shebao.sheets import outside_file
from shebao.sheets.outside_file import read_apart, read_grids, refusal_of
from shebao.sheets.unreadable import TOO_MUCH, TOO_SLOW, UnreadableError
from tests.packages import TYPES, VARIANTS, packed, parts_of
from tests.peak import small_children

# A workbook of Excel 97 as LibreOffice saves it, packed: title, header, one made-up person.
OLD_WORKBOOK = (
    "eNrtV11oXEUUPnN3s7mb5ucmbbSmbVyrbdImLbsJ2gSt2XZT26pNpIk/lajdxk0Tu82GJIVWULfWQrGNKBX0oSCBFISC"
    "Pwj6oGDy1gdFRfqgKKQFQYkPqyilYLJ+59y5m5s1gey2FNTM5dyZ+WbmzpnzN+d+/VX55OiHVZcpq9xLHppJ+8nnwhTI"
    "dDoWkaGxmXQ67cDppfKvKtO6Zh16ob8CEOu8UOvVr+ul8t8seymBZ5gCtIP6UQ/SMcql3AKLcX9vMWtmFjlvsWVp//z3"
    "5/jNcdwDyvZ/jvXs/0WgZaBiUAmoFFRmXwFUDqoALQetAFWKTRDdCloJug1UBVoFWg1ao/e/XddMa9G+E3SXxtajrlmK"
    "Ozel+E1o0VdAn5Z8wSoX3V+GRXzgnRC7uALqogG2jUg03h24WWW78BBVzMM4jHQrWorOAS2l9wX9TN5bxfpQwhRo0hb9"
    "hBEW3kfkvVbepcTrP5E13wsSomr6Qaz8dXECRYUqQlGKUx8dQBzsw4wqusj+9ZLMYO9Q22SEZ13faHDO3vAl1SZxOIFI"
    "3IE5/TSEVoQepIcEiVC1t5jG2C93xvpjg9F4tddH59l/w5PieWP0Zzrg8vLxAOP8ecH/WBxu5IjT/w4fg+zmk3OdPT+V"
    "jW9YAK9fAN+4AO6fFy9w+DGz+Txv48Wz+FkDXpykNNdW0iN1edIndUXSK/XyZKHUK5IF6f3iLSfxiTV8LcBFfnqqdeQM"
    "YoHCM6FMEFHniKIpepJvhNRe2cmX4sjPIcP5Q3BTIy1Lsc9+DpZNOq5ww5jjKox3mKp/s+w7xgTbJu4Q8ypc4y94gU/H"
    "Jg8JE72n4M7f7ivpBC8XXptumzh9tQPNN5/+psPsHD2NwYYj+9qwzd0NwVCwIdTc3BjcEgI1NqZxn5mILbZous1K0Kw2"
    "K3Vt8KVnB0drTnAsxqGexWE5nJTLAS18blNk9dSVe6panhE8OasNWsdCp3p1HCMT3o2yok7eL8tc59I8Idgr8l6fWf9z"
    "S42rXZtpp1o2uNqjCHJ+cEWiGAO71auVxb4TE/snW5xa0aMYMekF2yLUq2aZPmmpVJ7M2zQsHUjr7dClygRTMj4XM7Kw"
    "aUkWHDFyT0lPZXoKPSPTM9Dz6J4hM72ZnpLkkuhFg3sGZD51qpB+pUdY+qldtuRTpjYrXlhGnlRQkhNvqlZwf8qaJwEy"
    "qEjW8Rre4X6jgj722bcI0X0iSU5VyrRUSIdwOgibPGi6P6ScpKsov9xNIcvxFNk5nGUatqfaQw9wzrSnr3swMZToGQ7s"
    "ONodiweat2zqjB6IxeMxscbtfT09TdeTOyrbSfMuM2kSNc7zXZo8+c7v19p7rQtvmFRX89F3rJq3dW6ptLBZ3bt0ntml"
    "xdir881hnXMmdd55Rueqv0wT7m57TWIg1j9w7Gic96zW40H9baf8o71zpCj0/I/K3b7R52fEuPTlpXObV1ln38L566+9"
    "18pZQBbWpfNkJzparjM+nHFLkhuHx5v0eNiVu7Ostg0MPBYbHOpL9M+VEcu3cXNoQf5v5P+f8J9lw/Ot8bj85XHsPkiH"
    "kHExH4dyln+FhAb7nOkc/qv2FDp2GsG+h5HhtoOH5/La3+P6B1vMGtbL7oyftCMfjOXtfxwac/3/C+h/NclKkVsewfkP"
    "I+dk3e+GFfSIThgZRr6aALJwqdX7F+Qg/ztAFzP7t2KHbuEhJhaYGz9NeZx/Hejdpf9/KX8DlTgiKQ=="
)
pytestmark = pytest.mark.feature("W-PAYROLL")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ID = "52230119700323597X"


def refusal(path: Path, **limits: Any) -> str:
    """Return what the user reads; the file must not have changed."""
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(FileRefusedError) as refused:
        read_grids(path, **limits)
    assert not before or path.read_bytes() == before
    assert "文件未作任何改动" in refused.value.message
    assert path.name.replace("\0", "\ufffd") in refused.value.message
    return refused.value.message


@pytest.fixture
def old_workbook() -> bytes:
    return zlib.decompress(base64.b64decode(OLD_WORKBOOK))


def workbook(path: Path, *rows: Sequence[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "工资"
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_values_keep_their_types_and_their_places(tmp_path: Path) -> None:
    """Row numbers in doubts are the user's: leading blank rows and columns count."""
    path = tmp_path / "值.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("工资")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_string(2, 1, ID)
    sheet.write_number(2, 2, 1234.5)
    sheet.write_boolean(3, 1, True)
    sheet.write_datetime(3, 2, datetime(2024, 5, 1), day)
    sheet.write_formula(4, 1, "=1+1", None, 2)
    sheet.write_formula(4, 2, "=NA()", None, "#N/A")
    book.close()

    assert read_grids(path) == [
        Sheet(
            "工资",
            [
                [None, None, None],
                [None, None, None],
                [None, ID, 1234.5],
                [None, True, date(2024, 5, 1)],
                [None, 2.0, None],
            ],
        )
    ]


def test_a_formula_without_a_stored_value_is_blank(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["应发合计", "备注"], ["=1+1", "无"])

    assert read_grids(path)[0].rows == [["应发合计", "备注"], [None, "无"]]


def test_hidden_sheets_are_left_out(tmp_path: Path) -> None:
    """Last month's sheet, hidden, must not compete with this month's."""
    book = openpyxl.Workbook()
    book.worksheets[0].title = "4月"
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("5月").append(["姓名"])
    book.active = 1
    book.save(tmp_path / "a.xlsx")

    assert [grid.name for grid in read_grids(tmp_path / "a.xlsx")] == ["5月"]


def test_an_old_workbook_is_read(tmp_path: Path, old_workbook: bytes) -> None:
    assert read_grids(written(tmp_path / "a.xls", old_workbook)) == [
        Sheet(
            "工资",
            [
                ["工资表", None, None],
                ["姓名", "身份证号", "应发合计"],
                ["甲乙", "520102199307130733", 1234.5],
            ],
        )
    ]


def test_the_content_decides_not_the_suffix(tmp_path: Path, old_workbook: bytes) -> None:
    new = workbook(tmp_path / "a.xlsx", ["姓名"]).read_bytes()

    assert read_grids(written(tmp_path / "b.xls", new))[0].rows == [["姓名"]]
    assert read_grids(written(tmp_path / "c.xlsx", old_workbook))[0].rows[2][0] == "甲乙"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", ""), ("utf-8-sig", ""), ("gb18030", ""), ("utf-16", ""), ("utf-8", "\r\n")],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_as_text(tmp_path: Path, encoding: str, mark: str, delimiter: str) -> None:
    rows = [["姓名", "身份证号", "应发"], ["甲", ID, '"27,283.92"'], ["乙", f'="{ID}"', ""]]
    text = (mark or "\n").join(delimiter.join(row) for row in rows)
    path = written(tmp_path / "工资.csv", text.encode(encoding))

    assert read_grids(path) == [Sheet("工资", [rows[0], ["甲", ID, "27,283.92"], ["乙", ID, None]])]


def test_each_way_a_file_is_absent_has_its_sentence(tmp_path: Path) -> None:
    assert "不存在" in refusal(tmp_path / "没有.xlsx")
    assert "不存在" in refusal(workbook(tmp_path / "a.xlsx", [1]) / "b.xlsx")
    assert "是文件夹" in refusal(tmp_path)
    assert "读取失败" in refusal(tmp_path / "a\0b.xlsx")
    with pytest.raises(FileRefusedError, match="读取失败"):
        read_grids(tmp_path / ("长" * 300))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="runs in the Linux job")
def test_a_pipe_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xlsx")

    assert "不是普通文件" in refusal(tmp_path / "管道.xlsx")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (FileNotFoundError(), "不存在"),
        (NotADirectoryError(), "不存在"),
        (PermissionError(), "没有读取权限"),
        (OSError(), "读取失败"),
        (ValueError(), "读取失败"),
    ],
)
def test_every_fault_of_the_system_has_words(error: OSError | ValueError, why: str) -> None:
    """Tests run as root, whom no permission stops: the table is asked itself."""
    assert why in refusal_of(Path("工资表.xlsx"), error).message


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.xlsx", b"", "空文件"),
        ("a.csv", b" \r\n\r\n", "空文件"),
        ("a.xlsx", b"\0" * 5000, "空文件"),
        ("a.xlsx", b"hello", "不是 Excel 工作簿"),
        ("a.xls", b"<html><table></table></html>", "内容是网页"),
        ("a.xls", b"<?xml version='1.0'?><Workbook/>", "XML 文本"),
        ("a.xlsx", b"%PDF-1.7", "不是 Excel 工作簿"),
        ("a.xlsx", b"PK\x03\x04" + b"x" * 500, "已损坏"),
        ("a.xls", OLE + b"x" * 5000, "已损坏"),
        ("a.xlsx", OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        ("a.csv", b"\xff\xff\xff,\x80", "不是可识别的 CSV"),
        ("a.csv", "姓名\0,工资".encode(), "不是可识别的 CSV"),
        ("a.csv", ("x" * 200_000).encode(), "已损坏"),
    ],
)
def test_what_is_no_workbook_says_so(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    assert why in refusal(written(tmp_path / name, content))


def test_another_kind_of_package_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "信.docx", "w") as package:
        package.writestr("word/document.xml", "<w/>")

    assert "是压缩文件，不是 .xlsx 工作簿" in refusal(tmp_path / "信.docx")


def test_an_old_workbook_with_a_password_says_so(tmp_path: Path, old_workbook: bytes) -> None:
    """A FILEPASS record right after the first BOF is the mark; the rest is never reached."""
    record = old_workbook.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    locked = old_workbook[:record] + b"\x2f\x00\x36\x00" + old_workbook[record + 4 :]

    assert "打开密码" in refusal(written(tmp_path / "a.xls", locked))


def test_a_workbook_without_cells_is_refused(tmp_path: Path) -> None:
    assert "都是空的（隐藏的工作表不读取）" in refusal(workbook(tmp_path / "空.xlsx"))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("damage", [lambda xml: xml[: len(xml) // 2], lambda _: b"\xff\xfe<"])
def test_a_damaged_part_is_refused(
    tmp_path: Path, part: str, damage: Callable[[bytes], bytes]
) -> None:
    good = workbook(tmp_path / "a.xlsx", ["姓名", "工资"], ["甲", 1.0])
    bad = tmp_path / "坏.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            xml = source.read(name)
            target.writestr(name, damage(xml) if name == part else xml)

    assert "坏.xlsx" in refusal(bad)


def test_a_cut_or_scratched_workbook_never_breaks_out(
    tmp_path: Path, old_workbook: bytes, pytestconfig: pytest.Config
) -> None:
    """The reader of .xls panics on many of these and aborts its process on some."""
    times = 40 if pytestconfig.getoption("campaign") else 1
    new = workbook(tmp_path / "a.xlsx", ["姓名", "工资"], ["甲", 1.0]).read_bytes()
    chance = random.Random(7)
    refused = 0
    for content in ([new] * 15 + [old_workbook] * 10) * times:
        scratched = bytearray(content)
        for _ in range(chance.choice((1, 5, 50))):
            scratched[chance.randrange(len(content))] = chance.randrange(256)
        if chance.random() < 0.3:
            del scratched[chance.randrange(100, len(content)) :]
        try:
            read_grids(written(tmp_path / "坏.xlsx", bytes(scratched)))
        except FileRefusedError:
            refused += 1

    assert refused > 5 * times


def test_a_cell_far_away_is_refused_before_memory_is_reserved(tmp_path: Path) -> None:
    """The reader reserves half a terabyte for this file and takes Excel's Python with it."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "姓名"
    book.worksheets[0]["XFD1048576"] = "x"
    book.save(tmp_path / "远.xlsx")

    assert "1048576 行 × 16384 列" in refusal(tmp_path / "远.xlsx")


def test_the_limits_are_the_callers(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", *[["甲", 1.0]] * 50)
    text = written(tmp_path / "a.csv", b"a,b\n" * 50)

    assert "过大" in refusal(path, max_bytes=100)
    assert "工作表“工资”范围过大（50 行 × 2 列）" in refusal(path, max_cells=99)
    assert "内容过多" in refusal(text, max_cells=99)
    assert len(read_grids(path, max_cells=100)[0].rows) == 50


def test_a_package_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/sharedStrings.xml", "w") as part:
            for _ in range(401):
                part.write(b" " * (1 << 20))

    assert "解压后过大" in refusal(written(tmp_path / "大.xlsx", packed.getvalue()))


ROWS: list[list[object]] = [
    ["姓名", "身份证号", "应发合计"],
    ["甲'乙=", ID, 1234.5],
    ["丙", "520102199307130733", None],
]


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_package_in_another_spelling_gives_the_same_values(tmp_path: Path, variant: str) -> None:
    """Programs that are not Excel write sound packages that were called damaged or empty."""
    parts = parts_of(workbook(tmp_path / "a.xlsx", *ROWS))

    grids = read_grids(written(tmp_path / "b.xlsx", packed(VARIANTS[variant](parts))))

    assert [(grid.name, grid.rows) for grid in grids] == [("工资", ROWS)]


def test_what_is_hidden_or_merged_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", *ROWS)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.merge_cells("A2:B3")
    book.save(path)

    (grid,) = read_grids(path)

    assert (set(grid.hidden_rows), set(grid.hidden_columns)) == ({2}, {1})
    assert list(grid.merged) == [(1, 0, 2, 1)]


def _with_sheet(path: Path, change: Callable[[bytes], bytes]) -> Path:
    parts = parts_of(path)
    name = "xl/worksheets/sheet1.xml"
    return written(path, packed({**parts, name: change(parts[name])}))


def test_empty_cells_far_away_do_not_count(tmp_path: Path) -> None:
    """Excel keeps the format of a whole row or column that someone once coloured."""
    far = b'<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"></c></row></sheetData>'
    path = _with_sheet(
        workbook(tmp_path / "a.xlsx", *ROWS), lambda xml: xml.replace(b"</sheetData>", far)
    )

    assert read_grids(path)[0].rows == ROWS


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="400"><c r="ZZ400"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
        b'<row r="1"><c r="XFD1"><v>1</v></c></row><row r="90000"><c><v>1</v></c></row>',
    ],
)
def test_a_cell_without_its_address_counts_where_it_stands(tmp_path: Path, rows: bytes) -> None:
    """The reader reserved 23 GB for such a file, and Excel's Python went with it."""
    path = _with_sheet(
        workbook(tmp_path / "a.xlsx", *ROWS),
        lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"),
    )

    assert "范围过大" in refusal(path)


def test_a_text_repeated_a_million_times_is_refused(tmp_path: Path) -> None:
    """One text of 100,000 characters, referred to 400,000 times, is 40 GB and a file of 1 MB."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet().write_string(0, 0, "长" * 32_000)
    book.close()
    cells = b"".join(
        b'<row r="%d">' % row + b'<c t="s"><v>0</v></c>' * 400 + b"</row>" for row in range(1, 1001)
    )
    parts = parts_of(path)
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(
        "长".encode() * 32_000, "长".encode() * 100_000
    )
    parts["xl/worksheets/sheet1.xml"] = re.sub(
        rb"<sheetData>.*</sheetData>",
        b"<sheetData>" + cells + b"</sheetData>",
        parts["xl/worksheets/sheet1.xml"],
        flags=re.S,
    )
    with small_children():
        why = refusal(written(path, packed(parts)))  # whichever limit this machine meets first
    assert any(words in why for words, _ in (TOO_MUCH, TOO_SLOW)), why


@pytest.mark.parametrize(
    ("main", "why"),
    [
        (b"ms-excel.sheet.binary.macroEnabled.main", "是二进制工作簿（.xlsb）"),
        (b"", "是 OpenDocument 表格（.ods）"),
    ],
)
def test_other_kinds_of_workbook_are_called_by_their_names(
    tmp_path: Path, main: bytes, why: str
) -> None:
    parts = parts_of(workbook(tmp_path / "a.xlsx", *ROWS))
    usual = b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts[TYPES] = parts[TYPES].replace(usual, main)
    if not main:
        parts = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}

    assert why in refusal(written(tmp_path / "别的.xlsx", packed(parts)))


@pytest.mark.feature("W-PAYROLL")
def test_a_busy_computer_is_not_called_a_large_file() -> None:
    """A payroll of twenty people was told to keep fewer sheets, because the machine was busy."""
    with pytest.raises(UnreadableError) as refused:
        read_apart("姓名,应发工资\n甲,5000\n".encode(), "工资表", ".csv", 1_000, 0.001)

    assert "电脑正忙" in refused.value.why
    assert refused.value.next_step.startswith("请稍后重试")


@pytest.mark.feature("W-PAYROLL")
def test_a_reader_that_starts_slowly_is_given_the_whole_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A payroll of 5,000 people was never read where Python took half a second to start."""
    monkeypatch.setattr(outside_file, "LOOK_SECONDS", 0.01)  # looked at long before it reads
    lines = [f"职工{number},5000" for number in range(50_000)]  # more than a pipe holds
    content = "\n".join(["姓名,应发工资", *lines]).encode()
    looks: list[int] = []

    (sheet,) = read_apart(
        content, "工资表", ".csv", 200_000, look=lambda seconds, _most: looks.append(seconds)
    )

    assert len(sheet.rows) == 50_001
    assert len(looks) > 1


def test_a_full_disk_is_not_called_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(UnreadableError) as refused:
        read_apart(b"a,b\n", "工资表", ".csv", 1_000)

    assert "磁盘可能已满" in refused.value.why
