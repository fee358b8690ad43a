"""The way back from filed premiums (撤回路径), shown and run step by step.

The sheet keeps which steps were asked for; how far they are is asked of the bureau each time, so
a crash between two steps loses nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from shebao.commands.bills.bill_forecast import foresee_refusal
from shebao.commands.bills.bill_submit import STANDING, fetch_filing_result, submit_chosen
from shebao.commands.bills.bills import update_bills
from shebao.commands.bills.chain_wages import correction, lower_wages
from shebao.commands.bills.filing_void import void_and_wait
from shebao.commands.bills.premium_records import record_filing, void_words
from shebao.commands.bills.special_bills import submit_special, update_special_bills
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.desk.receipts import recover, submit_one
from shebao.commands.desk.time_cells import due_month_of
from shebao.contract.payments import Debt
from shebao.contract.premiums import FiledBill, PremiumFiling
from shebao.contract.rule_file import Bundling
from shebao.contract.states import DebtState, ItemState, PayableState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.vouchers import VoucherVoidRequest
from shebao.domain.errors import InputError
from shebao.domain.outcome import Outcome, Status
from shebao.rules.deadline import first_overdue
from shebao.rules.way_back import (
    NOTHING_KNOWN,
    BillNow,
    FilingNow,
    Step,
    StepKind,
    StepState,
    way_back,
)
from shebao.sheets.declared.premium_sheets import BILLS, CHAIN, BillRow, ChainRow
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

READING = "读取申报状态"
READING_EACH = "读取申报和账单"
NUMBERS = "/"  # between the filing numbers of one chain


def show_chain(ctx: Context) -> Outcome:
    """Show the way back of the period, or of the one filing in the labelled cells."""
    table = ctx.table(CHAIN)
    ctx.progress(READING, 0, 2)
    numbers = _filings_meant(ctx, table)
    ctx.progress(READING, 1, 2)
    before = [row for row in table.rows() if row.filings == NUMBERS.join(numbers)]
    known = [_step(table, row) for row in before if row.kind == str(StepKind.LOWER)]
    steps = _steps(ctx, numbers, known)
    ctx.progress(READING, 2, 2)
    table.activate()
    return _shown(table, numbers, steps, "")


def run_chain_step(ctx: Context) -> Outcome:
    """Run the next step of the chain on the sheet, once the user agreed."""
    table = ctx.table(CHAIN)
    rows = table.rows()
    if not rows:
        raise table.error("没有步骤，没有执行", "请先点击“撤回路径”。")
    table.check_writable()
    numbers = rows[0].filings.split(NUMBERS)
    before = [_step(table, row) for row in rows]
    recovered = [
        number
        for kind in (SubmissionKind.VOUCHER_VOID, SubmissionKind.FILING_VOID)
        for number in recover(ctx, kind)
    ]
    steps = _steps(ctx, numbers, before)
    if recovered:
        said = f"此前的作废税务已受理（{'、'.join(recovered)}），本次没有重复作废。"
        return _shown(table, numbers, steps, said)
    step = next((step for step in steps if step.state is not StepState.DONE), None)
    if step is None:
        return _shown(table, numbers, steps, "")
    if step.state is StepState.BLOCKED:
        raise InputError(
            f"撤回路径不能继续，没有执行任何操作：{step.words.rstrip('。')}。",
            next_step="办妥后请再点击“撤回路径”。",
            log="chain blocked",
        )
    said = _run(ctx, step, numbers)
    if step.kind is StepKind.LOWER:  # whether its wages are in force is asked below
        steps[steps.index(step)] = replace(step, state=StepState.DONE)
    steps = _steps(ctx, numbers, steps)
    return _shown(table, numbers, steps, said)


def _run(ctx: Context, step: Step, numbers: Sequence[str]) -> str:
    """Do what the step says; return what came of it in words."""
    match step.kind:
        case StepKind.VOID_VOUCHER:
            ctx.ui.confirm(f"作废缴税凭证 {step.number}，作废后不能再到银行缴款")
            body = VoucherVoidRequest(voucher_no=step.number)
            submit_one(ctx, SubmissionKind.VOUCHER_VOID, CHAIN.title, body)
            return f"缴税凭证 {step.number} 已作废。"
        case StepKind.VOID_FILING:
            filing = record_filing(ctx, step.number)
            if filing.state is not ItemState.VOIDING:
                filing, said = void_and_wait(ctx, filing)
                return void_words(filing) + said
            return void_words(filing)
        case StepKind.LOWER:
            said = lower_wages(ctx, step.words)
            ctx.table(CHAIN).activate()
            return said
        case StepKind.REFILE:
            return _refile(ctx, step, numbers)
        case _:
            raise InputError(
                f"“{step.kind}”不在本插件中办理，没有执行任何操作：{step.words.rstrip('。')}。",
                next_step="办妥后请再点击“撤回路径”。",
                log="not ours",
            )


def _refile(ctx: Context, step: Step, numbers: Sequence[str]) -> str:
    """File what is open of the filings' bills again, or ask about what is on its way."""
    filings = _present(ctx, numbers)
    bills = [bill for filing in filings for bill in filing.bills]
    wanted = {bill.bill_no for bill in bills if bill.state is PayableState.INITIAL}
    if not wanted:
        return fetch_filing_result(ctx).message
    if filings[0].is_special:
        update_special_bills(ctx)
        return submit_special(ctx, wanted).message
    ctx.table(BILLS).set_parameter("period", "")
    update_bills(ctx)
    rule_file, today = rule_file_of(ctx), ctx.business_date

    def choose(_: SheetTable[BillRow], rows: list[BillRow]) -> list[BillRow]:
        """Choose the bills, with what the region bundles with them, of one overdue period alone."""
        rows = [row for row in rows if row.state == str(PayableState.INITIAL)]
        mine = [row for row in rows if row.bill_no in wanted]
        if rule_file.bundle.bundling is Bundling.UNIT_NUMBER:
            bundles = {(row.unit_no, row.period) for row in mine}
            mine = [row for row in rows if (row.unit_no, row.period) in bundles]
        periods = {row.period for row in mine}
        first = first_overdue(periods, periods, rule_file, today) if periods else None
        return [row for row in mine if first in (None, row.period)]

    return submit_chosen(ctx, BILLS, choose, foresee_refusal, step.words).message


