"""Wage filings, answered person by person, and the wages that stand in filed periods (E2)."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from shebao.contract.states import ItemState, PayableState, WageFilingState
from shebao.contract.wire import (
    ANSWER_ROW,
    REQUEST_ROW,
    Answer,
    AskedFen,
    AskedPlace,
    Fen,
    FileNumber,
    InsuranceCode,
    Month,
    Number,
    Request,
    Text,
    Whole,
    Words,
)


class WageFilingKind(StrEnum):
    """Which of the manual's wage filings this is."""

    ANNUAL = "年度申报"
    ADJUSTMENT = "年度调整"
    DAILY = "日常申报"


class WageMode(StrEnum):
    """One wage for all insurances of a person, or one wage per insurance."""

    BY_PERSON = "按人员"
    BY_INSURANCE = "按险种"


# Ten million yuan a month: beyond it the sums of a large employer's bills would leave ``Fen``.
MAX_WAGE_FEN = 1_000_000_000
WageKey = Annotated[str, Field(pattern=r"^(\*|[0-9]{3})$")]


@dataclass(frozen=True, slots=True, kw_only=True, config=REQUEST_ROW)
class WageItem:
    """One person's new wage.

    By person ``wages_fen`` has the one key ``*``; by insurance one key per insurance code.
    """

    line: AskedPlace = Field(description="the item's place in this submission, from 1")
    name: Text
    id_type: Number
    id_number: Number = Field(repr=False)
    wages_fen: dict[WageKey, AskedFen] = Field(
        min_length=1, repr=False, json_schema_extra={"additionalProperties": False}
    )


class WageFilingRequest(Request):
    """Files wages from ``effective_from`` on."""

    kind: WageFilingKind
    mode: WageMode
    effective_from: Month
    items: list[WageItem] = Field(min_length=1, max_length=200_000)


@dataclass(frozen=True, slots=True, kw_only=True, config=ANSWER_ROW)
class WageItemResult:
    """What became of one item; ``reason`` is empty unless it was refused."""

    line: Whole
    name: Text = ""
    id_type: Text = ""
    id_number: Number
    wages_fen: dict[str, Fen] = Field(default_factory=dict, repr=False)  # as they were filed
    state: ItemState
    reason_code: Text = ""
    reason: Words = ""
    insurance: InsuranceCode | None = None  # the insurance refused, when only one was


class WageFiling(Answer):
    """A wage filing as the bureau holds it; ``items`` is empty while it is processed."""

    filing_no: FileNumber
    kind: WageFilingKind
    mode: WageMode
    effective_from: Month
    state: WageFilingState
    submitted_at: datetime
    people: Whole
    accepted: Whole
    refused: Whole
    items: list[WageItemResult] = Field(default_factory=list)


class WageFilingList(Answer):
    """One page of wage filings without their items, newest first."""

    filings: list[WageFiling]
    total: Whole = 0  # of all pages


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
