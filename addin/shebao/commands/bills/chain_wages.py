"""What a chain must know of wages: by which the bills charge now, and what the sheets ask for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import employees_of, refresh_employees
from shebao.commands.wages.wage_result import fetch_wage_result
from shebao.commands.wages.wage_submit import submit_wages
from shebao.commands.wages.wage_table import WageTable, filing_of, wage_rows
from shebao.commands.wages.wage_unticked import filed_wages, is_filled
from shebao.contract.employees import Employee
from shebao.contract.premiums import Bill, BillLine, FiledBill
from shebao.contract.states import ItemState
from shebao.domain.errors import InputError
from shebao.domain.money import yuan
from shebao.domain.wage_row import WageRow
from shebao.rules.refiled_wages import (
    NAMED,
    Charge,
    Charged,
    Charges,
    asked_fen,
    changes,
    is_lowered,
    unmet,
)
from shebao.rules.way_back import Correction
from shebao.sheets.declared.parts import EVERYTHING
from shebao.sheets.declared.wage_sheets import WAGE_SHEETS, WageSheetRow

PROCESSING, ACCEPTED = str(ItemState.PROCESSING), str(ItemState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Asking:
    """A row that asks for a wage, or whose wage waits for its answer or for the bills.

    One whose wage was accepted asks for no more than that its bills charge it.
    """

    table: WageTable
    wages: WageRow
    is_chosen: bool
    is_processing: bool
    is_accepted: bool

    @property
    def words(self) -> str:
        """Where the row stands, who it is, and what keeps it."""
        typed = "、".join(
            yuan(cell.wage_fen) if cell.wage_fen is not None else f"“{cell.typed}”"
            for cell in self.wages.cells
            if cell.typed not in (None, "")
        )
        if self.is_processing:
            why = "，处理中"
        elif self.is_accepted:
            why = "，已申报成功，应缴费额还没有按此重新生成，请稍后再执行"
        else:
            why = "" if self.is_chosen else "，没有勾选"
        place = f"“{self.table.title}”第 {self.wages.number} 行"
        return f"{place} {self.wages.name}（{typed or '空白'} 元{why}）"


def asking_rows(ctx: Context) -> list[Asking]:
    """Return the rows of every wage sheet that ask for a wage: ticked, sent, changed, accepted."""
    found = []
    for table in map(ctx.table, WAGE_SHEETS):
        rows = wage_rows(table)
        scope = table.parameters()["scope"] if rows else ""
        filed = filed_wages(ctx, rows) if rows else {}
        for row in rows:
            is_chosen = scope == EVERYTHING or bool(row.tick)
            is_processing = row.state == PROCESSING
            is_changed = _is_changed(row, filed)
            is_accepted = row.state == ACCEPTED and not (is_chosen or is_changed)
            if is_chosen or is_processing or is_changed or is_accepted:
                found.append(Asking(table, row, is_chosen, is_processing, is_accepted))
    return found


def lower_wages(ctx: Context, words: str) -> str:
    """File the chosen wages, or ask about those on their way; return what came of it.

    Raises InputError with the step's ``words`` when no row asks for a wage; nothing was sent.
    """
    asking = asking_rows(ctx)
    chosen = [one for one in asking if one.is_chosen]
    meant = chosen or [one for one in asking if one.is_processing]
    if not meant:
        raise InputError(
            f"没有勾选任何行，没有执行撤回路径的下一步，没有提交任何数据。{words.rstrip('。')}。",
            next_step="勾选后请再点击“执行下一步”。",
            log="no wage is asked for",
        )
    said = ""
    for name in dict.fromkeys(one.table.spec.name for one in meant):
        ctx.named_sheet = name  # of several wage sheets with rows, those that ask are meant
        said += submit_wages(ctx).message if chosen else ""
        said += fetch_wage_result(ctx).message
    return said


def _is_changed(row: WageSheetRow, filed: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether a row says something else than was filed from it, or was never filed."""
    return is_filled(row) and filed.get(row.id_number) != row.wages_fen() and bool(row.name)


def correction(
    ctx: Context, filed: Mapping[str, Sequence[FiledBill]], now: Mapping[str, Bill]
) -> Correction:
    """Return what is known of the wages behind these filings; ``now`` are their bills by number.

    Bills that the medical side collects have no lines, so they say nothing of wages.
    """
    declared = [
        (filing_no, bill)
        for filing_no, bills in filed.items()
        for bill in bills
        if not bill.collected and bill.bill_no in now
    ]
    anew = [(no, bill) for no, bill in declared if now[bill.bill_no].revision != bill.revision]
    asking = asking_rows(ctx)
    looked_at = declared if asking else anew
    label, bureau = "下载账单明细", ctx.bureau
    each = ctx.one_by_one(label, looked_at)
    charged = _charges((bill, bureau.bill_lines(bill.bill_no)) for _, bill in each)
    each = ctx.one_by_one(label, anew)
    before = _charges((bill, bureau.filed_lines(no, bill.bill_no)) for no, bill in each)
    compared = {_charge(bill) for _, bill in anew}
    after = {at: one for at, one in charged.items() if at[0] in compared}
    return Correction(
        _unmet(ctx, asking, [bill for _, bill in declared], charged),
        is_lowered(before, after),
        changes(before, after),
    )


def _charge(bill: FiledBill) -> Charge:
    return bill.period, bill.insurance


def _charges(pages: Iterable[tuple[FiledBill, Iterable[BillLine]]]) -> Charges:
    return {
        (_charge(bill), line.id_number): Charged(line.name, line.wage_fen)
        for bill, lines in pages
        for line in lines
    }


def _unmet(
    ctx: Context, asking: Sequence[Asking], bills: Sequence[FiledBill], charged: Charges
) -> str:
    """Name the rows that ask for a wage on which their person is not charged."""
    if not asking:
        return ""
    refresh_employees(ctx)
    employees = {employee.id_number: employee for employee in employees_of(ctx)}
    tables = {one.table.spec.name: one.table for one in asking}
    since = {name: str(filing_of(ctx, one).effective_from) for name, one in tables.items()}
    named = [
        one
        for one in asking
        if (employee := employees.get(one.wages.id_number))
        and unmet(one.wages, _due(one, employee, bills, since[one.table.spec.name]), charged)
    ]
    more = f" 等 {len(named)} 行" if len(named) > NAMED else ""
    return "、".join(one.words for one in named[:NAMED]) + more


def _due(asking: Asking, employee: Employee, bills: Sequence[FiledBill], since: str) -> set[Charge]:
    """Return the charges of the bills that a wage of this person from ``since`` on would change.

    An accepted one counts only while it is in force: another one may have followed it since.
    """
    return {
        _charge(bill)
        for bill in bills
        for one in employee.enrolments
        if (one.unit_no, one.insurance) == (bill.unit_no, bill.insurance)
        and max(one.enrolled_from, since) <= bill.period
        and (one.enrolled_to is None or one.enrolled_to >= bill.period)
        and (not asking.is_accepted or one.wage_fen == asked_fen(asking.wages, one.insurance))
    }
