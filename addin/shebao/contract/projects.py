"""Construction projects (工程项目): enrolled at their place, linked, and filed by their cost."""

from datetime import datetime

from pydantic import Field

from shebao.contract.states import ItemState
from shebao.contract.wire import (
    Answer,
    AskedFen,
    AskedPpm,
    Day,
    Fen,
    Flag,
    Number,
    Ppm,
    Request,
    Text,
    Words,
)


class Project(Answer):
    """One project as 人社 pushed it; ``filed_fen`` is what stands filed for it already."""

    project_id: Number
    name: Text
    tax_office: Text  # at the project's place
    agency: Text
    unit_no: Number
    cost_fen: Fen  # 工程造价
    rate_ppm: Ppm
    starts_on: Day
    ends_on: Day
    linked: bool
    filed_fen: Fen


class ProjectList(Answer):
    """Projects by id, linked or waiting to be."""

    projects: list[Project]


class ProjectLinkRequest(Request):
    """Links a project's enrolment to the employer's registration, or unlinks it."""

    project_id: Number
    linked: Flag


class ProjectFilingRequest(Request):
    """Files what a linked project owes: what the clerk saw and confirmed.

    Another cost, rate or amount than the bureau's is refused, AMOUNT_DIFFERS.
    """

    project_id: Number
    cost_fen: AskedFen
    rate_ppm: AskedPpm
    amount_fen: AskedFen = Field(gt=0)


class ProjectFiling(Answer):
    """A project's filing; it is voided and paid like any premium filing."""

    filing_no: Number
    state: ItemState
    submitted_at: datetime
    channel: Text
    project_id: Number
    name: Text
    unit_no: Number
    cost_fen: Fen
    rate_ppm: Ppm
    amount_fen: Fen
    paid: bool
    reason: Words = ""


class ProjectFilingList(Answer):
    """Filings of projects through every channel, newest first."""

    filings: list[ProjectFiling]
