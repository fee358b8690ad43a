"""新规则测算: what changes between two rule files, or two months of them, for everybody."""

from dataclasses import dataclass

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import employees_of, refresh_employees, rule_file_of
from shebao.commands.desk.rules_asked import asked_rule_file
from shebao.commands.desk.time_cells import month_of
from shebao.contract.rule_file import RuleFile
from shebao.domain.insurances import insurance_name
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.rules.premiums.rehearsal import Change, Rehearsal, rehearse, rehearse_between
from shebao.rules.premiums.sureness import marks_told
from shebao.sheets.declared.wage_sheets import REHEARSAL, RehearsalRow
from shebao.sheets.head import SheetHead


@dataclass(frozen=True, slots=True)
class Compared:
    """The two rule files, and the month that each is read in; None: every month."""

    old: RuleFile
    new: RuleFile
    months: tuple[Period, Period] | None

    def __str__(self) -> str:
        if self.months is None:
            return f"规则文件 {self.old.version} 与 {self.new.version} 比较："
        if self.old.version == self.new.version:
            return f"规则文件 {self.old.version} 的 {self.months[0]} 与 {self.months[1]} 比较："
        return (
            f"规则文件 {self.old.version} 的 {self.months[0]} "
            f"与 {self.new.version} 的 {self.months[1]} 比较："
        )


def rehearse_rules(ctx: Context) -> Outcome:
    """Show who changes, by how much and from which month, between two rule files or two months.

    Nothing is filed, and the rule file in use stays in use.
    """
    table = ctx.table(REHEARSAL)
    compared = _compared(ctx, table)
    old, new = compared.old, compared.new
    refresh_employees(ctx)
    employer = ctx.session.employer
    terms = employer.injury_rate_ppm, employer.kind
    if compared.months is None:
        rehearsal = rehearse(employees_of(ctx), old, new, *terms)
    else:
        before, after = compared.months
        rehearsal = rehearse_between(employees_of(ctx), (old, before), (new, after), *terms)
    names = {rule.insurance: rule.name for rule in [*old.insurances, *new.insurances]}
    table.replace([_line(change, names) for change in rehearsal.changes])
    table.activate()
    people = {change.employee.person_no for change in rehearsal.changes}
    message = f"{compared}{_told(rehearsal, len(people))}"
    if rehearsal.without_wage:
        message += f"另有 {rehearsal.without_wage} 条参保没有缴费工资，未测算。"
    message += marks_told(change.mark for change in rehearsal.changes)
    return table.report(
        message,
        counts={
            "people": len(people),
            "changes": len(rehearsal.changes),
            "without_wage": rehearsal.without_wage,
        },
        facts={"old_version": old.version, "new_version": new.version},
    )


def _told(rehearsal: Rehearsal, people: int) -> str:
    if not rehearsal.changes:
        return "没有职工的应缴费额发生变化。"
    first = min(change.from_period for change in rehearsal.changes)
    latest = _latest(rehearsal.changes)
    monthly = sum(change.change_fen for change in latest)
    unit = sum(change.new.unit_fen - change.old.unit_fen for change in latest)
    return (
        f"{people} 名职工有变化，最早自 {first} 起；全部生效后每月合计增减 "
        f"{yuan(monthly)} 元，其中单位 {yuan(unit)} 元、个人 {yuan(monthly - unit)} 元。"
    )


def _compared(ctx: Context, table: SheetHead) -> Compared:
    """Return what the labelled cells ask to be compared.

    A blank old file is the one in use. A blank new one is that too when months are given, else the
    last two downloaded are compared.
    """
    present = rule_file_of(ctx)
    old = asked_rule_file(ctx, table, "old_rule_file", present)
    new = asked_rule_file(ctx, table, "rule_file", present)
    given, current = table.parameters(), Period.parse(ctx.session.current_period)
    if given["old_period"] or given["new_period"]:
        before, after = (month_of(table, f"{which}_period", current) for which in ("old", "new"))
        return Compared(old or present, new or present, (before, after))
    if old or new:
        return Compared(old or present, new or present, None)
    earlier = ctx.store.rule_files.before_newest(present.region)
    if earlier is None:
        raise table.error(
            f"的“新规则文件”为空，而本机只下载过一个规则文件（{present.version}），没有可比较的",
            "请填写新规则文件的文件名，或填写“原属期”和“新属期”后重试。",
        )
    return Compared(earlier, present, None)


def _latest(changes: tuple[Change, ...]) -> list[Change]:
    """Return the last change of each enrolment: what stands when everything is in force."""
    last = {(c.employee.person_no, c.unit_no, c.insurance): c for c in changes}
    return list(last.values())


def _line(change: Change, names: dict[str, str]) -> RehearsalRow:
    employee, old, new = change.employee, change.old, change.new
    return RehearsalRow.of(
        change,
        name=employee.name,
        id_type=employee.id_type,
        id_number=employee.id_number,
        insurance_name=insurance_name(change.insurance, names),
        from_period=str(change.from_period),
        old_base=old.base_fen,
        new_base=new.base_fen,
        old_amount=old.total_fen,
        new_amount=new.total_fen,
        unit_change=new.unit_fen - old.unit_fen,
        person_change=new.person_fen - old.person_fen,
        grade=change.mark,
    )
