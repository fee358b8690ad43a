"""To which department each person's premiums are charged: by group, or by a payroll's column."""

from collections.abc import Iterable

from shebao.commands.desk.context import Context
from shebao.domain.errors import FileRefusedError, ParameterError
from shebao.rules.cell_text import compact, shown
from shebao.rules.group_paths import UNGROUPED, clean_path
from shebao.rules.payroll.payroll_columns import PeopleSheet, people_sheet
from shebao.rules.payroll.payroll_rows import cell, roster_keys
from shebao.sheets.declared.books_sheets import BY_PAYROLL, ENTRIES
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.outside_file import read_grids

Departments = dict[str, str]


def departments_of(ctx: Context, people: Iterable[str]) -> Departments:
    """Return the department by id number; whoever has none, or two, is left out.

    Raises ParameterError, FileRefusedError when the payroll that was named cannot tell.
    """
    given = ctx.table(ENTRIES).parameters()
    if given["source"] == BY_PAYROLL:
        return _by_payroll(ctx, given["payroll_file"], given["department_column"], set(people))
    rows = ctx.table(ROSTER).rows()
    return _certain((row.id_number.upper(), row.group) for row in rows)


def _certain(pairs: Iterable[tuple[str, str]]) -> Departments:
    found: dict[str, set[str]] = {}
    for id_number, department in pairs:
        if department and department != UNGROUPED:
            found.setdefault(id_number, set()).add(clean_path(department))
    return {key: theirs.pop() for key, theirs in found.items() if len(theirs) == 1}


def _by_payroll(ctx: Context, given: str, head: str, people: set[str]) -> Departments:
    if not given:
        raise ParameterError(
            f"工作表“{ctx.table(ENTRIES).title}”的“部门来源”是工资表，而“工资表文件”为空，"
            "没有执行。请填写工资表的路径。",
            log="no payroll file",
        )
    path = ctx.beside_book(given)
    keys = roster_keys(dict.fromkeys(people, ""))
    listing = [s for grid in read_grids(path) if (s := people_sheet(grid, keys, {}))]
    fitting = [(s, at) for s in listing if s.ids and (at := _column(s, head)) is not None]
    if not fitting:
        raise FileRefusedError(
            path,
            f"没有一张工作表既列有账单中的职工又有“{head}”列，没有生成凭证",
            "请改正“部门列”或工资表文件后重试。",
        )
    sheet, at = max(fitting, key=lambda pair: len(pair[0].ids))
    rows = sheet.people(sheet.id_column.index)
    return _certain(
        (row.id_number, shown(cell(sheet.grid[row.number - 1], at)).strip())
        for row in rows
        if row.id_number in people
    )


def _column(sheet: PeopleSheet, head: str) -> int | None:
    text = compact(head)
    found = [c.index for c in sheet.header.columns if text in (compact(c.header), compact(c.title))]
    return found[0] if len(found) == 1 else None
