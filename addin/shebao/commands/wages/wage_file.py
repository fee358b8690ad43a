"""The wage sheet to and from the official client's own workbook."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from shebao.commands.desk.context import Context
from shebao.commands.desk.doubts import doubts_in_words, list_doubts
from shebao.commands.desk.facts import employees_of, insurance_headers, rule_file_of
from shebao.commands.desk.output_file import check_free
from shebao.commands.desk.which_sheet import sheet_in_use
from shebao.commands.wages.wage_sheet import due_employees, heads_for, open_wage_sheet, reach_of
from shebao.commands.wages.wage_table import (
    WageTable,
    filing_of,
    is_public_body,
    wage_heads,
    wage_rows,
)
from shebao.commands.wages.wage_unticked import FILLED, fill, stale_words, unticked_words
from shebao.contract.employees import Employee
from shebao.contract.states import EmployeeState, ItemState
from shebao.domain.errors import FileRefusedError, ParameterError, SheetError
from shebao.domain.outcome import Outcome, Status
from shebao.domain.usable_path import is_same_file
from shebao.domain.wage_row import BY_PERSON, WageRow
from shebao.rules.checks.wage_facts import Reach
from shebao.rules.client_file import ClientWages, doubt_of, read_client_rows
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind
from shebao.sheets.client_file import (
    DATA_SHEET,
    FILE_NAME,
    ClientPerson,
    read_client_file,
    write_client_file,
)
from shebao.sheets.declared.parts import EVERYTHING
from shebao.sheets.declared.row import put_back
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON, WageSheetRow

KINDS = {
    DoubtKind.UNKNOWN: "人员无效",
    DoubtKind.DUPLICATE: "重复",
    DoubtKind.CONFLICT: "不一致",
    DoubtKind.UNREADABLE: "无法识别",
    DoubtKind.ABSENT: "申报表中没有",
}
YEARLY = (WAGES_BY_PERSON, WAGES_BY_INSURANCE)
_MOST_NAMED = 5


def export_wage_file(ctx: Context) -> Outcome:
    """Write every employee for whom premiums fall due into the client's file, with the wages typed.

    Public bodies by insurance, others as the sheet they use or name, by person without one.
    """
    table = _wage_table(ctx)
    reach = _reach(ctx, table, employees_of(ctx))
    employees = [e for e in due_employees(ctx, reach) if reach.wages(e)]
    again = _again(ctx, table)
    if again is not None:
        employees = [e for e in employees if e.id_number.upper() in again]
    left = sum(employee.state is EmployeeState.STOPPED for employee in employees)
    whom = f"{'' if again is None else '勾选的'} {len(employees) - left} 名正常缴费职工"
    whom += f"和 {left} 名已停止缴费、在未申报的属期没有缴费工资的职工" if left else ""
    return _export(ctx, table, employees, reach, whom)


def export_wage_rows(ctx: Context) -> Outcome:
    """Write only the people of the wage sheet into the client's file.

    Source: seed G 2.4.1.2 三（四）4.
    """
    table = _wage_table(ctx)
    wanted = {row.id_number for row in wage_rows(table)}
    if not wanted:
        raise table.error("没有职工，没有写入文件", "请先“按单位编号添加缴费职工”或“新建申报表”。")
    reach = _reach(ctx, table, employees_of(ctx))
    found = [e for e in employees_of(ctx) if e.id_number.upper() in wanted and reach.wages(e)]
    if missing := wanted - {e.id_number.upper() for e in found}:
        raise table.error(
            f"有 {len(missing)} 人不是参保职工或没有在缴的险种（如 {min(missing)}），没有写入文件",
            "请“校验”，移除或改正这些行后重试。",
        )
    return _export(ctx, table, found, reach, f"申报表中的 {len(found)} 名职工")


def _reach(ctx: Context, table: WageTable, employees: Iterable[Employee]) -> Reach:
    """Return what the sheet's filing reaches; without a bureau no month is known to be open."""
    filing = filing_of(ctx, table)
    if ctx.is_by_files:
        return Reach(str(filing.effective_from), ())
    return reach_of(ctx, filing, employees)


def _wage_table(ctx: Context) -> WageTable:
    in_use = None if is_public_body(ctx) else sheet_in_use(ctx, YEARLY)
    return in_use or ctx.table(WAGES_BY_INSURANCE if is_public_body(ctx) else WAGES_BY_PERSON)


