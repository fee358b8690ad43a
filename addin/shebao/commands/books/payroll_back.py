"""The persons' shares of a month's bills written into HR's own payroll workbook."""

from collections.abc import Sequence
from pathlib import Path

from shebao.commands.books.billed import Billed, Line, billed_of
from shebao.commands.desk.context import Context
from shebao.commands.wages.payroll import payroll_path
from shebao.domain.errors import FileRefusedError
from shebao.domain.moments import BEIJING
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.rules.cell_text import amount_of
from shebao.rules.payroll.payroll_back import BackPlan, Match, Placed, Share, plan_shares
from shebao.rules.payroll.payroll_rows import cell
from shebao.sheets.declared.books_sheets import PAYROLL_BACK, WrittenBackRow
from shebao.sheets.head import SheetHead
from shebao.sheets.outside_file import read_grids
from shebao.sheets.payroll_writing import ColumnToWrite, ForeignBook, foreign_book
from shebao.sheets.table import SheetTable


def write_back_payroll(ctx: Context) -> Outcome:
    """Fill one column of the payroll for everyone who is certain; list everyone else.

    What stands in the file afterwards is read again and added up against the bills.
    """
    table = ctx.table(PAYROLL_BACK)
    given = table.parameters()
    path = _path(ctx, table, given["payroll_file"])
    billed = billed_of(ctx, table)
    shares = shares_of(table, billed, given["insurance"])
    due = _due(billed, given["insurance"])
    with foreign_book(path) as book:
        sheet, head = given["payroll_sheet"], given["payroll_column"]
        plan = _plan(path, shares, sheet, head)
        new_head = (plan.head_row, plan.head) if plan.is_new else None
        target = ColumnToWrite(plan.sheet, plan.column, plan.cells(), new_head)
        ctx.ui.confirm(_proposal(path, plan, book, target))
        table.check_writable()
        moment = f"{ctx.now().astimezone(BEIJING):%Y%m%d%H%M%S}"
        copy = path.with_name(f"{path.stem}_写入前_{moment}{path.suffix}")
        book.write(target, copy)
    written = _read_again(path, plan)
    message = _message(path, copy, plan, written, due) + billed.rest_in_words()
    _list(table, plan.people)
    left = sum(person.match is not Match.WRITTEN for person in plan.people)
    return table.report(
        message,
        Status.PARTIAL if left or written != due else Status.DONE,
        counts={
            "written": len(target.cells),
            "left": left,
            "written_fen": written,
            "billed_fen": due,
        },
        files=(str(path), str(copy)),
        facts={"column": plan.head, "sheet": plan.sheet},
    )


def _plan(path: Path, shares: Sequence[Share], sheet: str, head: str) -> BackPlan:
    """Return where the shares go. Raises FileRefusedError when that is not certain for anybody."""
    plan = plan_shares(read_grids(path), shares, sheet=sheet, head=head)
    if isinstance(plan, str):
        raise FileRefusedError(path, plan, "")
    if not plan.cells():
        why = "没有一名职工与账单的证件号码和姓名都一致，没有写入"
        raise FileRefusedError(path, why, "请核对后重试。")
    return plan


def shares_of(table: SheetHead, billed: Billed, insurance: str = "") -> list[Share]:
    """Return each person's share over the bills, or in one insurance by its name.

    Raises SheetError when there is no such insurance, or one id number has two names.
    """
    lines = [line for line in billed.lines if insurance in ("", line.insurance_name)]
    if not lines:
        names = "、".join(dict.fromkeys(line.insurance_name for line in billed.lines)) or "无"
        raise table.error(
            f"的“险种”是“{insurance}”，{billed.period} 的明细中没有",
            f"请改为其中之一：{names}；或留空。",
        )
    people: dict[str, list[Line]] = {}
    for line in lines:
        people.setdefault(line.id_number, []).append(line)
    for id_number, theirs in people.items():
        if len(names_of := {line.name for line in theirs}) > 1:
            raise table.error(
                f"不能写入：明细中证件号码 {id_number} 有不同的姓名（{'、'.join(names_of)}）",
                "请先核对账单明细。",
            )
    return [
        Share(id_number, theirs[0].name, sum(line.person_fen for line in theirs))
        for id_number, theirs in people.items()
    ]


def _due(billed: Billed, insurance: str) -> int:
    bills = (b for b in billed.bills if insurance in ("", b.insurance_name))
    return sum(bill.person_fen for bill in bills)


def _path(ctx: Context, table: SheetHead, given: str) -> Path:
    path = payroll_path(ctx, table, given)
    if ctx.book_path and path.resolve() == ctx.book_path.resolve():
        raise FileRefusedError(path, "就是当前工作簿，不是工资表", "请改为工资表的路径。")
    return path


def _proposal(path: Path, plan: BackPlan, book: ForeignBook, target: ColumnToWrite) -> str:
    what = (
        f"新增 {plan.letter} 列“{plan.head}”" if plan.is_new else f"{plan.letter} 列“{plan.head}”"
    )
    question = (
        f"把 {len(target.cells)} 人的个人应缴 {yuan(sum(target.cells.values()))} 元写入"
        f"“{path.name}”的工作表“{plan.sheet}”的{what}（{plan.reason}），其余内容不变"
    )
    filled = sum(bool(p.before) for p in plan.of(Match.WRITTEN))
    if filled:
        question += f"；其中 {filled} 格已有内容，将被替换"
    if formulas := book.formulas(target):
        question += f"（有 {formulas} 格是公式，将变成数值）"
    return question


def _read_again(path: Path, plan: BackPlan) -> int:
    """Return what the written cells add up to in the file as it is now."""
    rows = next(grid.rows for grid in read_grids(path) if grid.name == plan.sheet)
    amounts = (amount_of(cell(rows[at - 1], plan.column - 1)).fen for at in plan.cells())
    return sum(amount or 0 for amount in amounts)


def _message(path: Path, copy: Path, plan: BackPlan, written: int, due: int) -> str:
    message = (
        f"已把 {len(plan.cells())} 人的个人应缴 {yuan(written)} 元写入“{path.name}”的工作表"
        f"“{plan.sheet}”的 {plan.letter} 列“{plan.head}”，写入前的文件另存为“{copy.name}”。"
    )
    if written == due:
        message += f"与账单的个人应缴合计 {yuan(due)} 元一致。"
    else:
        message += f"账单的个人应缴合计 {yuan(due)} 元，相差 {yuan(due - written)} 元"
        absent = [p for p in plan.people if p.match not in (Match.WRITTEN, Match.UNKNOWN)]
        missed = {p.id_number: p.fen or 0 for p in absent}
        message += f"，其中未写入的人 {yuan(sum(missed.values()))} 元。" if missed else "。"
    said = [f"{match} {len(plan.of(match))} 人" for match in Match if match is not Match.WRITTEN]
    said = [words for words in said if " 0 人" not in words]
    if said:
        message += f"未写入：{'，'.join(said)}，见工作表“{PAYROLL_BACK.title}”。"
    return message + plan.note


def _list(table: SheetTable[WrittenBackRow], people: Sequence[Placed]) -> None:
    """Show everyone, those who got nothing first; each share stands there once."""
    rows: list[WrittenBackRow] = []
    seen = set[str]()
    for person in sorted(people, key=lambda person: person.match is Match.WRITTEN):
        is_written = person.match is Match.WRITTEN
        rows.append(
            WrittenBackRow.of(
                person,
                match="已写入" if is_written else str(person.match),
                written=person.fen if is_written else None,
                left=None if is_written or person.id_number in seen else person.fen,
            )
        )
        seen.add(person.id_number)
    table.show_rows(rows)
