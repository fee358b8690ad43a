"""What the bureau would answer to an event, foretold by the tables that it acts by."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from shebao.contract.machine import Machine
from shebao.contract.state_tables import DEBT, FILING, DebtEvent, FilingEvent
from shebao.contract.states import DebtState, ItemState

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


def refusal(machine: Machine[State, Event], state: State, event: Event, name: str) -> str:
    """Return the words with which the event would be refused; empty when it would happen."""
    return machine.row(state, event).words(name)


def void_refusal(filing_no: str, state: ItemState, debts: Iterable[tuple[str, DebtState]]) -> str:
    """Return why a filing cannot be voided: its own state, or a debt of it that is not free.

    ``debts`` are the name and the holder's state of each debt of the filing. Empty when it can.
    """
    words = refusal(FILING, state, FilingEvent.VOID, f"社保费申报“{filing_no}”")
    held = (
        refusal(DEBT, hold, DebtEvent.VOID, f"{name}的欠费")
        for name, hold in debts
        if not DEBT.allows(hold, DebtEvent.VOID)
    )
    return words or next(held, "")