def _filings_meant(ctx: Context, table: SheetHead) -> list[str]:
    """Return the filing in the labelled cell, or the ordinary ones last naming the month's bills.

    A voided one is meant while one of its bills waits to be filed again.
    """
    if number := table.parameters()["filing_no"]:
        return [ctx.bureau.premium_filing(number).filing_no]
    month = due_month_of(ctx, table)
    open_bills = {bill.bill_no for bill in ctx.bureau.bills().bills}
    seen: set[str] = set()
    meant = []
    days = str(month.first_day), ctx.session.business_date
    filings = [  # newest first
        filing
        for filing in ctx.bureau.premium_filings(*days).filings
        if not filing.special and filing.state is not ItemState.REFUSED
    ]
    for filing in ctx.one_by_one(READING_EACH, filings):
        bills = ctx.bureau.filed_bills(filing.filing_no).bills
        mine = {bill.bill_no for bill in bills if bill.period == str(month)} - seen
        seen |= mine
        if mine and (filing.state is not ItemState.VOIDED or mine & open_bills):
            meant.append(filing.filing_no)
    if not meant:
        raise table.error(
            f"的费款所属期 {month} 没有社保费申报，没有需要撤回的",
            "可直接申报缴费工资；其他属期请填写“费款所属期”，特殊缴费请填写“申报流水号”。",
        )
    return sorted(meant, reverse=True)  # 差额补缴 goes before what it was added to


def _steps(ctx: Context, numbers: Sequence[str], before: Sequence[Step]) -> list[Step]:
    """Return the steps of these filings as they are now."""
    filings = _present(ctx, numbers)
    wages = NOTHING_KNOWN
    if all(one.state is ItemState.VOIDED and not one.is_special for one in filings):
        filed = _filed_bills(ctx, numbers)
        periods = sorted({bill.period for bills in filed.values() for bill in bills})
        bills = [
            b for p in ctx.one_by_one(READING_EACH, periods) for b in ctx.bureau.bills(p).bills
        ]
        wages = correction(ctx, filed, {bill.bill_no: bill for bill in bills})
    return way_back(filings, wages, before)


