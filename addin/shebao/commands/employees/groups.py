"""The client's own groups of employees: listing, adding, deleting, and one employee's group."""

from shebao.commands.desk.context import Context
from shebao.commands.desk.selection import selected
from shebao.domain.errors import ParameterError
from shebao.domain.outcome import Outcome
from shebao.rules.group_paths import (
    SEPARATOR,
    UNGROUPED,
    clean_path,
    is_within,
    path_problem,
    path_problems,
    with_parents,
)
from shebao.sheets.declared.employee_sheets import GROUPS, ROSTER, GroupRow
from shebao.sheets.declared.row import replace
from shebao.sheets.table import SheetTable


def show_groups(ctx: Context) -> Outcome:
    """Show every group with its employees counted; rows that were only typed go."""
    table = ctx.table(GROUPS)
    if typed := _unsaved(ctx, table):
        ctx.ui.confirm(f"工作表“{table.title}”有 {len(typed)} 行尚未保存的分组，将被丢弃")
    count = list_groups(ctx, table, drops_typed=True)
    table.activate()
    members = ctx.store.groups.members(ctx.account)
    message = f"共 {count} 个分组，{len(members)} 名职工已分组。"
    return table.report(message, counts={"groups": count, "members": len(members)})


def save_groups(ctx: Context) -> Outcome:
    """Add every group typed into the sheet, or none when one of them cannot be a group."""
    table = ctx.table(GROUPS)
    rows = table.rows()
    paths = [clean_path(row.path) for row in rows]
    faults = [
        f"第 {row.at} 行“{row.path}”：{problem}"
        for row, problem in zip(rows, path_problems(paths), strict=True)
        if problem
    ]
    if faults:
        raise table.error(f"有不能保存的分组，没有保存。{'；'.join(faults)}", "请改正后重试。")
    known = set(ctx.store.groups.paths(ctx.account))
    fresh = [path for path in with_parents(paths) if path not in known]
    ctx.store.groups.add(ctx.account, fresh)
    total = list_groups(ctx, table)
    message = f"新增 {len(fresh)} 个分组，共 {total} 个。"
    if kept := len(known - set(paths)):
        message += f"表中没有写的 {kept} 个分组仍保留；要删除请勾选后点击“删除分组”。"
    return table.report(message, counts={"added": len(fresh), "groups": total})


def rename_group(ctx: Context) -> Outcome:
    """Give the one ticked group the name in 改名为; employees and groups below go with it."""
    table = ctx.table(GROUPS)
    known = ctx.store.groups.paths(ctx.account)
    row, *more = selected(table, table.rows())
    old = clean_path(row.path)
    if more or old not in known:
        why = f"勾选了 {1 + len(more)} 行" if more else f"勾选的“{old}”不是已保存的分组"
        raise table.error(f"{why}，没有改名", "请只勾选一个已保存的分组。")
    name = clean_path(table.parameters()["new_name"])
    new = SEPARATOR.join([*old.split(SEPARATOR)[:-1], name])
    problem = path_problem(new) or ("改名不能移到别处" if SEPARATOR in name else "")
    if problem or new in known:
        why = problem or "相同层级已有这个名称"
        raise table.error(f"的“改名为”是“{name}”，{why}，没有改名", "请填写新的名称（不含“/”）。")
    ctx.store.groups.rename(ctx.account, old, new)
    table.set_parameter("new_name", "")
    list_groups(ctx, table)
    show_in_roster(ctx)
    message = f"分组“{old}”已改名为“{new}”，其下的分组和职工随之改动。"
    return table.report(message, facts={"path": new})


