"""One employee's basic, enrolment and insurance details."""

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import (
    employees_of,
    insurance_names,
    refresh_employees,
    rule_file_of,
)
from shebao.commands.desk.selection import selected
from shebao.commands.employees.roster import collected_names, roster_headers
from shebao.contract.employees import Employee
from shebao.contract.rule_file import RuleFile
from shebao.domain.id_types import id_type_name
from shebao.domain.insurances import insurance_name
from shebao.domain.outcome import Outcome
from shebao.rules.group_paths import UNGROUPED
from shebao.sheets.declared.employee_sheets import EMPLOYEE_DETAIL, ROSTER, DetailRow

BASIC, ENROLMENT, INSURANCES = "职工基本信息", "参保信息", "参保险种信息"


def show_employee(ctx: Context) -> Outcome:
    """Show the employee whose id stands in the labelled cell, else the one ticked or pointed at."""
    table = ctx.table(EMPLOYEE_DETAIL)
    id_number = table.parameters()["id_number"].upper() or _pointed_at(ctx)
    refresh_employees(ctx)
    found = [e for e in employees_of(ctx) if e.id_number.upper() == id_number]
    if not found:
        raise table.error(
            f"没有显示：本单位没有证件号码为“{id_number}”的职工",
            "请检查证件号码，或先点击“更新职工”。",
        )
    rule_file = rule_file_of(ctx)
    groups = ctx.store.groups.members(ctx.account)
    agencies = {unit.unit_no: unit.agency for unit in ctx.session.employer.unit_numbers}
    rows: list[DetailRow] = []
    for employee in found:
        rows += _basic(employee, groups.get(employee.person_no, UNGROUPED))
        rows += _units(employee, agencies)
        rows += _insurances(employee, rule_file)
    table.replace(rows)
    table.activate()
    message = f"{'、'.join(e.name for e in found)}的参保登记明细。"
    if collected := collected_names(rule_file):
        message += f"{'、'.join(collected)}由医保部门征集，不显示明细。"
    return table.report(message, counts={"employees": len(found)})


def _pointed_at(ctx: Context) -> str:
    """Return the id number of the one ticked row, or of the one under the cursor."""
    table = ctx.table(ROSTER)
    rows = table.rows()
    under_cursor = table.selected_rows()
    ticked = [row for row in rows if row.tick]
    chosen = ticked or [row for row in rows if row.at in under_cursor]
    chosen = chosen or selected(table, rows)
    ids = {row.id_number.upper() for row in chosen}
    if len(ids) > 1:
        raise table.error(
            f"选中了 {len(ids)} 名职工，详情一次只显示一名",
            f"请只勾选一名，或在“{EMPLOYEE_DETAIL.title}”填写证件号码后重试。",
        )
    return ids.pop()


def _basic(employee: Employee, group: str) -> list[DetailRow]:
    facts = {
        "姓名": employee.name,
        "证件类型": id_type_name(employee.id_type),
        "证件号码": employee.id_number,
        "人员编号": employee.person_no,
        "缴费状态": str(employee.state),
        "分组": group,
    }
    return [DetailRow(part=BASIC, item=item, content=text) for item, text in facts.items()]


def _units(employee: Employee, agencies: dict[str, str]) -> list[DetailRow]:
    unit_nos = sorted({e.unit_no for e in employee.enrolments})
    return [
        DetailRow(
            part=ENROLMENT,
            item="社保经办机构",
            content=agencies.get(unit_no, ""),
            unit_no=unit_no,
            enrolled_from=min(e.enrolled_from for e in employee.enrolments if e.unit_no == unit_no),
        )
        for unit_no in unit_nos
    ]


def _insurances(employee: Employee, rule_file: RuleFile) -> list[DetailRow]:
    names = insurance_names(rule_file)
    shown = {head[:3] for head in roster_headers(rule_file, [employee])}
    return [
        DetailRow(
            part=INSURANCES,
            item=insurance_name(e.insurance, names),
            content="已停保" if e.enrolled_to else "参保",
            unit_no=e.unit_no,
            enrolled_from=e.enrolled_from,
            enrolled_to=e.enrolled_to or "",
            wage=e.wage_fen,
        )
        for e in employee.enrolments
        if e.insurance in shown
    ]
