"""The wages that stand in filed periods: a lower one is refused there (E2)."""

from pydantic.dataclasses import dataclass

from shebao.contract.states import PayableState
from shebao.contract.wire import (
    ANSWER_ROW,
    Answer,
    Fen,
    InsuranceCode,
    Month,
    Number,
    Text,
)


class FiledPeriod(Answer):
    """One bill that is no longer open: its period, its insurance and how far it has come."""

    period: Month
    unit_no: Number
    insurance: InsuranceCode
    state: PayableState


@dataclass(frozen=True, slots=True, kw_only=True, config=ANSWER_ROW)
class FiledWage:
    """The wage of one person in some filed periods of some insurances."""

    person_no: Number
    insurances: list[InsuranceCode]
    periods: list[Month]  # oldest first
    wage_fen: Fen


class FiledWagePage(Answer):
    """The filed periods, and the wages of the people after the asked one, by person number.

    A page holds whole people; ``last_person_no`` is where the next page begins.
    """

    filed: list[FiledPeriod]
    wages: list[FiledWage]
    last_person_no: Text
    more: bool