def delete_groups(ctx: Context) -> Outcome:
    """Delete the ticked groups with all below them, once the user saw how many that are."""
    table = ctx.table(GROUPS)
    known = ctx.store.groups.paths(ctx.account)
    chosen = selected(table, table.rows())
    paths = [clean_path(row.path) for row in chosen]
    for row, path in zip(chosen, paths, strict=True):
        if path not in known:
            raise table.error(
                f"第 {row.at} 行“{row.path}”不是已保存的分组", "请取消勾选或直接清空该行后重试。"
            )
    gone = [path for path in known if any(is_within(path, group) for group in paths)]
    people = sum(path in gone for path in ctx.store.groups.members(ctx.account).values())
    ctx.ui.confirm(
        f"删除 {len(paths)} 个分组（{'、'.join(paths)}），其下 {len(gone) - len(set(paths))} 个"
        f"子分组一并删除，{people} 名职工将变为未分组"
    )
    ctx.store.groups.delete(ctx.account, paths)
    list_groups(ctx, table)
    show_in_roster(ctx)
    message = f"已删除 {len(gone)} 个分组，{people} 名职工变为未分组。"
    return table.report(message, counts={"deleted": len(gone), "ungrouped": people})


def set_employee_group(ctx: Context) -> Outcome:
    """Put the ticked employees into the group of the labelled cell; nobody else moves."""
    table = ctx.table(ROSTER)
    path = clean_path(table.parameters()["new_group"])
    if not path:
        raise ParameterError(
            f"工作表“{table.title}”的“设为分组”为空，没有修改任何职工。"
            f"请填写分组路径，或填“{UNGROUPED}”。",
            log="no group",
        )
    if path != UNGROUPED and path not in ctx.store.groups.paths(ctx.account):
        raise table.error(
            f"的“设为分组”是“{path}”，没有这个分组，没有修改任何职工",
            "请先在“职工分组”中新增并保存该分组。",
        )
    rows = table.rows()
    chosen = selected(table, rows)
    for row in chosen:
        if row.key != row.id_number:
            raise table.error(
                f"第 {row.at} 行的校验键与证件号码不一致，可能是排序时漏选了隐藏列",
                "请点击“更新职工”（全量更新）恢复后重试。",
            )
    people = {row.person_no: "" if path == UNGROUPED else path for row in chosen}
    known = ctx.store.employees.load_some(ctx.account, list(people))
    if missing := [p for p in people if p not in known]:
        raise table.error(
            f"有 {len(missing)} 行的人员编号不是本单位职工，如“{missing[0]}”",
            "请点击“更新职工”后重试。",
        )
    ctx.store.groups.assign(ctx.account, people)
    show_in_roster(ctx)
    message = f"{len(people)} 名职工已设为“{path}”。"
    return table.report(message, counts={"people": len(people)})


def list_groups(ctx: Context, table: SheetTable[GroupRow], *, drops_typed: bool = False) -> int:
    """Write every group with its numbers of employees; return how many groups there are.

    Rows that were typed and not saved follow, unless they are dropped.
    """
    typed = [] if drops_typed else _unsaved(ctx, table)
    paths = ctx.store.groups.paths(ctx.account)
    own: dict[str, int] = dict.fromkeys(paths, 0)
    below: dict[str, int] = dict.fromkeys(paths, 0)
    for path in ctx.store.groups.members(ctx.account).values():
        own[path] = own.get(path, 0) + 1
        for group in with_parents([path]):
            below[group] = below.get(group, 0) + 1
    table.replace(
        [
            GroupRow(
                path=path,
                level=path.count(SEPARATOR) + 1,
                people=own[path],
                people_below=below[path],
            )
            for path in paths
        ]
        + [GroupRow(path=row.path, tick=row.tick) for row in typed]
    )
    return len(paths)


def _unsaved(ctx: Context, table: SheetTable[GroupRow]) -> list[GroupRow]:
    """Return the rows that someone typed and that are no group."""
    known = set(ctx.store.groups.paths(ctx.account))
    return [
        row
        for row in table.rows()
        if row.path and row.level is None and clean_path(row.path) not in known
    ]


def show_in_roster(ctx: Context) -> None:
    """Write the present groups onto the rows of 职工参保信息 where they differ."""
    roster = ctx.table(ROSTER)
    groups = ctx.store.groups.members(ctx.account)
    stale = [
        replace(row, group=groups.get(row.person_no, ""))
        for row in roster.fields(("person_no", "group", "key"))
        if row.person_no and row.group != groups.get(row.person_no, "")
    ]
    roster.update(stale, ["group"])
