"""The accounts that vouchers name: typed once, kept on this machine for the next workbook."""

import json
from collections import Counter
from collections.abc import Sequence

from shebao.commands.desk.context import Context
from shebao.domain.errors import SheetError
from shebao.rules.books.entries import ITEMS, PROPOSED, Account
from shebao.sheets.declared.books_sheets import ACCOUNTS, BookAccountRow
from shebao.sheets.head import SheetHead


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
        raise SheetError(table.title, f"有错，没有生成凭证：{'；'.join(faults)}", "请改正后重试。")
