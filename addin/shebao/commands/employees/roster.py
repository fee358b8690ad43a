"""Downloading the insured employees into the sheet."""

from collections import defaultdict
from collections.abc import Callable

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import download_employees, rule_file_of
from shebao.commands.desk.group_filter import group_test
from shebao.commands.employees.roster_rows import collected_names, roster_headers, roster_rows
from shebao.contract.states import EmployeeState
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.employee_sheets import FULL, ROSTER, RosterRow
from shebao.sheets.declared.row import replace
from shebao.sheets.table import SheetTable

# Up to here changed rows are written one by one, beyond it the sheet is written anew.
MOST_REWRITTEN = 100


def update_roster(ctx: Context) -> Outcome:
    """Fetch everyone, or the changes since the last time, and show all in the sheet."""
    return show_roster(ctx, is_full=ctx.table(ROSTER).parameters()["update_mode"] == FULL)


def show_roster(ctx: Context, *, is_full: bool = False) -> Outcome:
    """Fetch everyone the first time or when told to, later the changes; show all in the sheet."""
    table = ctx.table(ROSTER)
    parameters = table.parameters()
    is_wanted = group_test(ctx, table)
    changed = download_employees(ctx, is_full=is_full)
    shown = None if is_full else _rewrite_changed(ctx, table, is_wanted)
    if shown is None:
        shown = _write_all(ctx, table, is_wanted)
    states = ctx.store.employees.count_by_state(ctx.account)
    total, active = sum(states.values()), states.get(EmployeeState.ACTIVE, 0)
    message = (
        f"职工总数 {total}，正常缴费 {active}，停止缴费 {total - active}；本次更新 {changed} 人。"
    )
    if parameters["group"]:
        message += f"表中只有分组“{parameters['group']}”的 {shown} 人。"
    if collected := collected_names(rule_file_of(ctx)):
        message += f"{'、'.join(collected)}由医保部门征集，不显示明细。"
    table.activate()
    return table.report(
        message,
        counts={"employees": total, "active": active, "changed": changed, "shown": shown},
        as_of=ctx.now(),
    )


def _write_all(ctx: Context, table: SheetTable[RosterRow], is_wanted: Callable[[str], bool]) -> int:
    """Write the sheet anew; return how many employees it shows."""
    employees = ctx.store.employees.load(
        ctx.account, lambda done, total: ctx.going("读取本机职工", done, total)
    )
    headers = roster_headers(rule_file_of(ctx), employees)
    wanted = [e for e in employees if is_wanted(e.person_no)]
    table.replace(roster_rows(wanted, headers, ctx.store.groups.members(ctx.account)), headers)
    return len(wanted)


def _rewrite_changed(
    ctx: Context, table: SheetTable[RosterRow], is_wanted: Callable[[str], bool]
) -> int | None:
    """Write only the rows that are behind; return how many employees the sheet shows.

    None when rows come, go or move, or too many changed; nothing was written then.
    """
    revisions = ctx.store.employees.revisions(ctx.account)
    groups = ctx.store.groups.members(ctx.account)
    shown: dict[str, list[RosterRow]] = defaultdict(list)
    for row in table.fields(("person_no", "revision", "group")):
        shown[row.person_no].append(row)
    if shown.keys() != {person_no for person_no in revisions if is_wanted(person_no)}:
        return None
    behind = [
        person_no
        for person_no, rows in shown.items()
        if any(
            (row.revision, row.group) != (revisions[person_no], groups.get(person_no, ""))
            for row in rows
        )
    ]
    if len(behind) > MOST_REWRITTEN:
        return None
    people = ctx.store.employees.load_some(ctx.account, behind)
    headers = table.insurance_headers()
    if not set(roster_headers(rule_file_of(ctx), people.values())) <= set(headers):
        return None
    fresh: list[RosterRow] = []
    for person_no, employee in people.items():
        rows = roster_rows([employee], headers, groups)
        if len(rows) != len(shown[person_no]):
            return None
        fresh += [replace(row, at=old.at) for row, old in zip(rows, shown[person_no], strict=True)]
    table.rewrite(fresh)
    return len(shown)
