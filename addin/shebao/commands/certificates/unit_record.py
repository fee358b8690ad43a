"""The unit's payment record (单位缴费记录): queried, printed."""

from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import agreed_path
from shebao.commands.desk.print_place import given_pdf
from shebao.commands.desk.record_span import record_span
from shebao.domain.errors import SheetError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.rules.premiums.in_force import UNIT
from shebao.sheets.declared.certificate_sheets import UNIT_RECORD, UnitRecordRow

# Source: seed G 2.7.4.2 三 (一).
CAUSES = "1.职工在输入的费款所属期内未完成社保费缴纳。2.缴纳的费款未入库。"


def query_unit_record(ctx: Context) -> Outcome:
    """Show what arrived for the unit in the periods of the sheet's labelled cells."""
    table = ctx.table(UNIT_RECORD)
    first, last = record_span(ctx, table, UNIT)
    record = ctx.bureau.unit_record(str(first), str(last))
    table.replace(
        [
            UnitRecordRow(
                period=line.period,
                levy_item=line.levy_item,
                levy_subitem=line.levy_subitem,
                ticket_no=line.ticket_no,
                arrived_on=line.arrived_on,
                amount=line.amount_fen,
            )
            for line in record.lines
        ]
    )
    table.activate()
    message = f"{first} 至 {last} "
    if record.lines:
        message += f"已入库 {len(record.lines)} 条，合计 {yuan(record.total_fen)} 元。"
    else:
        message += f"没有缴费记录，原因可能有：{CAUSES}"
    counts = {"lines": len(record.lines), "amount_fen": record.total_fen}
    return table.report(message, counts=counts)


def print_unit_record(ctx: Context) -> Outcome:
    """Print the unit's record of these periods, as the bureau holds it now, to a PDF file."""
    from shebao.printing.paged_form import save_form
    from shebao.printing.payment_records import Span, unit_record_form

    table = ctx.table(UNIT_RECORD)
    table.check_writable()
    first, last = record_span(ctx, table, UNIT)
    given = given_pdf(table, "record_file", "没有打印。请改正后重试。")
    path = agreed_path(ctx, given or f"单位缴费记录_{first}_{last}.pdf", ".pdf")
    record = ctx.bureau.unit_record(str(first), str(last))
    if not record.lines:
        raise SheetError(
            table.title,
            f"{first} 至 {last} 没有缴费记录，没有打印。原因可能有：{CAUSES.rstrip('。')}",
            "请改正费款所属期后重试。",
        )
    span = Span(str(first), str(last), ctx.business_date)
    form = unit_record_form(ctx.session.employer, span, record)
    save_form(form, path, note=ctx.borrowing_words)
    message = (
        f"已打印单位缴费记录 {len(record.lines)} 条，合计 {yuan(record.total_fen)} 元，"
        f"保存为 {path.name}。"
    )
    counts = {"lines": len(record.lines), "amount_fen": record.total_fen}
    return table.report(message, counts=counts, files=(str(path),))
