"""What both kinds of refunds ask of the clerk, and how an application leaves and is found again."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import repeated, submit, tell_recovered
from shebao.commands.desk.selection import selected
from shebao.commands.desk.time_cells import period_span
from shebao.commands.refunds.refund_records import ENDED, ended_words, show_refunds
from shebao.contract.accounts import Account
from shebao.contract.refunds import Refundable, RefundKind, RefundReason, RefundRequest, TaxKind
from shebao.contract.states import RefundState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.rules.form_fields import FormField, choice_field, form_faults, name_field
from shebao.rules.identity import id_number_fault
from shebao.sheets.cells import as_in_cells
from shebao.sheets.declared.application_sheets import (
    EVERY_VOUCHER,
    REFUNDS,
    RefundLineRow,
    RefundTicketRow,
)
from shebao.sheets.declared.row import replace
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

Item = TypeVar("Item", bound=Refundable)
Asked = TypeVar("Asked", RefundTicketRow, RefundLineRow)
LATE_FEE, APPLIED = "滞纳金无法退还", "已发起退费申请，尚未核验"
SHOWN = ("tick", "state", "refund_no", "locked")
_PHONE = re.compile(r"1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}")


def asked_periods(ctx: Context, table: SheetHead) -> tuple[str, str]:
    """Return the periods in the sheet's labelled cells."""
    first, last = period_span(ctx, table)
    return str(first), str(last)


def wanted(table: SheetHead, found: Sequence[Item]) -> list[Item]:
    """Return those that the sheet's 应征凭证种类 lets be shown."""
    kind = table.parameters()["voucher_kind"]
    return [one for one in found if kind in (EVERY_VOUCHER, str(one.voucher_kind))]


def locked_words(found: Refundable) -> str:
    """Say why a row cannot be applied for; empty when it can."""
    if found.held_state is RefundState.RETURNED:
        return "已退还"
    if found.held_by:
        return APPLIED
    return LATE_FEE if found.tax_kind is TaxKind.LATE_FEE else ""


def ended_since(ctx: Context, rows: Iterable[Asked], found: Iterable[Refundable]) -> str:
    """Say which applications ended that rows were held by and nothing in ``found`` is as before."""
    standing = {(one.held_by, str(one.held_state)) for one in found}
    numbers = {
        row.refund_no
        for row in rows
        if row.refund_no and row.state not in ENDED and (row.refund_no, row.state) not in standing
    }
    if not numbers:
        return ""
    return ended_words(one for one in ctx.bureau.refunds().refunds if one.refund_no in numbers)


def recovered_refunds(ctx: Context, table: SheetHead) -> Outcome | None:
    """Settle applications without an answer; return what to tell when one was received."""
    words = (
        "此前提交的退费申请税务已受理（{}），回执已找回；本次没有重复提交。"
        "请点击“查询已缴费款”或“查询缴费明细”重新取回后再继续。"
    )
    kind = SubmissionKind.REFUND
    return tell_recovered(ctx, table, kind, lambda: show_refunds(ctx), words, "refund_no")


def chosen_rows(table: SheetTable[Asked]) -> list[Asked]:
    """Return the ticked rows, which can all be applied for in one application.

    Raises SheetError for a greyed row and for several 应征凭证种类.
    """
    rows = selected(table, table.rows())
    locked = next((row for row in rows if row.locked), None)
    if locked is not None:
        number = f"（{locked.refund_no}）" if locked.refund_no else ""
        raise table.error(
            f"第 {locked.at} 行不能申请退费：{locked.locked}{number}", "请取消勾选后重试。"
        )
    kinds = sorted({row.voucher_kind for row in rows})
    if len(kinds) > 1:
        raise table.error(
            f"勾选的费款有多个应征凭证种类（{'、'.join(kinds)}），一笔申请只能有一个",
            "请先选择“应征凭证种类”，再分别申请。",
        )
    return rows


def check_form(ctx: Context, table: SheetHead) -> Account:
    """Return the registered refund account, when the labelled cells are all as needed.

    Raises SheetError with every fault of them.
    """
    given = table.parameters()
    accounts = [one for one in ctx.bureau.accounts().accounts if one.for_refund]
    numbers = [one.account_no for one in accounts]
    faults = form_faults(
        [
            choice_field("reason", "退费原因", list(RefundReason)),
            choice_field(
                "refund_account",
                "退费账户",
                numbers,
                hint="不是已登记的退费账户，请先在“存款账户”登记（退费账户标志为“是”）",
            ),
            name_field("handler", "经办人姓名"),
            FormField("handler_phone", "经办人电话", _PHONE, "不是手机或固定电话号码", 20),
        ],
        given,
    )
    id_number = given["handler_id_number"]
    fault = id_number_fault(id_number, ctx.business_date) if id_number else "为空，必须填写"
    if fault:
        faults.append(f"“经办人证件号码”{fault}")
    if faults:
        raise table.error(f"的{'；'.join(faults)}。没有提交", "请改正后重试。")
    return accounts[numbers.index(given["refund_account"])]


def apply_for(
    ctx: Context,
    table: SheetTable[Asked],
    rows: Sequence[Asked],
    account: Account,
    request: RefundRequest,
    subject: str,
    aside: str = "",
) -> Outcome:
    """Send the application once and mark its rows with its number.

    ``aside`` stands in the question and in the answer.

    Not when the bureau held the same before: that one may have been refused long ago.
    """
    total = request.amount_fen
    question = f"申请{request.kind} {len(rows)} 条，退至账户 {account.account_no}"
    ctx.ui.confirm_amount(f"{question}。{aside}".rstrip("。"), total)
    cells = {"sheet": table.title, "rows": [as_in_cells(row) for row in rows]}
    receipt, is_repeat = submit(ctx, SubmissionKind.REFUND, subject, request, cells)
    if is_repeat:
        message = repeated(receipt.receipt_no, "退费进度")
        return table.report(message, counts={"rows": 0}, facts={"refund_no": receipt.receipt_no})
    state, number = str(RefundState.SUBMITTED), receipt.receipt_no
    table.update(
        [replace(row, tick="", state=state, refund_no=number, locked=APPLIED) for row in rows],
        SHOWN,
    )
    show_refunds(ctx)
    message = (
        f"已提交{request.kind}申请 {receipt.receipt_no}，{len(rows)} 条，合计 {yuan(total)} 元。"
        f"请在“退费申请记录”上传附报资料，并查看进度。{aside}"
    )
    ctx.table(REFUNDS).activate()
    return table.report(
        message,
        counts={"rows": len(rows), "amount_fen": total},
        facts={"refund_no": receipt.receipt_no},
    )


def request_of(
    table: SheetHead, kind: RefundKind, account: Account, amount_fen: int
) -> RefundRequest:
    """Return the application without what it asks back."""
    given = table.parameters()
    return RefundRequest(
        kind=kind,
        amount_fen=amount_fen,
        reason=given["reason"],
        account_id=account.account_id,
        handler=given["handler"],
        handler_id_number=given["handler_id_number"].upper(),
        handler_phone=given["handler_phone"],
    )
