"""What was filed, line by line: one filing, or all of a span, downloaded once."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import export_sheet
from shebao.commands.desk.query import Asked, Fetched
from shebao.commands.desk.selection import the_selected
from shebao.contract.premiums import BillLine, FiledBill, PremiumFiling
from shebao.contract.states import ItemState
from shebao.domain.errors import NotConfirmedError
from shebao.domain.moments import local_time
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.premium_sheets import FILED_LINES, PREMIUM_FILINGS, FiledLine
from shebao.sheets.declared.query_sheets import FiledLineRow

if TYPE_CHECKING:
    from shebao.store.documents import Line

_ALWAYS = ("2000-01-01", "9999-12-31")


def show_premium_filing(ctx: Context) -> Outcome:
    """Fetch and show every line of the ticked filing; a voided one can be viewed as well."""
    table = ctx.table(FILED_LINES)
    filing_no, lines, message = _filed(ctx)
    table.show_rows(lines)
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
            remark=bill.remark,
            reduction=line.reduction_fen,
            **_cells(bill, line),
        )
    if not lines:
        name = f"合计 {bill.people} 人"
        yield FiledLine.of(bill, filing_no=filing_no, name=name, due=bill.amount_fen)


def _cells(bill: FiledBill, line: BillLine) -> "Line":
    """Return what both sheets show of a person's line."""
    return {
        "period": bill.period,
        "unit_no": bill.unit_no,
        "insurance_name": bill.insurance_name,
        "name": line.name,
        "id_type": line.id_type,
        "id_number": line.id_number,
        "wage": line.wage_fen,
        "base": line.base_fen,
        "unit_rate": line.unit_ppm,
        "person_rate": line.person_ppm,
        "unit": line.unit_fen,
        "person": line.person_fen,
        "due": line.due_fen,
    }


def filing_lines(ctx: Context, asked: Asked) -> Fetched:
    """Return the lines of the successful daily filings of a span of days.

    Lines that were never downloaded are offered; the remark names what is still missing.
    """
    filings = _successful(ctx, *asked.days())
    missing = [f for f in filings if ctx.store.filing_details.of(ctx.account, f.filing_no) is None]
    if missing:
        try:
            ctx.ui.confirm(f"有 {len(missing)} 笔申报的职工明细未下载，现在下载")
        except NotConfirmedError:
            pass
        else:
            _download(ctx, missing)
            missing = []
    rows: list[FiledLineRow] = []
    for filing in filings:
        lines = ctx.store.filing_details.of(ctx.account, filing.filing_no) or []
        filed_on = local_time(filing.submitted_at)
        rows += [
            FiledLineRow(filing_no=filing.filing_no, filed_on=filed_on, **line) for line in lines
        ]
    remark = ""
    if missing:
        numbers = "、".join(filing.filing_no for filing in missing)
        remark = (
            f"有 {len(missing)} 笔申报的职工明细未下载（{numbers}），请点击“同步申报明细”下载。"
        )
    return Fetched([rows], remark)


def download_details(ctx: Context) -> None:
    """Keep the lines of every successful daily filing as the bureau has them now."""
    _download(ctx, _successful(ctx, *_ALWAYS))


def _successful(ctx: Context, first_day: str, last_day: str) -> list[PremiumFiling]:
    return [
        filing
        for filing in ctx.bureau.premium_filings(first_day, last_day).filings
        if filing.state is ItemState.ACCEPTED and not filing.special
    ]


def _download(ctx: Context, filings: Sequence[PremiumFiling]) -> None:
    for done, filing in enumerate(filings):
        ctx.progress("下载申报明细", done, len(filings))
        lines: list[Line] = []
        bills = ctx.bureau.filed_bills(filing.filing_no).bills
        # Those that the medical side sends come without lines.
        for bill in ctx.one_by_one("下载账单明细", [bill for bill in bills if not bill.collected]):
            lines += [
                {"person_no": line.person_no, **_cells(bill, line)}
                for line in ctx.bureau.filed_lines(filing.filing_no, bill.bill_no)
            ]
        ctx.store.filing_details.keep(ctx.account, filing.filing_no, lines)
    ctx.progress("下载申报明细", len(filings), len(filings))
