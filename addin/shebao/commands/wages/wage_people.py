"""Putting people onto the wage sheet and taking them off, never touching the rows that stay."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import employees_of, open_periods, refresh_employees
from shebao.commands.desk.group_filter import group_test
from shebao.commands.desk.selection import selected
from shebao.commands.wages.wage_sheet import (
    due_employees,
    fresh_rows,
    heads_for,
    reach_of,
    settle_filing,
)
from shebao.commands.wages.wage_table import WageTable, table_to_fill, wage_rows, wages_in_use
from shebao.contract.employees import Employee
from shebao.contract.refusals import REASON_TEXTS, ReasonCode
from shebao.contract.states import EmployeeState
from shebao.domain.outcome import Outcome
from shebao.rules.checks.wage_facts import Reach

NAMED_PEOPLE = 20  # of one name, before a message only counts


def add_employee(ctx: Context) -> Outcome:
    """Add the one employee whom a name, id number or person number means."""
    table = table_to_fill(ctx)
    wanted = table.parameters()["add_person"]
    if not wanted:
        raise table.error("的“添加职工”为空，没有添加", "请填写姓名或证件号码后重试。")
    reach = _reach(ctx, table)
    everyone = employees_of(ctx)
    found = [
        e for e in everyone if wanted in (e.name, e.person_no) or wanted.upper() == e.id_number
    ]
    if found and not any(e.state is EmployeeState.ACTIVE for e in found):
        reach = replace(reach, open_periods=open_periods(ctx, is_needed=True))
    employee = _meant(table, wanted, found, reach)
    here = [row for row in wage_rows(table) if row.id_number == employee.id_number]
    if here:
        raise table.error(
            f"第 {here[0].at} 行已有职工“{employee.name}”，没有重复添加",
            "请直接在该行填写新缴费工资。",
        )
    return _add(ctx, table, [employee], f"职工“{employee.name}”", reach)


def add_all_employees(ctx: Context) -> Outcome:
    """Add every active employee who is not on the sheet."""
    table = table_to_fill(ctx)
    reach = _reach(ctx, table)
    active = [e for e in _due(ctx, table, reach) if e.state is EmployeeState.ACTIVE]
    return _add(ctx, table, active, f"全部正常职工{_of_group(table)}", reach)


def add_blank_employees(ctx: Context) -> Outcome:
    """Add everyone with an insurance that has no wage yet, who left too while the month is open."""
    table = table_to_fill(ctx)
    reach = _reach(ctx, table)
    blank = [employee for employee in _due(ctx, table, reach) if reach.lacks_wage(employee)]
    return _add(ctx, table, blank, f"缴费工资为空的职工{_of_group(table)}", reach)


def add_unit_employees(ctx: Context) -> Outcome:
    """Add every active employee enrolled under one 单位编号."""
    table = table_to_fill(ctx)
    wanted = table.parameters()["add_unit_no"]
    reach = _reach(ctx, table)
    employees = [e for e in _due(ctx, table, reach) if e.state is EmployeeState.ACTIVE]
    people = Counter(unit_no for employee in employees for unit_no in _units(employee))
    if wanted not in people:
        why = f"的“单位编号”是“{wanted}”，没有职工在该编号下" if wanted else "的“单位编号”为空"
        known = "、".join(f"{unit_no}（{count} 人）" for unit_no, count in sorted(people.items()))
        raise table.error(f"{why}，没有添加", f"请填写以下之一：{known}。")
    chosen = [employee for employee in employees if wanted in _units(employee)]
    what = f"单位编号 {wanted} 的缴费职工{_of_group(table)}"
    return _add(ctx, table, chosen, what, reach)


def remove_wage_rows(ctx: Context) -> Outcome:
    """Take the ticked rows off the sheet; nothing changes at the bureau."""
    table, rows = wages_in_use(ctx)
    chosen = selected(table, rows)
    filed = sum(bool(row.filing_no) for row in chosen)
    ctx.ui.confirm(f"从工作表“{table.title}”移除勾选的 {len(chosen)} 行")
    table.empty(chosen)
    message = (
        f"已从本表移除 {len(chosen)} 名职工，税务系统没有任何变化；留下的空行可以删除，也可以保留。"
    )
    if filed:
        message += f"其中 {filed} 人已提交过：{REASON_TEXTS[ReasonCode.FILED_WAGE_STAYS]}。"
    return table.report(message, counts={"removed": len(chosen), "filed": filed})


def _due(ctx: Context, table: WageTable, reach: Reach) -> list[Employee]:
    """Return whom the sheet may hold: 分组 at its head counts for every button that fills it.

    Raises SheetError for a group that does not exist.
    """
    is_wanted = group_test(ctx, table)
    return [e for e in due_employees(ctx, reach) if is_wanted(e.person_no)]


def _of_group(table: WageTable) -> str:
    group = table.parameters()["group"]
    return f"（只含分组“{group}”）" if group else ""


def _reach(ctx: Context, table: WageTable) -> Reach:
    """Return what the sheet would file, as the bureau knows the employees now."""
    filing = settle_filing(ctx, table)
    refresh_employees(ctx)
    return reach_of(ctx, filing, employees_of(ctx))


def _add(
    ctx: Context, table: WageTable, employees: Sequence[Employee], what: str, reach: Reach
) -> Outcome:
    here = {text for row in wage_rows(table) for text in (row.id_number, row.key.upper())}
    fresh = [employee for employee in employees if employee.id_number not in here]
    if fresh:
        table.append(fresh_rows(ctx, fresh, reach), heads_for(ctx, table, fresh, reach))
    table.activate()
    message = f"已添加{what} {len(fresh)} 人"
    if len(fresh) < len(employees):
        message += f"，另有 {len(employees) - len(fresh)} 人已在表中，没有重复添加"
    elif not employees:
        message = f"没有{what}，没有添加"
    message += "；表中原有的行没有改动。"
    return table.report(
        message, counts={"added": len(fresh), "present": len(employees) - len(fresh)}
    )


def _meant(table: WageTable, wanted: str, found: Sequence[Employee], reach: Reach) -> Employee:
    """Return the one of those found who can be given a wage; one of several is never guessed.

    Somebody active comes before one who has left.
    """
    active = [e for e in found if e.state is EmployeeState.ACTIVE]
    active = active or [e for e in found if reach.takes(e)]
    if len(active) == 1:
        return active[0]
    if not active:
        why = "已停止缴费" if found else "参保职工中没有此人"
        raise table.error(
            f"没有添加“{wanted}”：{REASON_TEXTS[ReasonCode.NO_VALID_INSURANCE]}（{why}）",
            "请核对姓名、证件号码；新增人员请先办理参保登记，再点击“更新职工”。",
        )
    listed = "；".join(
        f"人员编号 {e.person_no}，证件号码 {e.id_number[:6]}…{e.id_number[-4:]}"
        + (f"，分组 {e.group}" if e.group else "")
        for e in active[:NAMED_PEOPLE]
    )
    raise table.error(
        f"没有添加“{wanted}”：有 {len(active)} 名职工同名（{listed}）",
        "请在“添加职工”中改填证件号码或人员编号。",
    )


def _units(employee: Employee) -> set[str]:
    return {e.unit_no for e in employee.enrolments if e.enrolled_to is None}
