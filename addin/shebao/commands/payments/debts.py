"""What is confirmed and not paid yet, with the late fee of the day."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.desk.numbers_asked import ask_each
from shebao.commands.desk.receipts import follow_up
from shebao.commands.payments.debt_rows import ENDED
from shebao.commands.payments.payment_results import READING, earlier_words, put_payments
from shebao.commands.payments.voucher_file import ended_words, fetch_voucher
from shebao.contract.payments import Debt, Payment
from shebao.contract.rule_file import LateFeeRule
from shebao.contract.states import DebtState, PaymentState, VoucherState
from shebao.contract.vouchers import Voucher
from shebao.domain.errors import SheetError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.rules.deadline import late_fee_fen
from shebao.rules.premiums.sureness import MARK
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENTS, VOUCHERS, DebtRow
from shebao.sheets.table import SheetTable


def update_debts(ctx: Context) -> Outcome:
    """Open the sheet with every open debt of the unit number; rows paid from it leave it."""
    table = ctx.table(DEBTS)
    unit_no = _unit_no(ctx, table)
    ctx.debts_seen = ctx.bureau.debts(held=True)
    found = ctx.debts_seen.debts
    mine = [debt for debt in found if unit_no in ("", debt.unit_no)]
    debts = [debt for debt in mine if debt.hold is DebtState.OPEN]
    known = {row.debt_no: row for row in table.rows()}
    ended, unshown = _ended(ctx, known.values(), debts)
    vouchers, missing = _ended_vouchers(ctx, known.values(), found)
    rule = rule_file_of(ctx).late_fee
    today = ctx.business_date
    table.show_rows([_line(debt, known.get(debt.debt_no), rule, today) for debt in debts])
    total = sum(debt.amount_fen + debt.late_fee_fen for debt in debts)
    fees = sum(debt.late_fee_fen for debt in debts)
    message = (
        (f"单位编号 {unit_no} 的" if unit_no else "")
        + f"欠费 {len(debts)} 条，合计 {yuan(total)} 元。"
        + (f"其中滞纳金 {yuan(fees)} 元，按日增加，请尽快缴纳。" if fees else "")
        + earlier_words(ended)
        + ended_words(vouchers)
        + unshown
        + missing
        + _elsewhere_words(debt for debt in found if unit_no not in ("", debt.unit_no))
        + _held_words(mine, today)
        + _fee_words(debts, rule, today)
    )
    is_whole = not (unshown or missing) and all(p.state is PaymentState.PAID for p in ended)
    return table.report(
        message,
        Status.DONE if is_whole else Status.PARTIAL,
        counts={"debts": len(debts), "debt_total_fen": total, "late_fee_fen": fees},
    )


def _ended(
    ctx: Context, rows: Iterable[DebtRow], debts: Iterable[Debt]
) -> tuple[list[Payment], str]:
    """Return the payments over that nobody was told of and whose rows leave, put into the records.

    One under way stays there as such, for 缴费结果. Second, words for what could not be asked or
    shown: the list of debts is to be seen all the same.
    """
    staying = {debt.debt_no for debt in debts}
    numbers = {
        row.payment_no
        for row in rows
        if row.payment_no and row.state not in ENDED and row.debt_no not in staying
    }
    payments, missing = ask_each(ctx, READING, sorted(numbers), ctx.bureau.payment, PAYMENTS.title)
    missing += follow_up(lambda: put_payments(ctx, payments))
    return [p for p in payments if p.state is not PaymentState.PAYING], missing


def _ended_vouchers(
    ctx: Context, rows: Iterable[DebtRow], debts: Iterable[Debt]
) -> tuple[list[Voucher], str]:
    """Return the vouchers of rows that are owed no longer, as they are now.

    Second, words for those that the bureau does not have.
    """
    owed = {debt.debt_no for debt in debts}
    numbers = {row.voucher_no for row in rows if row.voucher_no and row.debt_no not in owed}
    vouchers, missing = ask_each(
        ctx, "查询凭证", sorted(numbers), lambda number: fetch_voucher(ctx, number), VOUCHERS.title
    )
    return [v for v in vouchers if v.state is not VoucherState.PRINTED], missing


def _unit_no(ctx: Context, table: SheetTable[DebtRow]) -> str:
    """Return the unit number to filter by, empty for all; refuse one that the employer lacks."""
    given = table.parameters()["unit_no"]
    known = [unit.unit_no for unit in ctx.session.employer.unit_numbers]
    if given and given not in known:
        raise SheetError(
            table.title,
            f"的“单位编号”是“{given}”，不是本单位的单位编号，没有查询",
            f"请改为本单位的单位编号：{'、'.join(known)}；留空查询全部。",
        )
    return given


def _line(debt: Debt, known: DebtRow | None, rule: LateFeeRule, today: date) -> DebtRow:
    days = _days_late(debt, today)
    # A failure that was told is over; one that nobody heard of is still to be told.
    untold = known.payment_no if known and known.state not in ENDED else ""
    return DebtRow.of(
        debt,
        tick=known.tick if known else "",
        days_late=days or None,
        late_rate=rule.daily_ppm if days else None,
        state=str(debt.hold),
        payment_no=untold,
    )


def _days_late(debt: Debt, today: date) -> int:
    return max((today - date.fromisoformat(debt.due_on)).days, 0)


def _elsewhere_words(debts: Iterable[Debt]) -> str:
    """Say what is owed under other unit numbers: the cell may still name last month's."""
    owed = [debt for debt in debts if debt.hold is DebtState.OPEN]
    if not owed:
        return ""
    total = sum(debt.amount_fen + debt.late_fee_fen for debt in owed)
    return (
        f"其他单位编号还有欠费 {len(owed)} 条，{yuan(total)} 元，不在表中；"
        "请清空“单位编号”后再次查询。"
    )


def _held_words(debts: list[Debt], today: date) -> str:
    """Say what is not in the list because somebody holds it, so that nobody misses it."""
    held = Counter(debt.hold for debt in debts if debt.hold is not DebtState.OPEN)
    late = Counter(debt.hold for debt in debts if _days_late(debt, today))
    if not held:
        return ""
    states = "、".join(f"“{state}”{count} 条" for state, count in held.items())
    words = f"另有 {states}，正在办理，不能再次缴费，不在表中。"
    if overdue := late.total() - late[DebtState.OPEN]:
        words += f"其中 {overdue} 条已过缴费期限。"
    if late[DebtState.ON_VOUCHER]:
        words += "凭证没有缴款、又超过限缴日期的，须先“作废凭证”再缴费。"
    return words


def _fee_words(debts: list[Debt], rule: LateFeeRule, today: date) -> str:
    """Say how sure the daily rate is, and where our own fee differs from the bureau's.

    The bureau's is the one to be paid.
    """
    mark = f"{MARK if rule.grade.needs_mark else ''}{rule.grade}"
    late = any(_days_late(debt, today) for debt in debts)
    words = f"日加收率的依据等级为{mark}。" if late and rule.grade.needs_mark else ""
    odd = [
        f"{debt.period} {debt.insurance_name} 本机测算 {yuan(own)} 元（{mark}），"
        f"税务系统 {yuan(debt.late_fee_fen)} 元"
        for debt in debts
        if (own := late_fee_fen(debt.amount_fen, _days_late(debt, today), rule))
        != debt.late_fee_fen
    ]
    if odd:
        words += f"滞纳金与本机测算不一致：{'；'.join(odd)}。请向主管税务机关核实。"
    return words
