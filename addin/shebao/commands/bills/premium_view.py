"""What a premium filing said, line by line, as it was filed."""

from collections.abc import Iterator

from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import export_sheet
from shebao.commands.desk.selection import the_selected
from shebao.contract.premiums import FiledBill
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.premium_sheets import FILED_LINES, PREMIUM_FILINGS, FiledLine


def show_premium_filing(ctx: Context) -> Outcome:
    """Fetch and show every line of the ticked filing; a voided one can be viewed as well."""
    table = ctx.table(FILED_LINES)
    filing_no, lines, message = _filed(ctx)
    table.replace(lines)
    table.activate()
    return table.report(message, counts={"lines": len(lines)}, facts={"filing_no": filing_no})


def export_premium_filing(ctx: Context) -> Outcome:
    """Fetch every line of the ticked filing and write it to an .xlsx file of its own."""
    table = ctx.table(FILED_LINES)
    filing_no, lines, _ = _filed(ctx)
    given = table.parameters()["export_file"] or f"{table.spec.title}_{filing_no}.xlsx"
    return export_sheet(ctx, table, lines, given)


def _filed(ctx: Context) -> tuple[str, list[FiledLine], str]:
    """Return the ticked filing's number, its lines and what they add up to in words."""
    records = ctx.table(PREMIUM_FILINGS)
    filing_no = the_selected(records, records.rows(), "查看").filing_no
    bills = ctx.bureau.filed_bills(filing_no).bills
    rows: list[FiledLine] = []
    for done, bill in enumerate(bills):
        ctx.progress("下载申报明细", done, len(bills))
        rows += _rows(ctx, filing_no, bill)
    ctx.progress("下载申报明细", len(bills), len(bills))
    total = sum(bill.amount_fen for bill in bills)
    message = (
        f"社保费申报 {filing_no}：{len(bills)} 条应缴信息，{len(rows)} 条明细，"
        f"合计 {yuan(total)} 元。"
    )
    return filing_no, rows, message


def _rows(ctx: Context, filing_no: str, bill: FiledBill) -> Iterator[FiledLine]:
    """Yield a row for each person; one for the whole bill where the bureau has no lines."""
    lines = ctx.bureau.filed_lines(filing_no, bill.bill_no)
    for line in lines:
        yield FiledLine(
            filing_no=filing_no,
            period=bill.period,
            unit_no=bill.unit_no,
            insurance_name=bill.insurance_name,
            remark=bill.remark,
            name=line.name,
            id_type=line.id_type,
            id_number=line.id_number,
            wage=line.wage_fen,
            base=line.base_fen,
            unit_rate=line.unit_ppm,
            person_rate=line.person_ppm,
            unit=line.unit_fen,
            person=line.person_fen,
            reduction=line.reduction_fen,
            due=line.due_fen,
        )
    if not lines:
        yield FiledLine(
            filing_no=filing_no,
            period=bill.period,
            unit_no=bill.unit_no,
            insurance_name=bill.insurance_name,
            remark=bill.remark,
            name=f"合计 {bill.people} 人",
            base=bill.base_fen,
            unit=bill.unit_fen,
            person=bill.person_fen,
            due=bill.amount_fen,
        )
