"""The one permitted way from filed premiums back to a correction (撤回路径).

A voucher is voided before its filing, a filing before wages are lowered or a notice is withdrawn,
and then everything is filed again: only when the wages in force are those that the sheets ask for,
since others join, leave and are raised meanwhile. What holds a debt and what a filing allows is
asked of the published tables. Source: seed G 2.4.1.3 一, 2.5.2.3 二.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shebao.contract.state_tables import BILL, DEBT, FILING, BillEvent, DebtEvent, FilingEvent
from shebao.contract.states import DebtState, ItemState, PayableState
from shebao.rules.forecast import refusal

# What a clerk can do about E2, a lowered wage in a filed period.
WAY_BACK_TEXT = (
    "（已申报属期不允许调低缴费工资：未缴费的，请点击“撤回路径”逐步作废、调低、重新申报；"
    "已缴费的，请到办税服务厅办理缴费工资调减业务，并办理退费）"
)
PAID_TEXT = "费款已缴纳，请到办税服务厅办理缴费工资调减业务，并办理退费。"


class StepKind(StrEnum):
    """What is to be done."""

    HALL = "到办税服务厅办理"
    WAIT = "等待解除占用"
    VOID_VOUCHER = "作废缴税凭证"
    VOID_FILING = "作废申报"
    LOWER = "重新申报缴费工资"
    WITHDRAW = "撤销后重新推送"
    REFILE = "重新申报社保费"


class StepState(StrEnum):
    """Where a step stands."""

    DONE = "已完成"
    NEXT = "下一步"
    LATER = "待办"
    BLOCKED = "不能办理"


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``number`` is the voucher, payment or filing it is about, empty for the period."""

    kind: StepKind
    number: str
    subject: str
    state: StepState
    words: str

    @property
    def identity(self) -> tuple[str, str]:
        """What stays the same while the step is carried out."""
        return str(self.kind), self.number


@dataclass(frozen=True, slots=True)
class BillNow:
    """A filed bill: who holds its debt, and what became of the bill since.

    ``state`` is None when the bill is gone, ``is_anew`` says that it was generated anew.
    """

    bill_no: str
    name: str
    hold: DebtState
    held_by: str
    state: PayableState | None
    is_anew: bool


