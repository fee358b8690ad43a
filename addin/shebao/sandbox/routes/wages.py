"""Wage filings."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy import func

from shebao.contract.submission_table import SubmissionKind
from shebao.contract.wages import FiledWagePage, WageFiling, WageFilingList
from shebao.contract.wire import PRINTABLE, Month
from shebao.sandbox.routes.depends import REFUSALS, FirstDay, LastDay, TheCaller, json_of, read
from shebao.sandbox.routes.receiving import takes
from shebao.sandbox.tables import wage_filings
from shebao.sandbox.wages.wage_filings import list_wage_filings, read_wage_filing, take_wage_filing
from shebao.sandbox.wages.wage_processing import process_wage_filing
from shebao.sandbox.wages.wages_in_force import read_filed_wages

wages_router = APIRouter(prefix="/v1", tags=["wages"], responses=REFUSALS)
takes(
    wages_router,
    SubmissionKind.WAGE_FILING,
    take_wage_filing,
    "The filing is recorded; its result comes later.",
    mark=(wage_filings, func.count()),
    answer=(wage_filings, process_wage_filing),
)


@wages_router.get("/wage-filings")
def list_filed_wages(
    caller: TheCaller,
    first: FirstDay = None,
    last: LastDay = None,
    offset: Annotated[int, Query(ge=0, le=10_000_000, description="How many to skip")] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000, description="How many at most")] = 1000,
) -> WageFilingList:
    """A page of wage filings without their items, newest first."""
    return read(list_wage_filings, caller, (first, last), offset, limit)


@wages_router.get("/wage-filings/{filing_no}", response_model=WageFiling)
def show_wage_filing(caller: TheCaller, filing_no: str) -> Response:
    """One wage filing; its items appear with its result."""
    return json_of(read(read_wage_filing, caller, filing_no))


@wages_router.get("/filed-wages", response_model=FiledWagePage)
def list_wages_of_filed_periods(
    caller: TheCaller,
    first: Annotated[Month, Query(alias="from", description="First period")],
    after: Annotated[
        str, Query(max_length=64, pattern=PRINTABLE, description="Number of the last person had")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
) -> Response:
    """The wages that stand in filed periods; a filing that lowers one is refused there."""
    return json_of(read(read_filed_wages, caller, first, after, limit))
