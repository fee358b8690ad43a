"""The late fee in cells."""

from datetime import datetime

import pytest

from shebao.contract.rule_file import DeadlineRule
from shebao_udfs.rulebook import Rulebook, load_rules
from tests.udfs.calling import GUIYANG, call, column, sample_rule_files, why

PAID = datetime(2026, 11, 30)


@pytest.mark.usefixtures("loaded")
def test_fee_by_month_and_day_of_payment() -> None:
    """The sample rule's deadline is the last day of the month: September has 61 days to bear."""
    assert call("SB_LATE_FEE", 10_000.0, "2026-09", GUIYANG, PAID) == 305.0
    assert call("SB_LATE_FEE", column(10_000.0, 0.99, None), "2026-10", GUIYANG, PAID) == column(
        150.0, 0.01, ""
    )


@pytest.mark.usefixtures("loaded")
def test_paid_in_time_costs_nothing() -> None:
    """On the deadline itself, and before it."""
    days = [["2026-11-30", "2026-11-01", "2026-12-01"]]

    assert call("SB_LATE_FEE", 10_000.0, "2026-11", GUIYANG, days) == [[0.0, 0.0, 5.0]]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("arguments", "shown", "reason"),
    [
        (("一万", "2026-09", GUIYANG, PAID), "#VALUE!", "欠费金额"),
        ((-1.0, "2026-09", GUIYANG, PAID), "#VALUE!", "欠费金额"),
        ((100.0, "九月", GUIYANG, PAID), "#VALUE!", "费款所属期"),
        ((100.0, "2026-09", "440100", PAID), "#N/A", "没有装入"),
        ((100.0, "2026-09", GUIYANG, None), "#VALUE!", "缴款日期"),
        ((10_000_000_000.0, "2000-01", GUIYANG, PAID), "#NUM!", "超出"),
    ],
)
def test_refusal_says_why(arguments: tuple[object, ...], shown: str, reason: str) -> None:
    """Each argument that cannot be read is named."""
    assert call("SB_LATE_FEE", *arguments) == shown
    assert reason in str(why("SB_LATE_FEE", *arguments))


@pytest.mark.usefixtures("loaded")
def test_the_rules_behind_a_fee_are_told_with_their_grades() -> None:
    """A fee by a made-up deadline looked as sure as one by the law."""
    told = str(why("SB_LATE_FEE", 10_000.0, "2026-09", GUIYANG, PAID))

    assert "滞纳金 2026-09：按日 0.05%【※" in told
    assert "缴费期限 2026-09-30【※" in told
    assert why("SB_LATE_FEE", None, "2026-09", GUIYANG, PAID) == ""


def test_deadline_and_cap_are_the_rule_files() -> None:
    """Another region pays by the 15th of the next month, and no more than the debt."""
    file = sample_rule_files()[GUIYANG]
    deadline = DeadlineRule(months_after=1, day=15, source="test")
    capped = file.late_fee.model_copy(update={"capped_at_principal": True})
    load_rules(Rulebook([file.model_copy(update={"deadline": deadline, "late_fee": capped})]))
    try:
        assert call("SB_LATE_FEE", 10_000.0, "2026-10", GUIYANG, PAID) == 75.0
        assert call("SB_LATE_FEE", 10_000.0, "2016-10", GUIYANG, PAID) == 10_000.0
    finally:
        load_rules(Rulebook())


def test_no_fee_before_rules_are_loaded() -> None:
    """The daily rate is data too."""
    load_rules(Rulebook())

    assert call("SB_LATE_FEE", 100.0, "2026-09", GUIYANG, PAID) == "#N/A"
