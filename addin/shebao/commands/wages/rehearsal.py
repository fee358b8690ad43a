"""新规则测算: what a new rule file will change, before it is in force."""

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import employees_of, refresh_employees, rule_file_of
from shebao.contract.rule_file import RuleFile
from shebao.domain.errors import SheetError
from shebao.domain.insurances import insurance_name
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.own_rules import read_rule_file
from shebao.rules.premiums.rehearsal import Change, rehearse
from shebao.rules.premiums.sureness import marks_told
from shebao.rules.rule_file_faults import rule_file_faults
from shebao.sheets.declared.wage_sheets import REHEARSAL
from shebao.sheets.table import Row, SheetTable


def rehearse_rules(ctx: Context) -> Outcome:
    """Show who changes, by how much and from which month, under a new rule file.

    Nothing is filed, and the rule file in use stays in use.
    """
    table = ctx.table(REHEARSAL)
    old, new = _rule_files(ctx, table)
    refresh_employees(ctx)
    employer = ctx.session.employer
    rehearsal = rehearse(employees_of(ctx), old, new, employer.injury_rate_ppm, employer.kind)
    names = {rule.insurance: rule.name for rule in [*old.insurances, *new.insurances]}
    table.replace([_line(change, names) for change in rehearsal.changes])
    table.activate()
    people = {change.employee.person_no for change in rehearsal.changes}
    message = f"规则文件 {old.version} 与 {new.version} 比较："
    if rehearsal.changes:
        first = min(change.from_period for change in rehearsal.changes)
        latest = _latest(rehearsal.changes)
        monthly = sum(change.change_fen for change in latest)
        unit = sum(change.new.unit_fen - change.old.unit_fen for change in latest)
        message += (
            f"{len(people)} 名职工有变化，最早自 {first} 起；全部生效后每月合计增减 "
            f"{yuan(monthly)} 元，其中单位 {yuan(unit)} 元、个人 {yuan(monthly - unit)} 元。"
        )
    else:
        message += "没有职工的应缴费额发生变化。"
    if rehearsal.without_wage:
        message += f"另有 {rehearsal.without_wage} 条参保没有缴费工资，未测算。"
    message += marks_told(change.mark for change in rehearsal.changes)
    table.note(message)
    return Outcome(
        message,
        counts={
            "people": len(people),
            "changes": len(rehearsal.changes),
            "without_wage": rehearsal.without_wage,
        },
        facts={"old_version": old.version, "new_version": new.version},
    )


def _rule_files(ctx: Context, table: SheetTable) -> tuple[RuleFile, RuleFile]:
    """Return the file in use and the new one; or, without a file, the last two downloaded."""
    present = rule_file_of(ctx)
    given = table.parameters()["rule_file"]
    if given:
        new = read_rule_file(ctx.beside_book(given)).file
        if new.region != present.region:
            raise SheetError(
                table.title,
                f"的“新规则文件”是{new.region_name}（{new.region}）的，"
                f"本单位在{present.region_name}（{present.region}），没有测算",
                "请选择本地区的规则文件。",
            )
        if faults := rule_file_faults(new, present.region, ()):
            raise SheetError(
                table.title,
                f"的“新规则文件”不能测算：{'；'.join(faults[:3])}",
                "原规则仍在使用，请改正后重试。",
            )
        return present, new
    earlier = ctx.store.rule_files.before_newest(present.region)
    if earlier is None:
        raise SheetError(
            table.title,
            f"的“新规则文件”为空，而本机只下载过一个规则文件（{present.version}），没有可比较的",
            "请填写新规则文件的文件名后重试。",
        )
    return earlier, present


def _latest(changes: tuple[Change, ...]) -> list[Change]:
    """Return the last change of each enrolment: what stands when everything is in force."""
    last = {(c.employee.person_no, c.unit_no, c.insurance): c for c in changes}
    return list(last.values())


def _line(change: Change, names: dict[str, str]) -> Row:
    employee, old, new = change.employee, change.old, change.new
    return {
        "name": employee.name,
        "id_type": employee.id_type,
        "id_number": employee.id_number,
        "unit_no": change.unit_no,
        "insurance": change.insurance,
        "insurance_name": insurance_name(change.insurance, names),
        "from_period": str(change.from_period),
        "cause": str(change.cause),
        "wage": change.wage_fen,
        "old_base": old.base_fen,
        "new_base": new.base_fen,
        "old_amount": old.total_fen,
        "new_amount": new.total_fen,
        "unit_change": new.unit_fen - old.unit_fen,
        "person_change": new.person_fen - old.person_fen,
        "change": change.change_fen,
        "grade": change.mark,
    }
