"""社会保险费申报表 of the ticked filings, in the form that each needs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.desk.selection import selected
from shebao.contract.premiums import PremiumFiling
from shebao.contract.states import ItemState
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.parts import EVERYTHING
from shebao.sheets.declared.premium_sheets import (
    EMPLOYEE_FORM,
    PREMIUM_FILINGS,
    UNIT_FORM,
    FilingRow,
)
from shebao.sheets.head import SheetHead

if TYPE_CHECKING:
    from shebao.printing.filing_forms import FilingToPrint
    from shebao.printing.paged_form import PagedForm

# What the bureau accepted once has someone who accepted it, also when it was voided since.
PRINTABLE = (ItemState.ACCEPTED, ItemState.VOIDING, ItemState.VOIDED)
PRINTING = "打印申报表"


def print_filing_forms(ctx: Context) -> Outcome:
    """Print the ticked filings as they were filed, each form to a file of its own.

    A filing of special levies has one form; every other one has the unit's and the employees'.
    """
    from shebao.printing.paged_form import render_forms
    from shebao.printing.pdf import save_pdf

    table = ctx.table(PREMIUM_FILINGS)
    parameters = table.parameters()
    chosen = selected(table, table.rows())
    named: list[tuple[str, PagedForm]] = []
    for done, row in enumerate(chosen):
        ctx.progress(PRINTING, done, len(chosen))
        shown = _to_print(ctx, _filing(ctx, table, row))
        named += _forms(shown, parameters["print_form"])
    ctx.progress(PRINTING, len(chosen), len(chosen))
    if not named:
        raise table.error(
            f"勾选的申报没有“{parameters['print_form']}”的申报表（征集的费款没有职工明细），没有打印",
            "请把“申报表”改为“全部”后重试。",
        )
    folder = ctx.beside_book(parameters["print_folder"])
    pdfs = render_forms([form for _, form in named], note=ctx.borrowing_words)
    paths = [
        save_pdf(pdf, folder / f"社会保险费申报表_{name}.pdf")
        for (name, _), pdf in ctx.one_by_one("保存申报表", list(zip(named, pdfs, strict=True)))
    ]
    message = f"已打印 {len(chosen)} 笔申报的社会保险费申报表 {len(paths)} 份，保存在“{folder}”。"
    return table.report(
        message,
        counts={"filings": len(chosen), "forms": len(paths)},
        files=tuple(map(str, paths)),
    )


def _filing(ctx: Context, table: SheetHead, row: FilingRow) -> PremiumFiling:
    filing = ctx.bureau.premium_filing(row.filing_no)
    if filing.state not in PRINTABLE:
        raise table.error(
            f"第 {row.at} 行的申报 {filing.filing_no} 状态是“{filing.state}”，"
            "税务没有受理，不能打印申报表",
            "请点击“社保费申报结果”，申报成功后再打印。",
        )
    return filing


def _to_print(ctx: Context, filing: PremiumFiling) -> "FilingToPrint":
    from shebao.printing.filing_forms import BillToPrint, FilingToPrint

    words = {rule.insurance: rule for rule in rule_file_of(ctx).insurances}
    parts = []
    bills = ctx.bureau.filed_bills(filing.filing_no).bills
    for bill in ctx.one_by_one("下载申报明细", bills):
        rule = words.get(bill.insurance)
        parts.append(
            BillToPrint(
                bill,
                ctx.bureau.filed_lines(filing.filing_no, bill.bill_no),
                rule.unit_subitem if rule else f"{bill.insurance_name}(单位缴纳)",
                rule.person_subitem if rule else f"{bill.insurance_name}(个人缴纳)",
            )
        )
    return FilingToPrint(ctx.session.employer, filing, parts)


def _forms(shown: "FilingToPrint", wanted: str) -> Iterator[tuple[str, "PagedForm"]]:
    """Yield the forms under the names of their files."""
    from shebao.printing import filing_forms as made

    number = shown.filing.filing_no
    if shown.filing.special:
        yield f"{made.SPECIAL_FORM}_{number}", made.special_filing_form(shown)
        return
    if wanted in (EVERYTHING, UNIT_FORM):
        yield f"{UNIT_FORM}_{number}", made.unit_filing_form(shown)
    if wanted in (EVERYTHING, EMPLOYEE_FORM) and any(part.lines for part in shown.bills):
        yield f"{EMPLOYEE_FORM}_{number}", made.employee_filing_form(shown)
