"""Three-party agreements: signed, changed, verified, voided and revoked from their sheet."""

import re
from collections.abc import Sequence

from shebao.commands.accounts.accounts import branch_fields
from shebao.commands.desk.choices import Choices, code_of, coded, fetch_choices, show_choices
from shebao.commands.desk.context import Context
from shebao.commands.desk.form_rows import Form, check_forms, says_the_same, send_forms
from shebao.commands.desk.receipts import tell_recovered
from shebao.commands.desk.selection import selected
from shebao.contract.agreements import (
    AgreementRequest,
    AgreementStep,
    AgreementStepRequest,
    BatchMark,
)
from shebao.contract.payments import Agreement
from shebao.contract.state_tables import AGREEMENT, AgreementEvent
from shebao.contract.states import AgreementState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.outcome import Outcome, Status
from shebao.rules.form_fields import (
    FormField,
    account_field,
    choice_field,
    form_faults,
    held_number_field,
    name_field,
)
from shebao.sheets.cells import as_in_cells
from shebao.sheets.declared.application_sheets import AGREEMENTS, AgreementRow
from shebao.sheets.declared.row import replace
from shebao.sheets.table import SheetTable

EVENTS = {
    AgreementStep.VERIFY: AgreementEvent.VERIFY,
    AgreementStep.VOID: AgreementEvent.VOID,
    AgreementStep.REVOKE: AgreementEvent.REVOKE,
}


def update_agreements(ctx: Context) -> Outcome:
    """Show every agreement with the lists to choose from; rows not yet saved stay below."""
    table = ctx.table(AGREEMENTS)
    show_choices(ctx, fetch_choices(ctx))
    agreements = _show(ctx, table)
    valid = sum(one.state is AgreementState.VERIFIED for one in agreements)
    message = (
        f"三方协议 {len(agreements)} 个，其中验证通过 {valid} 个。"
        "新协议填在空行，勾选后点击“保存协议”，保存后还须“验证协议”方可使用。"
    )
    table.activate()
    return table.report(message, counts={"agreements": len(agreements), "verified": valid})


def save_agreements(ctx: Context) -> Outcome:
    """Sign the ticked new agreements and change the ticked old ones; all are unverified then."""
    table = ctx.table(AGREEMENTS)
    if recovered := _recovered(ctx, table, SubmissionKind.AGREEMENT):
        return recovered
    rows = selected(table, table.rows())
    choices = fetch_choices(ctx)
    check_forms(table, rows, lambda row: _faults(choices, row))
    held: dict[str, AgreementRow] = {}
    if any(row.agreement_no for row in rows):
        held = {one.agreement_no: _row(one) for one in ctx.bureau.agreements().agreements}
    ctx.ui.confirm(f"保存 {len(rows)} 个三方协议（保存后为未验证状态）")
    sent = send_forms(
        ctx,
        table,
        SubmissionKind.AGREEMENT,
        [(row, _form(row)) for row in rows],
        ("agreement_no", "state"),
        lambda row, receipt: replace(
            row,
            agreement_no=receipt.receipt_no,
            state=str(AgreementState.UNVERIFIED),
            result="已保存，请验证后使用",
        ),
        "刷新协议",
        lambda row: says_the_same(row, held.get(row.agreement_no)),
    )
    message = sent.in_words("已保存三方协议")
    if sent.done:
        message += "协议状态为“未验证”，验证通过后方可使用。"
    return table.report(message, sent.status, counts=sent.counts("saved"))


def verify_agreements(ctx: Context) -> Outcome:
    """Verify the ticked agreements; their states say whether the bank agreed."""
    return _step(ctx, AgreementStep.VERIFY)


def void_agreements(ctx: Context) -> Outcome:
    """Void the ticked agreements, which are unverified."""
    return _step(ctx, AgreementStep.VOID)


def revoke_agreements(ctx: Context) -> Outcome:
    """Revoke the ticked agreements, which are verified."""
    return _step(ctx, AgreementStep.REVOKE)


