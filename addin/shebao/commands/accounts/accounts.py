"""Deposit accounts: shown, reported, changed and cancelled from the rows of their sheet."""

import re
from collections.abc import Sequence

from shebao.commands.desk.choices import Choices, branch_cells, code_of, fetch_choices, show_choices
from shebao.commands.desk.context import Context
from shebao.commands.desk.form_rows import Form, check_forms, says_the_same, send_forms
from shebao.commands.desk.receipts import tell_recovered
from shebao.commands.desk.selection import selected
from shebao.contract.accounts import (
    NATURES_WITH_OPENING_NO,
    Account,
    AccountCancelRequest,
    AccountNature,
    AccountRequest,
    Branch,
    Currency,
)
from shebao.contract.states import RefundState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.outcome import Outcome, Status
from shebao.rules.form_fields import (
    FormField,
    account_field,
    choice_field,
    day_fault,
    form_faults,
    held_number_field,
    name_field,
)
from shebao.sheets.cells import as_in_cells
from shebao.sheets.declared.application_sheets import ACCOUNTS, AccountRow
from shebao.sheets.declared.parts import NO, YES
from shebao.sheets.declared.row import replace
from shebao.sheets.table import SheetTable

_ACCOUNT_ID = held_number_field("account_id", "账户编号")


def update_accounts(ctx: Context) -> Outcome:
    """Show every account with the lists to choose from; rows not yet saved stay below."""
    table = ctx.table(ACCOUNTS)
    show_choices(ctx, fetch_choices(ctx))
    accounts = _show(ctx, table)
    message = f"已登记存款账户 {len(accounts)} 个。新账户填在空行，勾选后点击“保存账户”。"
    table.activate()
    return table.report(message, counts={"accounts": len(accounts)})


def save_accounts(ctx: Context) -> Outcome:
    """Report the ticked new accounts and change the ticked old ones."""
    table = ctx.table(ACCOUNTS)
    if recovered := _recovered(ctx, table, SubmissionKind.ACCOUNT):
        return recovered
    rows = selected(table, table.rows())
    choices = fetch_choices(ctx)
    check_forms(table, rows, lambda row: _faults(ctx, choices, row))
    held: dict[str, AccountRow] = {}
    if any(row.account_id for row in rows):
        held = {one.account_id: _row(one) for one in ctx.bureau.accounts().accounts}
    ctx.ui.confirm(f"保存 {len(rows)} 个存款账户")
    sent = send_forms(
        ctx,
        table,
        SubmissionKind.ACCOUNT,
        [(row, _form(row)) for row in rows],
        ("account_id",),
        lambda row, receipt: replace(row, account_id=receipt.receipt_no, result="已保存"),
        "刷新账户",
        lambda row: says_the_same(row, held.get(row.account_id), ("cancelled_on",)),
    )
    changed = {receipt.receipt_no for _, receipt in sent.done}
    debited = [
        account
        for account in ctx.bureau.accounts().accounts
        if account.account_id in changed and account.agreement_nos
    ]
    message = sent.in_words("已保存存款账户")
    if debited:
        numbers = "、".join(number for one in debited for number in one.agreement_nos)
        message += f"所修改的账户已签订三方协议（{numbers}），请同步修改三方协议信息。"
    status = Status.PARTIAL if debited else sent.status
    counts = sent.counts("saved") | {"under_agreement": len(debited)}
    return table.report(message, status, counts=counts)


def cancel_accounts(ctx: Context) -> Outcome:
    """Cancel the ticked accounts, on the day in 注销日期 or today; they leave the sheet."""
    table = ctx.table(ACCOUNTS)
    if recovered := _recovered(ctx, table, SubmissionKind.ACCOUNT_CANCEL):
        return recovered
    rows = selected(table, table.rows())
    today = ctx.business_date

    def faults(row: AccountRow) -> list[str]:
        unsaved = [] if row.account_id else ["还没有保存，不能注销，可直接清除该行"]
        day = day_fault("注销日期", _day(row.cancelled_on), today, is_required=False)
        return [*unsaved, *form_faults([_ACCOUNT_ID], as_in_cells(row)), *([day] if day else [])]

    check_forms(table, rows, faults)
    numbers = "、".join(row.account_no for row in rows)
    debited = [n for row in rows for n in row.agreement_nos.split("、") if n]
    warning = f"（已签订三方协议 {'、'.join(debited)}）" if debited else ""
    ctx.ui.confirm(f"注销存款账户 {numbers}{warning}{_refunds_waiting(ctx, rows)}")
    asked = [
        AccountCancelRequest(account_id=row.account_id, cancelled_on=_day(row.cancelled_on))
        for row in rows
    ]
    sent = send_forms(
        ctx,
        table,
        SubmissionKind.ACCOUNT_CANCEL,
        [(row, (one.account_id, one)) for row, one in zip(rows, asked, strict=True)],
        (),
        lambda row, _: replace(row, result="已注销"),
        "刷新账户",
    )
    message = sent.in_words("已注销存款账户")
    _show(ctx, table)
    return table.report(message, sent.status, counts=sent.counts("cancelled"))


