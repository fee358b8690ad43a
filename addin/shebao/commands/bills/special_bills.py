"""Special bills (特殊缴费), pushed by 人社 or 医保 and confirmed notice by notice."""

from collections.abc import Collection

from shebao.commands.bills.bill_forecast import refuse_changed
from shebao.commands.bills.bill_submit import select_rows, submit_chosen
from shebao.commands.bills.bills import answered_since, known_cells
from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import export_sheet
from shebao.contract.premiums import SpecialBill
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.premium_sheets import SPECIAL_BILLS, SpecialBillRow
from shebao.sheets.table import SheetTable

# Seed G 2.5.2.2 二 (二).
NONE_TEXT = (
    "没有待申报的特殊缴费；如已在人社（医保）部门核定，请等待一段时间后再刷新，"
    "长时间没有数据请联系社保、医保或者税务部门。"
)


def update_special_bills(ctx: Context) -> Outcome:
    """Show the special bills not yet confirmed; remarks that the clerk wrote stay."""
    table = ctx.table(SPECIAL_BILLS)
    bills = ctx.bureau.special_bills().bills
    known = {row.bill_no: row for row in table.rows()}
    ended = answered_since(ctx, known.values(), bills)
    table.show_rows([_row(bill, known.get(bill.bill_no)) for bill in bills])
    total = sum(bill.amount_fen for bill in bills)
    late = [bill for bill in bills if bill.collect_by < str(ctx.business_date)]
    message = f"特殊缴费待申报信息 {len(bills)} 条，合计 {yuan(total)} 元。" if bills else NONE_TEXT
    if late:
        message += f"其中 {len(late)} 条已超过征集有效期，不能申报。"
    message += ended
    counts = {"bills": len(bills), "bill_total_fen": total, "expired": len(late)}
    return table.report(message, counts=counts)


def _row(bill: SpecialBill, old: SpecialBillRow | None) -> SpecialBillRow:
    remark = (old.remark if old else "") or bill.remark
    return SpecialBillRow.of(bill, **known_cells(bill, old), remark=remark)


def submit_special_bills(ctx: Context) -> Outcome:
    """Confirm the ticked notices whole: a tick on one row ticks all of its notice."""
    return submit_chosen(
        ctx, SPECIAL_BILLS, lambda table, rows: _whole(rows, select_rows(table, rows)), _foresee
    )


def submit_special(ctx: Context, bill_nos: Collection[str]) -> Outcome:
    """Confirm these bills with the rest of their notices."""
    return submit_chosen(
        ctx,
        SPECIAL_BILLS,
        lambda _, rows: _whole(rows, [row for row in rows if row.bill_no in bill_nos]),
        _foresee,
    )


def export_special_bills(ctx: Context) -> Outcome:
    """Write the sheet's rows to an .xlsx file of its own."""
    table = ctx.table(SPECIAL_BILLS)
    return export_sheet(ctx, table, table.rows(), table.parameters()["export_file"])


def _whole(rows: list[SpecialBillRow], chosen: list[SpecialBillRow]) -> list[SpecialBillRow]:
    """Return every row of the chosen rows' notices. Source: seed G 2.5.2.3 一."""
    notices = {(row.unit_no, row.notice_no) for row in chosen}
    return [row for row in rows if (row.unit_no, row.notice_no) in notices]


def _foresee(
    ctx: Context,
    table: SheetTable[SpecialBillRow],
    _rows: list[SpecialBillRow],
    chosen: list[SpecialBillRow],
) -> None:
    """Say before sending what the bureau would answer."""
    now: dict[str, SpecialBill] = {b.bill_no: b for b in ctx.bureau.special_bills().bills}
    for row in chosen:
        bill = now.get(row.bill_no)
        refuse_changed(table, row, bill)
        if bill is not None and bill.collect_by < str(ctx.business_date):
            raise table.error(
                f"第 {row.at} 行征集通知流水号 {bill.notice_no} 已超过征集有效期"
                f"（{bill.collect_by}），没有提交",
                "请联系人社（医保）部门重新推送后再办理。",
            )
    asked = {row.bill_no for row in chosen}
    notices = {(row.unit_no, row.notice_no) for row in chosen}
    for bill in now.values():
        if (bill.unit_no, bill.notice_no) in notices and bill.bill_no not in asked:
            raise table.error(
                f"没有列出征集通知流水号 {bill.notice_no} 的全部待申报信息，没有提交",
                "同一征集通知必须一起提交申报，请点击“刷新特殊缴费”后重试。",
            )