def _step(ctx: Context, step: AgreementStep) -> Outcome:
    table = ctx.table(AGREEMENTS)
    if recovered := _recovered(ctx, table, SubmissionKind.AGREEMENT_STEP):
        return recovered
    rows = selected(table, table.rows())
    states = {one.agreement_no: one.state for one in ctx.bureau.agreements().agreements}
    check_forms(table, rows, lambda row: _step_faults(states, step, row))
    numbers = "、".join(row.agreement_no for row in rows)
    ctx.ui.confirm(f"{step}三方协议 {numbers}")
    asked = [AgreementStepRequest(agreement_no=row.agreement_no, step=step) for row in rows]
    sent = send_forms(
        ctx,
        table,
        SubmissionKind.AGREEMENT_STEP,
        [(row, (one.agreement_no, one)) for row, one in zip(rows, asked, strict=True)],
        (),
        lambda row, _: replace(row, result=f"已{step}"),
        "刷新协议",
    )
    done = [row for row, _ in sent.done]
    failed = _show_states(ctx, table, done)
    message = sent.in_words(f"已发起{step}")
    if failed:
        message += (
            f"验证失败 {len(failed)} 条（{'、'.join(failed)}）：请核对账户信息，修改后重新验证。"
        )
    counts = {"done": len(done) - len(failed), "failed": len(failed), "refused": len(sent.refused)}
    return table.report(message, Status.PARTIAL if failed else sent.status, counts=counts)


def _show_states(
    ctx: Context, table: SheetTable[AgreementRow], done: list[AgreementRow]
) -> list[str]:
    """Bring the present states to the rows; return the numbers whose verification failed."""
    states = {one.agreement_no: one.state for one in ctx.bureau.agreements().agreements}
    now, failed = [], []
    for row in done:
        state = states[row.agreement_no]
        result = row.result
        if state is AgreementState.VERIFY_FAILED:
            result = "验证失败：请核对账户名称和缴费账号，修改后重新验证"
            failed.append(row.agreement_no)
        now.append(replace(row, state=str(state), result=result))
    table.update(now, ("state", "result"))
    return failed


def _step_faults(
    states: dict[str, AgreementState], step: AgreementStep, row: AgreementRow
) -> list[str]:
    number = row.agreement_no
    if not number:
        return [f"还没有保存，不能{step}"]
    if number not in states:
        return [f"的协议“{number[:40]}”不存在，请先点击“刷新协议”"]
    words = AGREEMENT.row(states[number], EVENTS[step]).words(f"三方协议“{number}”")
    return [f"：{words.rstrip('。')}"] if words else []


def _recovered(
    ctx: Context, table: SheetTable[AgreementRow], kind: SubmissionKind
) -> Outcome | None:
    words = (
        "此前的提交税务已受理（协议编号 {}），回执已找回；本次没有重复提交。"
        "请核对列表中的状态后再继续。"
    )
    return tell_recovered(ctx, table, kind, lambda: _show(ctx, table), words)


def _show(ctx: Context, table: SheetTable[AgreementRow]) -> Sequence[Agreement]:
    agreements = ctx.bureau.agreements().agreements
    known = {(one.branch_no, _end(one.account_masked)) for one in agreements}
    unsaved = [
        row
        for row in table.rows()
        if not row.agreement_no and (code_of(row.branch), _end(row.account_no)) not in known
    ]
    table.replace([*(_row(one) for one in agreements), *unsaved])
    return agreements


def _end(account_no: object) -> tuple[int, str]:
    """Return what a masked account number still tells of it: its length and its last digits."""
    return len(str(account_no)), str(account_no)[-4:]


def _row(one: Agreement) -> AgreementRow:
    return AgreementRow.of(
        one,
        region=coded(one.region, one.region_name),
        bank=coded(one.bank_code, one.bank_name),
        branch=coded(one.branch_no, one.bank),
        account_no=one.account_masked,
    )


def _faults(choices: Choices, row: AgreementRow) -> list[str]:
    fields = [
        held_number_field("agreement_no", "协议编号"),
        choice_field("batch", "是否允许银行代扣", [BatchMark.NONE, BatchMark.PREMIUM]),
        choice_field("tax_office", "所属税务机关", choices.of("所属税务机关")),
        *branch_fields(choices, row.region, row.bank, "开户网点"),
        name_field("account_name", "账户名称"),
    ]
    if not row.agreement_no or "*" not in row.account_no:  # else it stays as it is
        fields.append(account_field("缴费账号"))
    else:
        masked = re.compile(r"[0-9*]+")
        fields.append(FormField("account_no", "缴费账号", masked, "应为数字，或保持原样", 32))
    return form_faults(fields, as_in_cells(row))


def _form(row: AgreementRow) -> Form:
    account_no = row.account_no
    request = AgreementRequest(
        agreement_no=row.agreement_no or None,
        batch=row.batch,
        tax_office=row.tax_office,
        region=code_of(row.region),
        bank_code=code_of(row.bank),
        branch_no=code_of(row.branch),
        account_name=row.account_name,
        account_no="" if "*" in account_no else account_no,
    )
    return request.agreement_no or account_no, request