def _present(ctx: Context, numbers: Sequence[str]) -> list[FilingNow]:
    """Return these filings with what became of their bills."""
    debts = {(debt.filing_no, debt.bill_no): debt for debt in ctx.bureau.debts(held=True).debts}
    each = ctx.one_by_one(READING_EACH, numbers)
    filings = [ctx.bureau.premium_filing(number) for number in each]
    filed = _filed_bills(ctx, numbers)
    now = _bills_now(ctx, filings, [bill for bills in filed.values() for bill in bills])
    return [
        FilingNow(
            filing.filing_no,
            filing.state,
            filing.special,
            tuple(
                _bill_now(filing, bill, debts.get((filing.filing_no, bill.bill_no)), now)
                for bill in filed[filing.filing_no]
            ),
        )
        for filing in filings
    ]


def _filed_bills(ctx: Context, numbers: Sequence[str]) -> dict[str, list[FiledBill]]:
    each = ctx.one_by_one(READING_EACH, numbers)
    return {number: ctx.bureau.filed_bills(number).bills for number in each}


def _bills_now(
    ctx: Context, filings: Sequence[PremiumFiling], filed: Sequence[FiledBill]
) -> dict[str, tuple[PayableState, int]]:
    """Return state and revision of the filed bills by number; those withdrawn are missing."""
    now = {
        bill.bill_no: (bill.state, bill.revision)
        for period in ctx.one_by_one(READING_EACH, sorted({bill.period for bill in filed}))
        for bill in ctx.bureau.bills(period).bills
    }
    if not any(filing.special for filing in filings):
        return now
    # Of special bills the bureau lists the unconfirmed ones; the others stand in their filings.
    first = min(filing.submitted_at for filing in filings).date() - timedelta(days=1)
    for filing in ctx.bureau.premium_filings(str(first), ctx.session.business_date).filings:
        if filing.special and filing.state in STANDING:
            now.update(dict.fromkeys(filing.bill_nos, (PayableState.FILED, 0)))
    special = ctx.bureau.special_bills().bills
    return now | {bill.bill_no: (bill.state, bill.revision) for bill in special}


def _bill_now(
    filing: PremiumFiling,
    bill: FiledBill,
    debt: Debt | None,
    now: Mapping[str, tuple[PayableState, int]],
) -> BillNow:
    is_owed = filing.state is ItemState.ACCEPTED
    state, revision = now.get(bill.bill_no, (None, bill.revision))
    return BillNow(
        bill.bill_no,
        f"{bill.period} {bill.insurance_name}",
        debt.hold if debt else (DebtState.PAID if is_owed else DebtState.OPEN),
        (debt.held_by if debt else None) or "",
        state,
        revision != bill.revision,
    )


def _step(table: SheetHead, row: ChainRow) -> Step:
    try:
        kind, state = StepKind(row.kind), StepState(row.state)
    except ValueError as error:
        raise table.error(
            f"第 {row.at} 行被改动，不是撤回步骤", "请重新点击“撤回路径”。"
        ) from error
    return Step(kind, row.number, row.subject, state, row.words)


def _shown(
    table: SheetTable[ChainRow], numbers: Sequence[str], steps: list[Step], said: str
) -> Outcome:
    lines = [
        ChainRow.of(step, step=place, filings=NUMBERS.join(numbers))
        for place, step in enumerate(steps, start=1)
    ]
    table.replace(lines)
    done = sum(step.state is StepState.DONE for step in steps)
    waiting = next((step for step in steps if step.state is not StepState.DONE), None)
    message = f"{said}撤回路径共 {len(steps)} 步，已完成 {done} 步。"
    if waiting is None:
        message += "全部完成。"
    elif waiting.state is StepState.BLOCKED:
        message += f"不能继续：{waiting.words}"
    else:
        message += f"下一步：{waiting.kind} {waiting.number}".rstrip() + "。请点击“执行下一步”。"
    return table.report(
        message,
        Status.DONE if waiting is None else Status.PARTIAL,
        counts={"steps": len(steps), "done": done},
        facts={"next": str(waiting.kind) if waiting else ""},
    )
