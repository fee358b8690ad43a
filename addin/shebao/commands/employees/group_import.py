"""Groups, and the groups of employees, from .xlsx templates; what fails is listed, not guessed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import employees_of
from shebao.commands.desk.output_file import agreed_path
from shebao.commands.employees.groups import list_groups, show_in_roster
from shebao.contract.employees import Employee
from shebao.domain.errors import FileRefusedError
from shebao.domain.outcome import Outcome, Status
from shebao.rules.cell_text import compact, has_lost_digits, id_number_of, rounded, shown
from shebao.rules.group_paths import UNGROUPED, clean_path, path_problems, with_parents
from shebao.rules.payroll.payroll_rows import cell
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.employee_sheets import GROUP_FAULTS, GROUPS, ROSTER, GroupFaultRow
from shebao.sheets.export_file import ExportColumn, write_export
from shebao.sheets.head import SheetHead
from shebao.sheets.outside_file import read_grids

PATH, ID_NUMBER, NAME = "分组路径", "证件号码", "姓名"
_HEADER_SEARCH_ROWS = 20


def export_group_templates(ctx: Context) -> Outcome:
    """Write both templates, with the groups and the employees that there are now."""
    table = ctx.table(GROUPS)
    table.check_writable()
    parameters = table.parameters()
    members = ctx.store.groups.members(ctx.account)
    people = [
        {"name": e.name, "id_number": e.id_number, "path": members.get(e.person_no, "")}
        for e in employees_of(ctx)
    ]
    groups = [{"path": path} for path in ctx.store.groups.paths(ctx.account)]
    path_column = ExportColumn(PATH, "path", Kind.TEXT, 44)
    person_columns = [
        ExportColumn(NAME, "name", Kind.TEXT, 12),
        ExportColumn(ID_NUMBER, "id_number", Kind.TEXT, 22),
    ]
    first = agreed_path(ctx, parameters["group_file"] or GROUPS.default_of("group_file"))
    second = agreed_path(ctx, parameters["member_file"] or GROUPS.default_of("member_file"))
    write_export(first, "分组", [path_column], groups, ctx.progress)
    write_export(second, "职工分组", [*person_columns, path_column], people, ctx.progress)
    message = (
        f"已写入“{first.name}”（{len(groups)} 个分组）和“{second.name}”（{len(people)} 名职工）。"
        f"分组路径如“生产部/一车间/甲班”；职工的分组路径留空为不改动，填“{UNGROUPED}”为移出分组。"
    )
    return table.report(message, counts={"people": len(people)}, files=(str(first), str(second)))


def import_groups(ctx: Context) -> Outcome:
    """Add every group of the file that can be one; list the rows that cannot."""
    ctx.check_writable(GROUPS, GROUP_FAULTS)
    table = ctx.table(GROUPS)
    path = ctx.beside_book(table.parameters()["group_file"])
    lines = list(_lines(path, (PATH,)))
    paths = [clean_path(line[PATH]) for _, line in lines]
    faults: list[GroupFaultRow] = []
    good: list[str] = []
    for (number, line), group, problem in zip(lines, paths, path_problems(paths), strict=True):
        if problem:
            faults.append(GroupFaultRow(row=number, path=line[PATH], reason=problem))
        else:
            good.append(group)
    known = set(ctx.store.groups.paths(ctx.account))
    fresh = [group for group in with_parents(good) if group not in known]
    ctx.store.groups.add(ctx.account, fresh)
    list_groups(ctx, table)
    message = f"从“{path.name}”新增 {len(fresh)} 个分组。"
    return _outcome(ctx, table, message, faults, {"added": len(fresh)})


def import_employee_groups(ctx: Context) -> Outcome:
    """Move the employees of the file into their groups; list the rows that fit nobody."""
    ctx.check_writable(GROUPS, GROUP_FAULTS, ROSTER)
    table = ctx.table(GROUPS)
    path = ctx.beside_book(table.parameters()["member_file"])
    lines = list(_lines(path, (ID_NUMBER, PATH)))
    by_id: dict[str, list[Employee]] = defaultdict(list)
    for employee in employees_of(ctx):
        by_id[employee.id_number.upper()].append(employee)
    known = set(ctx.store.groups.paths(ctx.account))
    members = ctx.store.groups.members(ctx.account)
    times = Counter(_key(line) for _, line in lines)
    faults: list[GroupFaultRow] = []
    groups: dict[str, str] = {}
    blank = 0
    for number, line in lines:
        people = by_id[_key(line)]
        is_as_written = any(
            (line[NAME], clean_path(line[PATH])) == (e.name, members.get(e.person_no, ""))
            for e in people
        )
        if is_as_written or not line[PATH].strip():  # the template as it was made is no fault
            blank += 1
            continue
        reason = _reason(line, by_id[_key(line)], times[_key(line)], known)
        if reason:
            faults.append(
                GroupFaultRow(
                    row=number,
                    name=line[NAME],
                    id_number=line[ID_NUMBER],
                    path=line[PATH],
                    reason=reason,
                )
            )
        else:
            group = clean_path(line[PATH])
            groups[by_id[_key(line)][0].person_no] = "" if group == UNGROUPED else group
    ctx.store.groups.assign(ctx.account, groups)
    list_groups(ctx, table)
    show_in_roster(ctx)
    message = f"从“{path.name}”设定 {len(groups)} 名职工的分组，{blank} 行没有改动。"
    return _outcome(ctx, table, message, faults, {"assigned": len(groups), "unchanged": blank})


def _reason(line: dict[str, str], people: Sequence[Employee], times: int, known: set[str]) -> str:
    """Return why a row is for nobody, or an empty text."""
    read = id_number_of(line[ID_NUMBER])
    group = clean_path(line[PATH])
    if read.id_number is None:
        return f"证件号码{read.problem or '为空'}"
    if times > 1:
        return f"证件号码在文件中出现 {times} 次，不知道以哪一行为准"
    if not people:
        return "不是本单位职工，请先“更新职工”或核对证件号码"
    if len(people) > 1:
        return "本单位有多名职工使用这个证件号码（证件类型不同），请在“职工参保信息”中单独设置"
    if line[NAME] and compact(line[NAME]) != compact(people[0].name):
        return f"姓名与证件号码不一致，该证件号码是“{people[0].name}”的"
    if group != UNGROUPED and group not in known:
        return "没有这个分组，请先新增分组"
    return ""


def _key(line: dict[str, str]) -> str:
    return (id_number_of(line[ID_NUMBER]).id_number or line[ID_NUMBER]).upper()


def _lines(path: Path, wanted: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield worksheet row and texts by header of the first sheet that has the headers.

    Raises FileRefusedError when no sheet has them, or one stands twice.
    """
    for grid in read_grids(path):
        for at, row in enumerate(grid.rows[:_HEADER_SEARCH_ROWS]):
            heads = [compact(text).lstrip("*") for text in row]
            if not set(heads) >= set(wanted):
                continue
            places = {head: _place(path, at, heads, head) for head in (PATH, ID_NUMBER, NAME)}
            for number, cells in enumerate(grid.rows[at + 1 :], start=at + 2):
                line = {head: _text(cells, index) for head, index in places.items()}
                if any(_text(cells, index) for index in range(len(cells))):
                    yield number, line
            return
    raise FileRefusedError(
        path,
        f"没有表头{'、'.join(f'“{head}”' for head in wanted)}，没有导入任何行",
        "请用“分组模板”生成模板，在其中填写后重试。",
    )


def _place(path: Path, row: int, heads: Sequence[str], head: str) -> int | None:
    if heads.count(head) > 1:
        raise FileRefusedError(
            path,
            f"第 {row + 1} 行有两个“{head}”列，没有导入任何行",
            "请删除多余的一列后重试。",
        )
    return heads.index(head) if head in heads else None


def _text(cells: Sequence[object], index: int | None) -> str:
    found = cell(cells, index)
    return rounded(found) if has_lost_digits(found) else shown(found).strip()


def _outcome(
    ctx: Context,
    table: SheetHead,
    message: str,
    faults: list[GroupFaultRow],
    counts: dict[str, int],
) -> Outcome:
    listing = ctx.table(GROUP_FAULTS)
    listing.replace(faults)
    if faults:
        message += f"{len(faults)} 行没有导入，原因见工作表“{GROUP_FAULTS.title}”。"
    status = Status.PARTIAL if faults else Status.DONE
    return table.report(message, status, counts={**counts, "failed": len(faults)})
