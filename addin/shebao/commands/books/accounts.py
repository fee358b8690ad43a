"""The accounts and departments that vouchers name, kept here or read from the payroll."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from shebao.commands.desk.context import Context
from shebao.domain.errors import FileRefusedError, ParameterError
from shebao.rules.books.entries import ITEMS, PROPOSED, Account
from shebao.rules.cell_text import compact, shown
from shebao.rules.group_paths import UNGROUPED, clean_path
from shebao.rules.payroll.payroll_columns import PeopleSheet, people_sheet
from shebao.rules.payroll.payroll_rows import cell, roster_keys
from shebao.sheets.declared.books_sheets import ACCOUNTS, BY_PAYROLL, ENTRIES, BookAccountRow
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.head import SheetHead
from shebao.sheets.outside_file import read_grids

Departments = dict[str, str]


def accounts_of(ctx: Context) -> list[Account]:
    """Return the accounts of the sheet 会计科目; a blank sheet gets the kept or proposed ones.

    Raises SheetError for a row that is none, NotConfirmedError when proposed ones are not wanted.
    """
    table = ctx.table(ACCOUNTS)
    rows = table.rows()
    if not rows:
        rows = _kept(ctx)
        is_proposed = not rows
        rows = rows or [
            BookAccountRow(item=item, code=code, account_name=name) for item, code, name in PROPOSED
        ]
        table.check_writable()
        if is_proposed:
            named = "、".join(f"{item} {code} {name}" for item, code, name in PROPOSED)
            ctx.ui.confirm(
                f"工作表“{table.title}”为空，按企业会计准则的一级科目生成：{named}。"
                "明细科目请在该表修改后重新生成"
            )
        table.replace(rows)
        rows = table.rows()
    _check(table, rows)
    texts = [row.by_field() for row in rows]
    ctx.store.settings.put(_name(ctx), json.dumps(texts, ensure_ascii=False))
    return [
        Account(
            row.item,
            row.department,
            row.insurance_name,
            row.code,
            row.account_name,
            row.department_code,
        )
        for row in rows
    ]


def _name(ctx: Context) -> str:
    return f"accounts/{ctx.tax_id}"


def _kept(ctx: Context) -> list[BookAccountRow]:
    text = ctx.store.settings.get(_name(ctx))
    return [] if text is None else [BookAccountRow(**kept) for kept in json.loads(text)]


def _check(table: SheetHead, rows: Sequence[BookAccountRow]) -> None:
    faults = []
    times = Counter((row.item, row.department, row.insurance_name) for row in rows)
    for row in rows:
        if row.item not in ITEMS:
            faults.append(f"第 {row.at} 行“项目”是“{row.item}”，应为{'、'.join(ITEMS)}之一")
        elif not row.code:
            faults.append(f"第 {row.at} 行“科目编码”为空")
        elif times[row.item, row.department, row.insurance_name] > 1:
            faults.append(f"第 {row.at} 行与另一行的项目、部门、险种相同")
    if faults:
        raise table.error(f"有错，没有生成凭证：{'；'.join(faults)}", "请改正后重试。")


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
