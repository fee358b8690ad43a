"""The state tables: complete, reachable, in the words of the feature list, drawn in the docs."""

from pathlib import Path
from typing import Any

import pytest

from scripts.state_diagrams import states_document
from shebao.contract.machine import Machine
from shebao.contract.refusals import RefusalCode
from shebao.contract.state_tables import (
    AGREEMENT,
    BILL,
    CERTIFICATE,
    FILING,
    MACHINES,
    PAYMENT,
    REFUND,
    VOUCHER,
)

ROOT = Path(__file__).parents[2]
# The words of the feature list, in its order.
WORDS: dict[Machine[Any, Any], str] = {
    FILING: "处理中 / 申报成功 / 申报失败 / 作废中 / 作废成功",
    BILL: "初始 / 申报中 / 申报成功 / 已缴款 / 销账 / 已生成待批扣清册",
    PAYMENT: "缴费中 / 锁定 / 缴费成功 / 缴费失败",
    VOUCHER: "已打印 / 已作废 / 已缴款",
    AGREEMENT: "未验证 / 验证失败 / 验证通过 / 协议终止",
    CERTIFICATE: "有效 / 已作废",
    REFUND: "已提交 / 税务审核 / 人社(医保)核验 / 已退还 / 不予退费",
}


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_event_in_every_state_has_one_answer(machine: Machine[Any, Any]) -> None:
    rows = list(machine.rows())

    assert len(rows) == len(machine.states.__members__) * len(machine.events.__members__)
    for row in rows:
        assert (row.next is None) == (row.code is not None) == bool(row.text), row
        if row.code is not None:
            words = row.words("“某物”")
            assert words.startswith("“某物”")
            assert words.endswith("。")
            assert "{" not in words
            assert row.code in RefusalCode


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_state_can_be_reached(machine: Machine[Any, Any]) -> None:
    """A state that nothing leads to is a word without a meaning."""
    reached = {machine.start}
    while (
        grown := {following for (state, _), following in machine.moves.items() if state in reached}
        - reached
    ):
        reached |= grown

    assert reached == set(machine.states.__members__.values())


@pytest.mark.parametrize(
    ("machine", "words"), WORDS.items(), ids=[machine.name for machine in WORDS]
)
def test_states_are_the_words_of_the_feature_list(machine: Machine[Any, Any], words: str) -> None:
    assert list(machine.states.__members__.values()) == words.split(" / ")


def test_the_diagrams_in_docs_are_the_tables() -> None:
    """Mend it with: python -m scripts.derive."""
    drawn = (ROOT / "docs" / "states.md").read_text(encoding="utf-8")

    assert drawn == states_document()
