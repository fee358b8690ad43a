"""The client foretells exactly what the published tables say, for every state and event."""

from typing import Any

import pytest

from shebao.contract.machine import Row
from shebao.contract.state_tables import DEBT, FILING, MACHINES, DebtEvent, FilingEvent
from shebao.contract.states import DebtState, ItemState
from shebao.rules.forecast import refusal, void_refusal

EVERY = [(machine, row) for machine in MACHINES for row in machine.rows()]


@pytest.mark.parametrize(
    ("machine", "row"),
    EVERY,
    ids=lambda one: f"{one.state}-{one.event}" if isinstance(one, Row) else one.name,
)
def test_forecast_is_the_table(machine: Any, row: Row[Any, Any]) -> None:
    """Foretold otherwise than answered, a clerk would be kept from what is allowed."""
    words = refusal(machine, row.state, row.event, "甲")

    assert words == row.text.replace("{name}", "甲")
    assert bool(words) is (row.next is None)


@pytest.mark.parametrize("state", ItemState)
@pytest.mark.parametrize("hold", DebtState)
def test_a_void_is_foretold_by_filing_and_debts(state: ItemState, hold: DebtState) -> None:
    """The filing speaks first, as it does at the bureau."""
    said = void_refusal("SB1", state, [("2026-11 甲险", DebtState.OPEN), ("2026-11 乙险", hold)])

    filing = FILING.row(state, FilingEvent.VOID)
    debt = DEBT.row(hold, DebtEvent.VOID)
    expected = filing.words("社保费申报“SB1”") or debt.words("2026-11 乙险的欠费")
    assert said == expected
