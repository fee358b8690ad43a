"""The official client's own wage workbook (参保职工列表), in exactly its layout.

Source: the layout that the client's import accepts, as an independent generator rebuilt it: title,
tax id and ``code|name`` heads in rows 1 to 3, people from row 4. That the form by person has a
single wage column and no heads is inferred.
"""

import io
import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from shebao.domain.errors import FileRefusedError
from shebao.domain.money import cell_of
from shebao.domain.wage_row import BY_PERSON
from shebao.rules.cell_text import LOST_DIGITS, has_lost_digits
from shebao.rules.client_file import ClientRow
from shebao.rules.payroll.payroll_headers import letter_of
from shebao.rules.payroll.payroll_reading import Sheet
from shebao.sheets.cells import text_of
from shebao.sheets.outside_file import read_grids

FILE_NAME = "参保职工列表.xlsx"
DATA_SHEET, NOTES_SHEET = "缴费工资申报数据", "填表说明"
TITLE, TAX_ID_LABEL = "单位社保费缴费工资年度申报", "*缴费人识别号："
TITLE_BEGINS = "单位社保费缴费工资"  # the yearly adjustment's title was not seen
PERSON_HEADS = ("*姓名", "*身份证件类型代码", "*身份证件号码", "分组")
WAGE_HEAD = "缴费工资"
NOTES = (
    "1、简要说明",
    "请只填写缴费工资，不要修改姓名、证件号码、纳税人识别号和表头。",
    "填写后导入系统即可申报。身份证件类型默认居民身份证代码 201。",
)
_WIDTH = 20
_FIRST_WAGE = len(PERSON_HEADS)
_FIRST_DATA_ROW = 4
_MOST_NAMED = 5
_NOTHING_IMPORTED = "没有导入任何缴费工资。"
_DOWNLOAD_AGAIN = f"{_NOTHING_IMPORTED}请重新“下载参保职工”，只填写缴费工资后再导入。"


@dataclass(frozen=True, slots=True)
class ClientPerson:
    """One person to be written; ``wages_fen`` are in the order of the heads, None for blank."""

    name: str
    id_type: str
    id_number: str
    group: str
    wages_fen: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class ClientFile:
    """A file that was read: heads ``code|name``, none when it is by person, and its rows."""

    heads: tuple[str, ...]
    rows: tuple[ClientRow, ...]


def write_client_file(
    path: Path, tax_id: str, heads: Sequence[str], people: Sequence[ClientPerson]
) -> Path:
    """The file holds these people, by person when there are no heads; there as a whole or not.

    Raises FileRefusedError when it cannot be written; an older file is then unchanged.
    """
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(DATA_SHEET)
        columns = len(heads) or 1
        sheet.set_column(0, _FIRST_WAGE - 1, _WIDTH, text)  # also for what the user adds
        sheet.set_column(_FIRST_WAGE, _FIRST_WAGE + columns - 1, _WIDTH)
        sheet.merge_range(0, 0, 0, _FIRST_WAGE - 1, "")
        sheet.write_string(0, 0, TITLE)
        sheet.write_string(1, 0, TAX_ID_LABEL)
        sheet.merge_range(1, 1, 1, _FIRST_WAGE - 1, "")
        sheet.write_string(1, 1, tax_id, text)
        for at, head in enumerate(heads, start=_FIRST_WAGE):
            sheet.write_string(1, at, head)
        sheet.write_row(2, 0, [*PERSON_HEADS, *[WAGE_HEAD] * columns])
        for number, person in enumerate(people, start=_FIRST_DATA_ROW - 1):
            known = (person.name, person.id_type, person.id_number, person.group)
            for at, cell in enumerate(known):
                if cell:
                    sheet.write_string(number, at, cell, text)
            for at, fen in enumerate(person.wages_fen, start=_FIRST_WAGE):
                if fen is not None:
                    sheet.write_number(number, at, cell_of(fen))
        book.add_worksheet(NOTES_SHEET).write_column(0, 0, NOTES)
    _save(content.getvalue(), path)
    return path


def read_client_file(path: Path, tax_id: str, known_heads: Collection[str]) -> ClientFile:
    """Return the rows of a file in exactly this layout and of exactly this employer.

    Raises FileRefusedError, naming the cells that differ and what stands in them.
    """
    return client_file_of(path, read_grids(path), tax_id, known_heads)