@dataclass(frozen=True, slots=True)
class FilingNow:
    """A premium filing as the bureau holds it."""

    filing_no: str
    state: ItemState
    is_special: bool
    bills: tuple[BillNow, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """What is known of the wages behind voided filings.

    ``asked`` names in words what the sheets ask for and is not in force, ``is_lowered`` says that
    somebody's wage is below the filed one, which only a filing after the void can have done;
    ``changes`` says in words what the bills charge otherwise than they were filed.
    """

    asked: str = ""
    is_lowered: bool = False
    changes: str = ""


NOTHING_KNOWN = Correction()


def way_back(
    filings: Sequence[FilingNow], wages: Correction = NOTHING_KNOWN, before: Sequence[Step] = ()
) -> list[Step]:
    """Return every step from the state of these filings to their being filed again, in order.

    ``before`` are the steps as they were last shown: those no longer asked for are done. A step
    that is not needed is left out unless it can be seen to be done. Empty when there is nothing to
    take back.
    """
    if not filings:
        return []
    held = list(dict.fromkeys(step for filing in filings for step in _holds(filing)))
    halls = [step for step in held if step.kind is StepKind.HALL]
    if halls:  # what was not done by now cannot be done any more
        return in_turn([*(step for step in before if step.state is StepState.DONE), *halls])
    voids = [_void(filing) for filing in filings]
    bills = [bill for filing in filings for bill in filing.bills]
    names = "、".join(dict.fromkeys(bill.name for bill in bills))
    if filings[0].is_special:
        again = [Step(StepKind.WITHDRAW, "", names, StepState.LATER, _WITHDRAW)]
    else:
        again = [Step(StepKind.LOWER, "", names, StepState.LATER, _LOWER)]
    again.append(Step(StepKind.REFILE, "", names, StepState.LATER, f"{wages.changes}{_REFILE}"))
    if all(step.state is StepState.DONE for step in voids):
        again = _after_void(again, bills, wages, before)
    now = [*held, *voids, *again]
    asked = {step.identity for step in now}
    gone = [replace(step, state=StepState.DONE) for step in before if step.identity not in asked]
    return in_turn([*gone, *now])


def in_turn(steps: Sequence[Step]) -> list[Step]:
    """Return the steps with exactly the first open one as the next, unless it is blocked."""
    ordered, is_first = [], True
    for step in steps:
        if step.state is StepState.DONE:
            ordered.append(step)
            continue
        if step.state is not StepState.BLOCKED:
            step = replace(step, state=StepState.NEXT if is_first else StepState.LATER)
        ordered.append(step)
        is_first = False
    return ordered


_LOWER = (
    "在缴费工资申报表填写正确的缴费工资并勾选，然后执行下一步；"
    "工资无误的，可直接在“待申报信息”确认申报。"
)
_WITHDRAW = (
    "向推送的人社（医保）部门办理撤销，由其重新推送；推送无误的，可直接在“特殊缴费申报”确认申报。"
)
_NOT_PUSHED = (
    "征集通知已撤销，没有重新推送，没有可以重新申报的；"
    "人社（医保）部门重新推送后，请在“特殊缴费申报”刷新、核对并确认申报。"
)
_FILED_OTHERWISE = (
    "已重新申报，而表中所填的缴费工资没有生效：{asked}。"
    "需要更正的，请重新点击“撤回路径”；不需要的，请取消勾选并恢复表中的工资。"
)
_REFILE = "核对应缴费额后确认申报。"
_WAITING = "已重新提交申报，税务处理中；执行下一步即查询结果，不会重复提交。"
_NO_BILL = "应缴信息已不存在，无需重新申报。"


def _after_void(
    again: Sequence[Step], bills: Sequence[BillNow], wages: Correction, before: Sequence[Step]
) -> list[Step]:
    """Return the correction and the filing again, with how far they are."""
    correct, refile = again
    gone = [bill.state is None for bill in bills]
    is_over = not any(map(_is_open, bills))
    if is_over and any(bill.state is PayableState.FILING for bill in bills):
        refile = replace(refile, words=_WAITING)
    elif is_over and correct.kind is StepKind.WITHDRAW and any(gone):
        refile = replace(refile, state=StepState.BLOCKED, words=_NOT_PUSHED)
    elif is_over:
        words = _NO_BILL if all(gone) else refile.words
        refile = replace(refile, state=StepState.DONE, words=words)
    if correct.kind is StepKind.WITHDRAW:
        is_corrected = is_over or any(gone) or any(bill.is_anew for bill in bills)
    elif is_over and wages.asked:
        words = _FILED_OTHERWISE.format(asked=wages.asked)
        return [replace(correct, state=StepState.BLOCKED, words=words), refile]
    else:
        was_lowered = any(s.kind is StepKind.LOWER and s.state is StepState.DONE for s in before)
        is_corrected = is_over or (not wages.asked and (wages.is_lowered or was_lowered))
    if is_corrected:
        return [replace(correct, state=StepState.DONE), refile]
    if wages.asked:
        words = f"表中所填的缴费工资尚未生效：{wages.asked}。{correct.words}"
        correct = replace(correct, words=words)
    return [correct, refile]


def _holds(filing: FilingNow) -> Iterable[Step]:
    """Yield what must be done before a filing can be voided."""
    if not FILING.allows(filing.state, FilingEvent.VOID):
        return
    for bill in filing.bills:
        words = refusal(DEBT, bill.hold, DebtEvent.VOID, f"{bill.name}的欠费")
        if not words:
            continue
        if bill.hold is DebtState.PAID:
            yield Step(StepKind.HALL, filing.filing_no, bill.name, StepState.BLOCKED, PAID_TEXT)
        elif bill.hold is DebtState.ON_VOUCHER:
            yield Step(
                StepKind.VOID_VOUCHER,
                bill.held_by,
                f"申报 {filing.filing_no}",
                StepState.LATER,
                "凭证作废后不能再到银行缴款。",
            )
        else:
            yield Step(StepKind.WAIT, bill.held_by, bill.name, StepState.BLOCKED, words)


def _void(filing: FilingNow) -> Step:
    words = refusal(FILING, filing.state, FilingEvent.VOID, f"社保费申报“{filing.filing_no}”")
    match filing.state:
        case ItemState.VOIDED:
            state, words = StepState.DONE, ""  # what it does not allow any more is no news
        case ItemState.ACCEPTED | ItemState.VOIDING:  # asked again, a void under way is fetched
            state = StepState.LATER
        case _:
            state = StepState.BLOCKED
    subject = "、".join(dict.fromkeys(bill.name for bill in filing.bills))
    return Step(StepKind.VOID_FILING, filing.filing_no, subject, state, words)


def _is_open(bill: BillNow) -> bool:
    return bill.state is not None and BILL.allows(bill.state, BillEvent.CONFIRM)
