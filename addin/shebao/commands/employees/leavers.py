"""Who is still enrolled but no longer paid, and who is paid but not enrolled."""

from collections import Counter
from collections.abc import Mapping

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import (
    employees_of,
    insurance_names,
    refresh_employees,
    rule_file_of,
)
from shebao.commands.wages.payroll import read_payroll_file
from shebao.contract.employees import Employee
from shebao.contract.states import EmployeeState
from shebao.domain.insurances import insurance_list
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind
from shebao.rules.premiums.month_comparison import cost_rules, due_enrolments, monthly_cost
from shebao.rules.premiums.sureness import mark_of_all, marks_told
from shebao.sheets.declared.employee_sheets import JOINERS, LEAVERS, JoinerRow, LeaverRow

JOINER, DOUBTFUL = "应增未增", "待核对"


def list_leavers(ctx: Context) -> Outcome:
    """Hold the payroll against the enrolments; say what each missed 减员 costs this month."""
    table, joiners = ctx.table(LEAVERS), ctx.table(JOINERS)
    refresh_employees(ctx)
    everyone = employees_of(ctx)
    active = {e.id_number.upper(): e for e in everyone if e.state is EmployeeState.ACTIVE}
    path, reading = read_payroll_file(
        ctx, table, table.parameters(), {i: e.name for i, e in active.items()}
    )
    absent = [active[i] for i in reading.ids_of(DoubtKind.ABSENT)]
    left = [e for e in absent if any(x.enrolled_to is None for x in e.enrolments)]
    heads = {r.insurance: f"{r.insurance}|{r.name}" for r in rule_file_of(ctx).insurances}
    rows = [_leaver(ctx, employee, heads) for employee in left]
    charged = {head for row in rows for head in row.by_insurance or ()}
    table.replace(rows, [head for head in heads.values() if head in charged])
    stopped = {e.id_number.upper(): e for e in everyone if e.state is EmployeeState.STOPPED}
    listed = [
        _joiner(doubt, active, stopped)
        for doubt in reading.doubts
        if doubt.kind in (DoubtKind.UNKNOWN, DoubtKind.CONFLICT)
    ]
    joiners.replace(listed)
    kinds = Counter(row.kind for row in listed)
    unit, person = (
        sum(fen for fen in side if isinstance(fen, int))
        for side in ([row.unit for row in rows], [row.person for row in rows])
    )
    message = (
        f"按“{path.name}”的工作表“{reading.sheet}”核对：应减未减 {len(rows)} 人，"
        f"不办减员 {ctx.session.current_period} 将多缴 {yuan(unit + person)} 元"
        f"（单位 {yuan(unit)}，个人 {yuan(person)}，按规则文件测算，未计减免{_unknown(rows)}）；"
        f"应增未增 {kinds[JOINER]} 人，待核对 {kinds[DOUBTFUL]} 人。"
    )
    message += marks_told(row.grade for row in rows)
    table.note(message)
    table.activate()
    counts = {
        "leavers": len(rows),
        "joiners": kinds[JOINER],
        "doubtful": kinds[DOUBTFUL],
        "unit_fen": unit,
        "person_fen": person,
    }
    return joiners.report(message, counts=counts)


def _leaver(ctx: Context, employee: Employee, heads: Mapping[str, str]) -> LeaverRow:
    """Return one row; what each insurance costs stands under its head."""
    rule_file, session = rule_file_of(ctx), ctx.session
    period = Period.parse(session.current_period)
    rules = cost_rules(rule_file, period, session.employer.injury_rate_ppm, session.employer.kind)
    due = due_enrolments(employee, period)
    cost = monthly_cost(due, rules)
    names = insurance_names(rule_file)
    unknown = insurance_list(cost.unknown, names)
    wages = [e.wage_fen for e in due if e.wage_fen is not None]
    groups = ctx.store.groups.members(ctx.account)
    return LeaverRow.of(
        employee,
        unit_no="、".join(sorted({e.unit_no for e in due})),
        group=groups.get(employee.person_no, ""),
        wage=max(wages, default=None),
        unit=cost.unit_fen,
        person=cost.person_fen,
        total=cost.total_fen,
        reason=f"{unknown}没有缴费工资或费率，未测算" if unknown else "",
        grade=mark_of_all(cost.by_insurance, rules.limits, cost.rates),
        by_insurance={heads[code]: fen for code, fen in cost.by_insurance.items() if code in heads},
    )


def _unknown(rows: list[LeaverRow]) -> str:
    """Say that the sum is too small by whom it could not be computed for."""
    count = sum(bool(row.reason) for row in rows)
    return f"；其中 {count} 人有险种未测算，实际更多" if count else ""


def _joiner(
    doubt: Doubt, active: Mapping[str, Employee], stopped: Mapping[str, Employee]
) -> JoinerRow:
    """Return a doubt's row in words of its own: nothing is filled here, and nothing to be."""
    number = doubt.id_number.upper()
    if doubt.kind is DoubtKind.CONFLICT:
        sentence = (
            f"参保登记的姓名是“{active[number].name}”，不能确定是同一人。"
            "请核对姓名和证件号码，改正工资表后重新核对。"
        )
    elif known := stopped.get(number):
        last = max((e.enrolled_to or "" for e in known.enrolments), default="")
        sentence = f"本单位职工“{known.name}”，缴至 {last} 后停止缴费；如仍在职请办理增员。"
    else:
        sentence = "不在本单位参保名单中；如已入职请办理增员，否则请核对证件号码。"
    kind = JOINER if doubt.kind is DoubtKind.UNKNOWN else DOUBTFUL
    return JoinerRow.of(doubt, kind=kind, sentence=sentence)
