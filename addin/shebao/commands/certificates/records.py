"""The payment records (缴费记录) of one employee and of the unit: queried, printed, exported."""

from pathlib import Path

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.desk.output_file import agreed_path, given_pdf
from shebao.commands.desk.selection import selected
from shebao.commands.desk.time_cells import period_span
from shebao.contract.queries import EmployeeRecord, EmployeeRecordLine, EmployeeRecordQuery
from shebao.domain.id_types import id_type_code
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import EMPLOYEE, UNIT, record_start
from shebao.sheets.declared.certificate_sheets import (
    EMPLOYEE_RECORD,
    UNIT_RECORD,
    EmployeeRecordRow,
    UnitRecordRow,
)
from shebao.sheets.export_file import export_rows
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

# Source: seed G 2.7.3.2 三 (一).
_EMPLOYEE_CAUSES = (
    "1.未查询到该职工的登记信息，即职工参保登记信息菜单不存在该人员。"
    "2.职工在输入的费款所属期内未完成社保费缴纳。"
    "3.缴纳的费款未入库。"
)
# Source: seed G 2.7.4.2 三 (一).
_UNIT_CAUSES = "1.职工在输入的费款所属期内未完成社保费缴纳。2.缴纳的费款未入库。"


def query_employee_record(ctx: Context) -> Outcome:
    """Show what arrived for the employee of the sheet's labelled cells."""
    table = ctx.table(EMPLOYEE_RECORD)
    query = _query(ctx, table)
    record = ctx.bureau.employee_record(query)
    table.show_rows([_line(line) for line in record.lines])
    message = f"{query.name} {query.first_period} 至 {query.last_period} "
    if record.lines:
        message += (
            f"已入库 {len(record.lines)} 条，单位缴纳 {yuan(record.unit_total_fen)} 元，"
            f"个人缴纳 {yuan(record.person_total_fen)} 元。特殊缴费不在其中。"
        )
    else:
        message += f"没有缴费记录，原因可能有：{_EMPLOYEE_CAUSES}"
    return table.report(message, counts=_counts(record))


def print_employee_record(ctx: Context) -> Outcome:
    """Print the selected lines, as the bureau holds them now, to a PDF file."""
    from shebao.printing.paged_form import save_form
    from shebao.printing.payment_records import employee_record_form

    table = ctx.table(EMPLOYEE_RECORD)
    table.check_writable()
    query = _query(ctx, table)
    given = given_pdf(table, "record_file", "没有打印。请改正后重试。")
    path = agreed_path(ctx, given or f"职工缴费记录_{query.name}.pdf", ".pdf")
    record = _selected_record(ctx, table, query)
    form = employee_record_form(ctx.session.employer, query, ctx.business_date, record)
    save_form(form, path, note=ctx.borrowing_words)
    return _saved(table, "打印", query, record, path)


def export_employee_record(ctx: Context) -> Outcome:
    """Write the selected lines, as the bureau holds them now, to an .xlsx file of its own."""
    table = ctx.table(EMPLOYEE_RECORD)
    given = table.parameters()["record_file"]
    query = _query(ctx, table)
    path = ctx.beside_book(given or f"职工缴费记录_{query.name}.xlsx")
    record = _selected_record(ctx, table, query)
    export_rows(path, EMPLOYEE_RECORD, [_line(line) for line in record.lines])
    return _saved(table, "导出", query, record, path)


def _query(ctx: Context, table: SheetHead) -> EmployeeRecordQuery:
    parameters = table.parameters()
    for field, label in (("person_name", "姓名"), ("person_id_number", "证件号码")):
        if not parameters[field]:
            raise table.error(f"的“{label}”为空，没有查询", "请填写后重试。")
    id_type = id_type_code(parameters["person_id_type"])
    if id_type is None:
        raise table.error(
            f"的“证件类型”是“{parameters['person_id_type']}”，不是已知的证件类型，没有查询",
            "请填写名称或代码，如 居民身份证 或 201。",
        )
    first, last = record_span(ctx, table, EMPLOYEE)
    return EmployeeRecordQuery(
        name=parameters["person_name"],
        id_type=id_type,
        id_number=parameters["person_id_number"].upper(),
        first_period=str(first),
        last_period=str(last),
    )