def _export(
    ctx: Context, table: WageTable, employees: list[Employee], reach: Reach, whom: str
) -> Outcome:
    table.check_writable()
    path = _path(ctx, table)
    if path.suffix.lower() != ".xlsx":
        raise ParameterError(
            f"“参保职工文件”是“{path.name}”，必须以 .xlsx 结尾。没有写入文件。请改正后重试。",
            log="not an .xlsx path",
        )
    if ctx.book_path and is_same_file(path, ctx.book_path):
        raise FileRefusedError(path, "就是当前工作簿", "请把“参保职工文件”改为另一个文件名。")
    heads = heads_for(ctx, table, employees, reach)
    typed = _typed_wages(table)
    people = [_person(employee, heads, set(reach.wages(employee)), typed) for employee in employees]
    if path.exists():
        check_free(path)
        ctx.ui.confirm(f"文件“{path.name}”已存在，将被覆盖")
    noted = _write(ctx, table, path, heads, people)
    filled = sum(any(fen is not None for fen in person.wages_fen) for person in people)
    form = "按险种" if table.spec is WAGES_BY_INSURANCE else "按人员"
    message = (
        f"已把{whom}{form}写入“{path.name}”，其中 {filled} 人已有缴费工资。"
        "只填写缴费工资，不要修改姓名、证件号码、纳税人识别号和表头。" + noted
    )
    counts = {"employees": len(people), "filled": filled}
    return table.report(message, counts=counts, files=(str(path),))


def _again(ctx: Context, table: WageTable) -> set[str] | None:
    """Return who is written once more, by id number: the ticked ones after an answer of the client.

    None for everyone: before any answer, with 提交范围 全部, or when nobody is ticked.
    """
    if not ctx.is_by_files or table.parameters()["scope"] == EVERYTHING:
        return None
    rows = wage_rows(table)
    if not any(row.state == str(ItemState.ACCEPTED) for row in rows):
        return None
    return {row.id_number for row in rows if row.tick} or None


def _write(
    ctx: Context,
    table: WageTable,
    path: Path,
    heads: Sequence[str],
    people: Sequence[ClientPerson],
) -> str:
    """Write the file; without a bureau it is an entry of the ledger. Return words about that."""

    def write(path: Path) -> None:
        write_client_file(path, ctx.session.employer.tax_id, heads, people)

    keys = [head[:3] for head in heads] or [BY_PERSON]
    wages = {
        person.id_number.upper(): {
            key: fen for key, fen in zip(keys, person.wages_fen, strict=True) if fen is not None
        }
        for person in people
        if any(fen is not None for fen in person.wages_fen)
    }
    if ctx.is_by_files and wages:
        from shebao.commands.client.written import write_noted

        return write_noted(ctx, table, path, wages, write)
    write(path)
    return ""


def import_wage_file(ctx: Context) -> Outcome:
    """Fill and tick the rows of everyone the client's file names without a fault; list the rest.

    Rows of people who are not in the file, and cells that are blank there, stay as they are.
    """
    path = _path(ctx)
    rule_file = rule_file_of(ctx)
    employees = {e.id_number.upper(): e for e in employees_of(ctx)}
    known = insurance_headers(rule_file, {rule.insurance for rule in rule_file.insurances})
    file = read_client_file(path, ctx.session.employer.tax_id, known)
    if not file.heads and is_public_body(ctx):
        raise FileRefusedError(
            path,
            "是按人员的文件，而机关事业单位按险种申报",
            "没有导入任何缴费工资。请重新“下载参保职工”，在按险种的文件中填写后导入。",
        )
    table = ctx.table(WAGES_BY_INSURANCE if file.heads else WAGES_BY_PERSON)
    rows = wage_rows(table)
    if not rows:  # everyone comes first, as in the client
        open_wage_sheet(ctx, table)
        rows = wage_rows(table)
    reach = _reach(ctx, table, employees.values())
    read = read_client_rows(DATA_SHEET, file.rows, employees, reach.filed_for)
    filled = _fill(table, rows, read)
    doubts = sorted(
        [*read.doubts, *_without_row(read, {row.id_number for row in filled})],
        key=lambda doubt: doubt.rows,
    )
    blank = sum(not wages for wages in read.wages_fen.values())
    message = (
        f"从“{path.name}”导入 {len(filled)} 人的缴费工资到“{table.title}”。"
        + unticked_words([row for row in filled if not row.tick], "工资没有变化，保持不勾选")
        + (f"文件中 {blank} 人的缴费工资为空，没有改动。" if blank else "")
        + doubts_in_words(doubts, KINDS)
    )
    doubtful = {doubt.id_number for doubt in doubts}
    message += stale_words([row for row in put_back(rows, filled) if row.id_number in doubtful])
    list_doubts(ctx, doubts, KINDS, message)
    table.activate()
    return table.report(
        message,
        Status.PARTIAL if doubts else Status.DONE,
        counts={"filled": len(filled), "blank": blank, "doubts": len(doubts)},
    )


