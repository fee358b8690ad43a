"""A reconciliation in words: what matters stands first."""

import pytest

from shebao.rules.premiums.bill_causes import Cause, Explained, Part
from shebao.rules.premiums.bill_verdict import verdict


def line(*causes: Cause) -> Explained:
    parts = tuple(Part(cause, 150, "") for cause in causes)
    return Explained(0, 150 * len(parts), parts)


@pytest.mark.feature("P-RECONCILE")
@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([], "没有可核对的明细。"),
        ([line(), line()], "2 行全部一致。"),
        (
            [line(), line(Cause.FLOOR), line(Cause.FLOOR), line(Cause.CAP)],
            "除保底限高外全部一致（保底 2 行，限高 1 行）。",
        ),
        ([line(Cause.ROUNDING)], "除尾差外全部一致（尾差 1 行）。"),
        (
            [line(Cause.CAP, Cause.ROUNDING)],
            "除保底限高和尾差外全部一致（限高 1 行，尾差 1 行）。",
        ),
        (
            [line(Cause.UNEXPLAINED), line(Cause.FLOOR, Cause.UNEXPLAINED), line()],
            "2 行差异无法解释（合计 3.00 元），排在最前，请先核实。其余差异符合规定：保底 1 行。",
        ),
        (
            [line(Cause.LEFT), line(Cause.WAGE, Cause.RATE), line(Cause.UNEXPLAINED)],
            "1 行差异无法解释（合计 1.50 元），排在最前，请先核实。"
            "需要处理 2 行：离职未减员 1 行，缴费工资不同 1 行，费率不同 1 行，办法见“说明”列。"
            "其余全部一致。",
        ),
        (
            [
                Explained(0, 150, (Part(Cause.UNEXPLAINED, 150, ""),)),
                Explained(150, 0, (Part(Cause.UNEXPLAINED, -150, ""),)),
            ],
            "2 行差异无法解释（多计 1.50 元，少计 1.50 元），排在最前，请先核实。其余全部一致。",
        ),
        (
            [line(Cause.NO_WAGE)],
            "需要处理 1 行：未申报缴费工资 1 行，办法见“说明”列。其余全部一致。",
        ),
    ],
)
def test_verdict(found: list[Explained], words: str) -> None:
    assert verdict(found) == words
