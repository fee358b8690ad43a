"""Wage filings of any day from the bureau: listed, viewed with their reasons, exported."""

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.desk.selection import selected
from shebao.commands.desk.time_cells import days_of
from shebao.commands.wages.wage_result import filing_line
from shebao.contract.states import WageFilingState
from shebao.contract.wages import WageFiling
from shebao.domain.insurances import insurance_name
from shebao.domain.outcome import Outcome, Status
from shebao.domain.wage_row import BY_PERSON
from shebao.sheets.declared.wage_sheets import WAGE_FILING_ITEMS, WAGE_FILINGS, WageFilingItemRow
from shebao.sheets.export_file import export_rows

EVERY_INSURANCE = "全部险种"


def query_wage_filings(ctx: Context) -> Outcome:
    """Show the filings submitted within the days of the sheet's labelled cells."""
    table = ctx.table(WAGE_FILINGS)
    first, last = days_of(ctx, table)
    filings = ctx.bureau.wage_filings(str(first), str(last))
    table.replace([filing_line(filing) for filing in filings])
    table.activate()
    pending = sum(filing.state is WageFilingState.PROCESSING for filing in filings)
    message = f"{first} 至 {last} 共有 {len(filings)} 笔缴费工资申报。"
    if pending:
        message += f"其中 {pending} 笔处理中，请稍后再查。"
    counts = {"filings": len(filings), "pending": pending}
    return table.report(message, counts=counts, as_of=ctx.now())


def show_wage_filing(ctx: Context) -> Outcome:
    """Show what became of everyone in the ticked filings, with the reasons."""
    filings = _ticked(ctx)
    table = ctx.table(WAGE_FILING_ITEMS)
    lines = _lines(ctx, filings)
    table.replace(lines)
    table.activate()
    message = _message(filings, lines)
    table.note(message)
    return _outcome(message, filings, lines)


def export_wage_filing(ctx: Context) -> Outcome:
    """Write what became of everyone in the ticked filings to an .xlsx file of its own."""
    filings = _ticked(ctx)
    lines = _lines(ctx, filings)
    table = ctx.table(WAGE_FILINGS)
    given = table.parameters()["export_file"]
    numbers = "_".join(filing.filing_no for filing in filings[:3])
    path = ctx.beside_book(given or f"{WAGE_FILING_ITEMS.title}_{numbers}.xlsx")
    export_rows(path, WAGE_FILING_ITEMS, lines)
    message = f"{_message(filings, lines)}已导出到“{path.name}”。"
    table.note(message)
    return _outcome(message, filings, lines, (str(path),))


def _ticked(ctx: Context) -> list[WageFiling]:
    table = ctx.table(WAGE_FILINGS)
    chosen = selected(table, table.rows())
    each = ctx.one_by_one("下载申报明细", chosen)
    return [ctx.bureau.wage_filing(row.filing_no) for row in each]


def _lines(ctx: Context, filings: list[WageFiling]) -> list[WageFilingItemRow]:
    names = {r.insurance: f"{r.insurance}|{r.name}" for r in rule_file_of(ctx).insurances}
    names[BY_PERSON] = EVERY_INSURANCE
    return [
        WageFilingItemRow.of(
            item,
            filing_no=filing.filing_no,
            insurance_name=names.get(code) or f"{code}|{insurance_name(code)}",
            wage=fen,
        )
        for filing in filings
        for item in filing.items
        for code, fen in sorted(item.wages_fen.items())
    ]


def _message(filings: list[WageFiling], lines: list[WageFilingItemRow]) -> str:
    refused = sum(filing.refused for filing in filings)
    accepted = sum(filing.accepted for filing in filings)
    pending = sum(filing.state is WageFilingState.PROCESSING for filing in filings)
    people = "人" if len(filings) == 1 else "人次"  # who was filed twice is in both
    message = (
        f"{len(filings)} 笔申报共 {len(lines)} 行明细："
        f"申报成功 {accepted} {people}，失败 {refused} {people}。"
    )
    return message + (f"有 {pending} 笔处理中，还没有明细。" if pending else "")


def _outcome(
    message: str,
    filings: list[WageFiling],
    lines: list[WageFilingItemRow],
    files: tuple[str, ...] = (),
) -> Outcome:
    pending = any(filing.state is WageFilingState.PROCESSING for filing in filings)
    return Outcome(
        message,
        Status.PARTIAL if pending else Status.DONE,
        counts={"lines": len(lines), "refused": sum(filing.refused for filing in filings)},
        files=files,
    )