def _refunds_waiting(ctx: Context, rows: Sequence[AccountRow]) -> str:
    """Warn of refunds that are still to go to one of the accounts: the bureau will refuse."""
    ids = {row.account_id for row in rows}
    waiting = [
        one.refund_no
        for one in ctx.bureau.refunds().refunds
        if one.account_id in ids and one.state not in (RefundState.RETURNED, RefundState.REJECTED)
    ]
    if not waiting:
        return ""
    return (
        f"（退费申请 {'、'.join(waiting)} 尚未办结，税务将不予注销；"
        "请等待退费办结，或先“更正退费账户”）"
    )


def _recovered(ctx: Context, table: SheetTable[AccountRow], kind: SubmissionKind) -> Outcome | None:
    words = (
        "此前的提交税务已受理（账户编号 {}），回执已找回；本次没有重复提交。请核对列表后再继续。"
    )
    return tell_recovered(ctx, table, kind, lambda: _show(ctx, table), words)


def _show(ctx: Context, table: SheetTable[AccountRow]) -> Sequence[Account]:
    accounts = ctx.bureau.accounts().accounts
    known = {account.account_no for account in accounts}
    unsaved = [row for row in table.rows() if not row.account_id and row.account_no not in known]
    table.replace([*(_row(account) for account in accounts), *unsaved])
    return accounts


def _row(account: Account) -> AccountRow:
    region, bank, branch = branch_cells(Branch(**account.model_dump()))
    return AccountRow.of(
        account,
        region=region,
        bank=bank,
        branch=branch,
        preferred=YES if account.preferred else NO,
        for_refund=YES if account.for_refund else NO,
        agreement_nos="、".join(account.agreement_nos),
    )


def branch_fields(choices: Choices, region: str, bank: str, label: str) -> list[FormField]:
    """Return the three fields that depend on each other: 行政区划 -> 行别 -> 网点."""
    banks = choices.of(f"银行行别|{region}")
    branches = choices.of(f"银行营业网点|{region}|{bank}")
    return [
        choice_field("region", "行政区划", choices.of("行政区划")),
        choice_field("bank", "银行行别", banks),
        choice_field("branch", label, branches),
    ]


def _faults(ctx: Context, choices: Choices, row: AccountRow) -> list[str]:
    has_opening_no = row.nature in NATURES_WITH_OPENING_NO
    opening = FormField(
        "opening_no",
        "银行开户登记账号",
        re.compile(r"[0-9A-Za-z]{8,30}"),
        "应为 8 至 30 位字母或数字",
        30,
        has_opening_no,
    )
    fields = [
        _ACCOUNT_ID,
        name_field("name", "账户名称"),
        account_field("银行账号"),
        *branch_fields(choices, row.region, row.bank, "银行营业网点"),
        choice_field("currency", "币种", list(Currency), is_required=False),
        choice_field("nature", "账户性质", list(AccountNature)),
        opening,
        choice_field("preferred", "首选缴费账户标志", (YES, NO)),
        choice_field("for_refund", "退费账户标志", (YES, NO)),
        choice_field("agency", "社保经办机构", choices.of("社保经办机构")),
        choice_field("unit_no", "单位编号", choices.of(f"单位编号|{row.agency}")),
    ]
    day = day_fault("开户日期", _day(row.opened_on), ctx.business_date)
    return form_faults(fields, as_in_cells(row)) + ([day] if day else [])


def _form(row: AccountRow) -> Form:
    request = AccountRequest(
        account_id=row.account_id or None,
        name=row.name,
        account_no=row.account_no,
        bank_code=code_of(row.bank),
        branch_no=code_of(row.branch),
        region=code_of(row.region),
        currency=row.currency or str(Currency.CNY),
        opened_on=_day(row.opened_on),
        opening_no=row.opening_no,
        nature=row.nature,
        preferred=row.preferred == YES,
        for_refund=row.for_refund == YES,
        agency=row.agency,
        unit_no=row.unit_no,
    )
    return request.account_no, request


def _day(cell: str) -> str:
    """Return a day; a pasted date cell carries its midnight along."""
    return cell.removesuffix(" 00:00:00")