def _selected_record(
    ctx: Context, table: SheetTable[EmployeeRecordRow], query: EmployeeRecordQuery
) -> EmployeeRecord:
    """Return the bureau's lines of the selected rows.

    Raises SheetError when a row is not, to the fen, what the bureau holds of this person.
    """
    chosen = selected(table, table.rows(), table.parameters()["scope"])
    lines = ctx.bureau.employee_record(query).lines
    left = list(lines)  # each line once: a copied row would double what is printed
    kept = []
    for row in chosen:
        line = next((line for line in left if _equals(row, line)), None)
        if line is None:
            raise table.error(
                f"第 {row.at} 行（{row.period} {row.insurance_name}）与税务记录中"
                f"{query.name}的缴费不一致，可能是改动过、复制过，或上次查询的是其他职工，没有打印或导出",
                "请点击“查询职工缴费”后重试。",
            )
        left.remove(line)
        kept.append(line)
    return EmployeeRecord(
        lines=kept,
        unit_total_fen=sum(line.unit_fen for line in kept),
        person_total_fen=sum(line.person_fen for line in kept),
    )


def _equals(row: EmployeeRecordRow, line: EmployeeRecordLine) -> bool:
    return row.amount == line.unit_fen + line.person_fen and row.says(
        line, "period", "unit_no", "insurance", "wage", "base", "unit", "person"
    )


def _line(line: EmployeeRecordLine) -> EmployeeRecordRow:
    return EmployeeRecordRow.of(line, amount=line.unit_fen + line.person_fen)


def _counts(record: EmployeeRecord) -> dict[str, int]:
    total = record.unit_total_fen + record.person_total_fen
    return {"lines": len(record.lines), "amount_fen": total}


def _saved(
    table: SheetHead, what: str, query: EmployeeRecordQuery, record: EmployeeRecord, path: Path
) -> Outcome:
    counts = _counts(record)
    message = (
        f"已{what}{query.name}的缴费记录 {counts['lines']} 条，"
        f"合计 {yuan(counts['amount_fen'])} 元，保存为 {path.name}。"
    )
    return table.report(message, counts=counts, files=(str(path),))


def query_unit_record(ctx: Context) -> Outcome:
    """Show what arrived for the unit in the periods of the sheet's labelled cells."""
    table = ctx.table(UNIT_RECORD)
    first, last = record_span(ctx, table, UNIT)
    record = ctx.bureau.unit_record(str(first), str(last))
    table.show_rows([UnitRecordRow.of(line) for line in record.lines])
    message = f"{first} 至 {last} "
    if record.lines:
        message += f"已入库 {len(record.lines)} 条，合计 {yuan(record.total_fen)} 元。"
    else:
        message += f"没有缴费记录，原因可能有：{_UNIT_CAUSES}"
    counts = {"lines": len(record.lines), "amount_fen": record.total_fen}
    return table.report(message, counts=counts)


def print_unit_record(ctx: Context) -> Outcome:
    """Print the unit's record of these periods, as the bureau holds it now, to a PDF file."""
    from shebao.printing.paged_form import save_form
    from shebao.printing.payment_records import unit_record_form

    table = ctx.table(UNIT_RECORD)
    table.check_writable()
    first, last = record_span(ctx, table, UNIT)
    given = given_pdf(table, "record_file", "没有打印。请改正后重试。")
    path = agreed_path(ctx, given or f"单位缴费记录_{first}_{last}.pdf", ".pdf")
    record = ctx.bureau.unit_record(str(first), str(last))
    if not record.lines:
        raise table.error(
            f"{first} 至 {last} 没有缴费记录，没有打印。原因可能有：{_UNIT_CAUSES.rstrip('。')}",
            "请改正费款所属期后重试。",
        )
    day = ctx.business_date
    form = unit_record_form(ctx.session.employer, str(first), str(last), day, record)
    save_form(form, path, note=ctx.borrowing_words)
    message = (
        f"已打印单位缴费记录 {len(record.lines)} 条，合计 {yuan(record.total_fen)} 元，"
        f"保存为 {path.name}。"
    )
    counts = {"lines": len(record.lines), "amount_fen": record.total_fen}
    return table.report(message, counts=counts, files=(str(path),))


def record_span(ctx: Context, table: SheetHead, record: str) -> tuple[Period, Period]:
    """Return the span of the sheet's labelled cells.

    Raises SheetError, before anything is asked, when it begins before the rule file's start.
    """
    employer = ctx.session.employer
    start = record_start(rule_file_of(ctx), record, employer.kind)
    first, last = period_span(ctx, table, earliest=start)
    if start is not None and first < start:
        raise table.error(
            f"的“费款所属期起”是 {first}，{employer.region_name}只能查询 {start} 及以后的缴费记录，"
            "没有查询",
            f"请把“费款所属期起”改为 {start} 或以后；更早的记录请到原征收机构查询。",
        )
    return first, last