def _path(ctx: Context, table: WageTable | None = None) -> Path:
    """The file that the sheet names, else the other one; without both the usual name.

    Raises SheetError when no sheet was chosen and the two name different files.
    """
    given = {each: ctx.table(each).parameters()["client_file"] for each in YEARLY}
    chosen = [each for each in YEARLY if each.name == ctx.named_sheet or ctx.table(each) is table]
    named = [given[each] for each in (*chosen, *YEARLY) if given[each]]
    if not chosen and len(set(named)) > 1:
        title, other = (ctx.table(each).title for each in YEARLY)
        raise SheetError(
            title,
            f"和“{other}”的“参保职工文件”不同（{'，'.join(named)}），没有导入",
            "请清空其中一个后重试。",
        )
    return ctx.beside_book(named[0] if named else FILE_NAME)


def _typed_wages(table: WageTable) -> dict[str, dict[str, int]]:
    """Return the wages of the sheet by id and insurance.

    Raises SheetError when a row cannot be told to be one person's, or a wage is no amount.
    """
    rows = wage_rows(table)
    times = Counter(row.id_number for row in rows)
    unsure = [str(row.number) for row in rows if times[row.id_number] > 1 or _is_unsure(row)]
    if unsure:
        named = "、".join(unsure[:_MOST_NAMED]) + ("等" if len(unsure) > _MOST_NAMED else "")
        raise table.error(
            f"第 {named} 行的缴费工资不是金额，或人员重复、与校验键不一致，没有写入文件",
            "请点击“校验”，改正后重试。",
        )
    return {row.id_number: row.wages_fen() for row in rows}


def _is_unsure(row: WageRow) -> bool:
    blanks = (None, "")
    unreadable = any(c.wage_fen is None and c.typed not in blanks for c in row.cells)
    return unreadable or row.key.upper() not in ("", row.id_number)


def _person(
    employee: Employee,
    heads: list[str],
    insured: set[str],
    typed: Mapping[str, Mapping[str, int]],
) -> ClientPerson:
    wages = typed.get(employee.id_number.upper(), {})
    wanted = [head[:3] if head[:3] in insured else "" for head in heads] or [BY_PERSON]
    return ClientPerson(
        employee.name,
        employee.id_type,
        employee.id_number,
        employee.group,
        [wages.get(insurance) for insurance in wanted],
    )


def _fill(table: WageTable, rows: Sequence[WageSheetRow], read: ClientWages) -> list[WageSheetRow]:
    """Write the wages into their rows and tick them; return the filled rows.

    A row with another person's key, or one of several of a person, is filled by nobody.
    """
    heads = wage_heads(table)
    known = set(heads or [BY_PERSON])
    times = Counter(row.id_number for row in rows)
    filled = []
    for row in rows:
        wages = read.wages_fen.get(row.id_number, {})
        is_known = wages.keys() <= known
        is_sure = times[row.id_number] == 1 and row.key.upper() in ("", row.id_number)
        if wages and is_known and is_sure:
            filled.append(fill(row, wages))
    table.update(filled, [*FILLED, *(heads or ["wage"])])
    return filled


def _without_row(read: ClientWages, filled: set[str]) -> list[Doubt]:
    """A doubt for each person whose wages found no certain row of the wage sheet."""
    said = "申报表中没有此人唯一可靠的行（或缺少该险种的列），请先“校验”或“新建申报表”再导入"
    return [
        doubt_of(DoubtKind.ABSENT, DATA_SHEET, id_number, [read.rows[id_number]], said)
        for id_number, wages in read.wages_fen.items()
        if wages and id_number not in filled
    ]