def client_file_of(
    path: Path, sheets: Sequence[Sheet], tax_id: str, known_heads: Collection[str]
) -> ClientFile:
    """Return the rows of a file's sheets; ``path`` only names it. Raises FileRefusedError."""
    grids = {grid.name: grid.rows for grid in sheets}
    if DATA_SHEET not in grids:
        have = "、".join(f"“{name}”" for name in grids)
        raise FileRefusedError(
            path, f"没有工作表“{DATA_SHEET}”（现有：{have}），不是参保职工列表", _DOWNLOAD_AGAIN
        )
    cells = _Cells(grids[DATA_SHEET])
    heads, columns = _heads(cells)
    if faults := _layout_faults(cells, heads, columns, known_heads):
        named = "；".join(faults[:_MOST_NAMED])
        more = f"等 {len(faults)} 处" if len(faults) > _MOST_NAMED else ""
        raise FileRefusedError(
            path, f"的工作表“{DATA_SHEET}”与模板不一致：{named}{more}", _DOWNLOAD_AGAIN
        )
    if has_lost_digits(cells.at(2, 1)):
        raise FileRefusedError(
            path, f"的工作表“{DATA_SHEET}”B2 的纳税人识别号{LOST_DIGITS}", _DOWNLOAD_AGAIN
        )
    theirs = cells.text(2, 1)
    if theirs.upper() != tax_id:
        raise FileRefusedError(
            path,
            f"的工作表“{DATA_SHEET}”B2 的纳税人识别号是“{theirs}”，本单位是“{tax_id}”",
            f"{_NOTHING_IMPORTED}请选择本单位的文件；纳税人识别号被改动的，请重新“下载参保职工”。",
        )
    return ClientFile(heads, tuple(_rows(cells, heads or (BY_PERSON,))))


class _Cells:
    """The cells of a sheet by worksheet row (from 1) and column (from 0)."""

    def __init__(self, rows: Sequence[Sequence[object]]) -> None:
        self.rows = rows

    def at(self, row: int, column: int) -> object:
        cells = self.rows[row - 1] if row <= len(self.rows) else ()
        return cells[column] if column < len(cells) else None

    def text(self, row: int, column: int) -> str:
        return text_of(self.at(row, column))

    def width(self, row: int) -> int:
        cells = self.rows[row - 1] if row <= len(self.rows) else ()
        return max((at for at, cell in enumerate(cells, start=1) if text_of(cell)), default=0)


def _heads(cells: _Cells) -> tuple[tuple[str, ...], int]:
    """Return the heads from E2 on, none for a file by person, and how many wage columns are."""
    width = max(cells.width(2), cells.width(3), _FIRST_WAGE + 1)
    heads = tuple(cells.text(2, at) for at in range(_FIRST_WAGE, width))
    return (heads if any(heads) else ()), width - _FIRST_WAGE


def _layout_faults(
    cells: _Cells, heads: Sequence[str], columns: int, known_heads: Collection[str]
) -> list[str]:
    faults = []
    title = cells.text(1, 0)
    if not title.startswith(TITLE_BEGINS):
        faults.append(f"A1 应为“{TITLE}”，现为“{title}”")
    expected = {(2, 0): TAX_ID_LABEL}
    expected.update({(3, at): head for at, head in enumerate(PERSON_HEADS)})
    wage_columns = range(_FIRST_WAGE, _FIRST_WAGE + (columns if heads else 1))
    expected.update({(3, at): WAGE_HEAD for at in wage_columns})
    for (row, at), wanted in expected.items():
        if cells.text(row, at) != wanted:
            faults.append(f"{letter_of(at)}{row} 应为“{wanted}”，现为“{cells.text(row, at)}”")
    if not heads:
        beyond = range(_FIRST_WAGE + 1, _FIRST_WAGE + columns)
        faults += [f"{letter_of(at)}3 应为空，现为“{cells.text(3, at)}”" for at in beyond]
    for at, head in enumerate(heads, start=_FIRST_WAGE):
        where = f"{letter_of(at)}2"
        if head not in known_heads:
            faults.append(f"{where} 的险种“{head}”不是本地区规则文件中的险种")
        elif head in heads[: at - _FIRST_WAGE]:
            faults.append(f"{where} 的险种“{head}”重复")
    return faults


def _rows(cells: _Cells, heads: Sequence[str]) -> list[ClientRow]:
    found = []
    for number in range(_FIRST_DATA_ROW, len(cells.rows) + 1):
        wages = {head: cells.at(number, _FIRST_WAGE + i) for i, head in enumerate(heads)}
        person = [cells.at(number, at) for at in range(_FIRST_WAGE)]
        if not any(text_of(cell) for cell in [*person, *wages.values()]):
            continue
        name, id_type = text_of(person[0]), text_of(person[1]).split("|")[0]
        found.append(ClientRow(number, name, id_type, person[2], wages))
    return found


def _save(content: bytes, path: Path) -> None:
    waiting = path.parent / f".{uuid.uuid4().hex}.tmp"
    try:
        waiting.write_bytes(content)
        waiting.replace(path)
    except OSError as error:
        raise FileRefusedError(
            path,
            "无法写入（可能正在 Excel 中打开，或文件夹不存在、不可写）",
            "请关闭它，或换一个位置后重试。",
        ) from error
    finally:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
