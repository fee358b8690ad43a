"""The way back: what the tables allow, in the order of the seeds, and nothing else."""

import pytest

from shebao.contract.state_tables import DEBT, FILING, DebtEvent, FilingEvent
from shebao.contract.states import DebtState, ItemState, PayableState
from shebao.rules.way_back import (
    BillNow,
    Correction,
    FilingNow,
    Step,
    StepKind,
    StepState,
    way_back,
)


def filing(
    state: ItemState = ItemState.ACCEPTED,
    *holds: DebtState,
    bill: PayableState | None = PayableState.FILED,
    is_anew: bool = False,
    is_special: bool = False,
) -> FilingNow:
    bills = tuple(
        BillNow(f"YJ{place}", f"2026-11 险{place}", hold, f"PZ{place}", bill, is_anew)
        for place, hold in enumerate(holds or (DebtState.OPEN,))
    )
    return FilingNow("SB1", state, is_special, bills)


def kinds(steps: list[Step]) -> list[tuple[str, str]]:
    return [(str(step.kind), str(step.state)) for step in steps]


@pytest.mark.parametrize("hold", DebtState)
@pytest.mark.parametrize("state", ItemState)
def test_a_step_is_offered_exactly_when_the_tables_allow_it(
    state: ItemState, hold: DebtState
) -> None:
    """Every filing state with every holder of its debt."""
    steps = way_back([filing(state, hold)])

    can_void = FILING.allows(state, FilingEvent.VOID)
    free = DEBT.allows(hold, DebtEvent.VOID)
    assert sum(step.state is StepState.NEXT for step in steps) <= 1
    following = next((s for s in steps if s.state is not StepState.DONE), steps[-1])
    if can_void and free:
        assert (following.kind, following.state) == (StepKind.VOID_FILING, StepState.NEXT)
    elif can_void and hold is DebtState.PAID:
        assert kinds(steps) == [("到办税服务厅办理", "不能办理")]
        assert steps[0].words.endswith("请到办税服务厅办理缴费工资调减业务，并办理退费。")
        assert steps[0].words.count("办税服务厅") == 1
    elif can_void:
        kind = StepKind.VOID_VOUCHER if hold is DebtState.ON_VOUCHER else StepKind.WAIT
        assert following.kind is kind
        if kind is StepKind.WAIT:
            words = DEBT.row(hold, DebtEvent.VOID).words("2026-11 险0的欠费")
            assert (following.state, following.words) == (StepState.BLOCKED, words)
    elif state is ItemState.VOIDED:
        assert {step.state for step in steps} == {StepState.DONE}  # the bill is filed again
    elif state is ItemState.VOIDING:
        assert (following.kind, following.state) == (StepKind.VOID_FILING, StepState.NEXT)
    else:
        assert following.state is StepState.BLOCKED
        assert following.words == FILING.row(state, FilingEvent.VOID).words("社保费申报“SB1”")


def test_the_chain_of_a_filing_on_a_voucher_from_first_to_last() -> None:
    """Seed G 2.5.2.3: voucher, filing, correction, filing again."""
    on_voucher = filing(ItemState.ACCEPTED, DebtState.ON_VOUCHER, DebtState.ON_VOUCHER)
    first = way_back([on_voucher])
    assert kinds(first) == [
        ("作废缴税凭证", "下一步"),
        ("作废缴税凭证", "待办"),
        ("作废申报", "待办"),
        ("重新申报缴费工资", "待办"),
        ("重新申报社保费", "待办"),
    ]

    free = way_back([filing()], before=first)
    assert [state for _, state in kinds(free)] == ["已完成", "已完成", "下一步", "待办", "待办"]
    open_again = filing(ItemState.VOIDED, bill=PayableState.INITIAL)
    voided = way_back([open_again], before=free)
    assert [state for _, state in kinds(voided)][2:] == ["已完成", "下一步", "待办"]
    anew = filing(ItemState.VOIDED, bill=PayableState.INITIAL, is_anew=True)
    waiting = way_back([anew], before=voided)
    assert [state for _, state in kinds(waiting)][2:] == ["已完成", "下一步", "待办"]
    lower = way_back([anew], Correction(is_lowered=True), before=waiting)
    assert [state for _, state in kinds(lower)][2:] == ["已完成", "已完成", "下一步"]
    edited = way_back([anew], Correction("第 9 行", is_lowered=True), before=lower)
    assert [state for _, state in kinds(edited)][2:] == ["已完成", "下一步", "待办"]
    refiled = filing(ItemState.VOIDED, bill=PayableState.FILED, is_anew=True)
    assert {step.state for step in way_back([refiled], before=lower)} == {StepState.DONE}


def test_one_voucher_over_many_debts_is_voided_once() -> None:
    """Voided twice, the second click would fail."""
    bill = BillNow(
        "YJ1", "2026-11 甲险", DebtState.ON_VOUCHER, "PZ1", PayableState.FILED, is_anew=False
    )

    steps = way_back([FilingNow("SB1", ItemState.ACCEPTED, is_special=False, bills=(bill, bill))])

    assert [step.kind for step in steps].count(StepKind.VOID_VOUCHER) == 1


def test_a_special_filing_is_withdrawn_by_those_who_pushed_it() -> None:
    """HR cannot lower what the agencies worked out."""
    voided = filing(ItemState.VOIDED, bill=PayableState.INITIAL, is_special=True)
    assert kinds(way_back([voided]))[1:] == [
        ("撤销后重新推送", "下一步"),
        ("重新申报社保费", "待办"),
    ]
    gone = filing(ItemState.VOIDED, bill=None, is_special=True)
    assert kinds(way_back([gone]))[1:] == [
        ("撤销后重新推送", "已完成"),
        ("重新申报社保费", "不能办理"),
    ]
    assert "人社（医保）部门重新推送后" in way_back([gone])[-1].words
    assert way_back([]) == []
