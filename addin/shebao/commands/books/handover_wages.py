"""The hand-over of the wage file: what it carries, whether it is ours, and what became of it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from shebao.commands.desk.context import Context
from shebao.commands.wages.wage_table import wage_rows
from shebao.contract.states import ItemState
from shebao.domain.errors import FileRefusedError
from shebao.domain.insurances import NATIONAL_NAMES
from shebao.domain.wage_row import BY_PERSON, row_words
from shebao.rules.books.handover import Figure, Step, Wage, wages_returned
from shebao.rules.cell_text import amount_of, id_number_of
from shebao.sheets.client_file import FILE_NAME, ClientFile, read_client_file
from shebao.sheets.declared.client_sheets import CLIENT_FILES
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON, WageSheetRow

IMPORT = (
    "【缴费工资申报】→【年度缴费工资申报】（申报期外为【年度缴费工资调整】）→“添加”→“外部文件导入”"
    "→勾选→“提交申报”"
)
WRITTEN = "导入文件"  # how 客户端文件 calls a file that was written for the client
_SHOWN = 12  # characters of a digest
_MOST_NAMED = 5


def wage_steps(ctx: Context, lines: Sequence[Wage]) -> list[Step]:
    """Return a step for each wage column of the client's file, as the file on disk is now.

    ``lines`` are the wages of the detail that was brought back, empty before it.

    Raises FileRefusedError for a file that is another unit's or not in the client's layout.
    """
    path = _wage_file(ctx)
    if not path.exists():
        words = "还没有写出文件，请先点击“下载参保职工”；缴费工资没有变化的月份不需要这一步。"
        return [Step(IMPORT, path.name, "缴费工资", None, None, words)]
    names = ctx.table(ROSTER).insurance_headers()
    known = {*names, *(f"{code}|{name}" for code, name in NATIONAL_NAMES.items())}
    file = read_client_file(path, ctx.tax_id, known)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    number = _number_of(ctx, digest)
    named = f"{path.name}（{f'文件编号 {number}，' if number else ''}校验值 {digest[:_SHOWN]}）"
    if number is None:
        words = "磁盘上的文件不是“下载参保职工”写出的，或写出后被改动，请重新写出后再导入客户端。"
        return [Step(IMPORT, named, "缴费工资", None, None, words)]
    rows = [
        row for spec in (WAGES_BY_PERSON, WAGES_BY_INSURANCE) for row in wage_rows(ctx.table(spec))
    ]
    wages = {head: _wages(path, file, head) for head in file.heads or (BY_PERSON,)}
    if not number and (others := _not_of_sheet(wages.values(), rows)):
        words = (
            f"文件中 {len(others)} 人的缴费工资与申报表不同（如 {others[0]}）。在客户端申报的，"
            "请先“下载参保职工”重新写出；通过税务接口申报的不需要这一步。"
        )
        return [Step(IMPORT, named, "缴费工资", None, None, words)]
    answers = _answers(rows)
    return [_wage_step(named, head, theirs, lines, answers) for head, theirs in wages.items()]


def _not_of_sheet(wages: Iterable[Sequence[Wage]], rows: Sequence[WageSheetRow]) -> list[str]:
    """Return whose wages in the file are not those of the wage sheet, by id number.

    The client's own list has the same name, and the wages of before. Nobody where the sheet is
    empty, for then nothing is known.
    """
    typed: dict[str, dict[str, int]] = {}
    for row in rows:  # of both sheets: one may have been made and left blank
        typed.setdefault(row.id_number.upper(), {}).update(row.wages_fen())
    if not typed:
        return []
    found = []
    for wage in (wage for theirs in wages for wage in theirs):
        mine = typed.get(wage.id_number, {})
        if mine.get(wage.insurance, mine.get(BY_PERSON)) != wage.fen:
            found.append(wage.id_number)
    return list(dict.fromkeys(found))


def _number_of(ctx: Context, digest: str) -> str | None:
    """Return the number under which exactly this file was written; None when it was not.

    Where nothing was noted of written files, as with the tax interface, it is blank.
    """
    rows = [row for row in ctx.table(CLIENT_FILES).rows() if row.kind == WRITTEN]
    if not rows:
        return ""
    same = [row for row in rows if row.digest and digest.startswith(row.digest)]
    return same[0].number if same else None


def _wage_step(
    file: str,
    head: str,
    wages: Sequence[Wage],
    lines: Sequence[Wage],
    answers: Mapping[str, str],
) -> Step:
    """Return the step of one column: proven by the detail, or before it by the client's answers."""
    expected = Figure(sum(wage.fen for wage in wages), len(wages))
    returned, others = wages_returned(wages, lines)
    words = "导入后屏幕上的人数和缴费工资合计应与此相同。"
    if returned is not None:
        words = "按导回的职工缴费明细。"
    elif any(wage.id_number in answers for wage in wages):
        taken = [w for w in wages if answers.get(w.id_number) == ItemState.ACCEPTED]
        others = [w.id_number for w in wages if w not in taken]
        returned = Figure(sum(wage.fen for wage in taken), len(taken))
        words = "按导回的申报结果。"
    if others:
        named = "、".join(others[:_MOST_NAMED]) + ("等" if len(others) > _MOST_NAMED else "")
        words += f"没有申报成功，或明细中的缴费工资与文件不同：{named}，共 {len(others)} 人。"
        if returned is not None and returned.equals(expected):  # equal sums of unequal wages
            returned = Figure(returned.fen, len(wages) - len(others))
    if failed := sum(state == ItemState.REFUSED for state in answers.values()):
        words += f"有 {failed} 人申报失败，原因见申报表的“说明”，改正后只申报这些人。"
    what = "缴费工资" if head == BY_PERSON else f"{head.split('|')[1]}的缴费工资"
    return Step(IMPORT, file, what, expected, returned, words)


def _wages(path: Path, file: ClientFile, head: str) -> list[Wage]:
    """Return one column's wages. Raises FileRefusedError for a cell that is none."""
    found = []
    insurance = "" if head == BY_PERSON else head[:3]
    for row in file.rows:
        cell = row.wages.get(head)
        if cell in (None, ""):
            continue
        amount, read = amount_of(cell), id_number_of(row.id_cell)
        if amount.fen is None or read.id_number is None:
            raise FileRefusedError(
                path,
                f"{row_words(row.number, row.name)} 的{amount.problem or read.problem}",
                "请重新“下载参保职工”写出文件后重试。",
            )
        found.append(Wage(read.id_number, insurance, amount.fen))
    return found


def _wage_file(ctx: Context) -> Path:
    tables = (ctx.table(WAGES_BY_PERSON), ctx.table(WAGES_BY_INSURANCE))
    given = [name for table in tables if (name := table.parameters()["client_file"])]
    return ctx.beside_book(given[0] if given else FILE_NAME)


def _answers(rows: Iterable[WageSheetRow]) -> dict[str, str]:
    """Return what the client answered about whom, as the yearly wage sheets show it."""
    known = (ItemState.ACCEPTED, ItemState.REFUSED)
    return {row.id_number: row.state for row in rows if row.state in known}
