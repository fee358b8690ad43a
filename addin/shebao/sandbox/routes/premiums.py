"""Bills, the premium filings that confirm them, and construction projects."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy import func

from shebao.contract.premiums import (
    BillLinePage,
    BillList,
    FiledBillList,
    PremiumFiling,
    PremiumFilingList,
    SpecialBillList,
)
from shebao.contract.projects import ProjectFilingList, ProjectList
from shebao.contract.states import ItemState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.wire import Month
from shebao.sandbox.premiums.bills import bring_bills_up_to_date, list_bills, read_lines
from shebao.sandbox.premiums.filing_records import (
    list_filed_bills,
    list_premium_filings,
    read_filed_lines,
    read_premium_filing,
)
from shebao.sandbox.premiums.filing_voids import process_premium_filing, take_void
from shebao.sandbox.premiums.premium_filings import take_premium_filing
from shebao.sandbox.premiums.project_filing import take_project_filing
from shebao.sandbox.premiums.projects import list_project_filings, list_projects, take_project_link
from shebao.sandbox.premiums.special_bills import list_special_bills
from shebao.sandbox.routes.depends import REFUSALS, Days, TheCaller, json_of, read
from shebao.sandbox.routes.receiving import takes
from shebao.sandbox.tables import premium_filings

premiums_router = APIRouter(prefix="/v1", tags=["bills and premium filings"], responses=REFUSALS)
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=10_000)]
_IS_VOID = premium_filings.c.state.in_([ItemState.VOIDING, ItemState.VOIDED])


@premiums_router.get("/bills")
def list_period_bills(caller: TheCaller, period: Month | None = None) -> BillList:
    """The bills of one period in any state; without a period those not yet confirmed."""
    bring_bills_up_to_date(caller)
    return read(list_bills, caller, period)


@premiums_router.get("/bills/{bill_no}/lines", response_model=BillLinePage)
def list_bill_lines(
    caller: TheCaller, bill_no: str, offset: Offset = 0, limit: Limit = 1_000
) -> Response:
    """A page of a bill's lines per person."""
    bring_bills_up_to_date(caller)
    return json_of(read(read_lines, caller, bill_no, offset, limit))


@premiums_router.get("/special-bills")
def list_unconfirmed_special_bills(caller: TheCaller) -> SpecialBillList:
    """The special bills (特殊缴费) not yet confirmed, notice by notice."""
    return read(list_special_bills, caller)


takes(
    premiums_router,
    SubmissionKind.PREMIUM_FILING,
    take_premium_filing,
    "The bills are being filed; the result comes later.",
    mark=(premium_filings, func.count()),
    answer=(premium_filings, process_premium_filing),
)


@premiums_router.get("/premium-filings")
def list_filed_premiums(caller: TheCaller, days: Days) -> PremiumFilingList:
    """Premium filings of every channel, newest first."""
    return read(list_premium_filings, caller, days)


@premiums_router.get("/premium-filings/{filing_no}")
def show_premium_filing(caller: TheCaller, filing_no: str) -> PremiumFiling:
    """One premium filing."""
    return read(read_premium_filing, caller, filing_no)


@premiums_router.get("/premium-filings/{filing_no}/bills")
def list_bills_as_filed(caller: TheCaller, filing_no: str) -> FiledBillList:
    """The bills of a filing as they were filed."""
    return read(list_filed_bills, caller, filing_no)


@premiums_router.get(
    "/premium-filings/{filing_no}/bills/{bill_no}/lines", response_model=BillLinePage
)
def list_lines_as_filed(
    caller: TheCaller, filing_no: str, bill_no: str, offset: Offset = 0, limit: Limit = 1_000
) -> Response:
    """A page of a filed bill's lines per person as they were filed."""
    return json_of(read(read_filed_lines, caller, filing_no, bill_no, offset, limit))


takes(
    premiums_router,
    SubmissionKind.FILING_VOID,
    take_void,
    "The filing is being voided; the result comes later.",
    mark=(premium_filings, func.count().filter(_IS_VOID)),
)


projects_router = APIRouter(prefix="/v1", tags=["construction projects"], responses=REFUSALS)


@projects_router.get("/projects")
def list_employer_projects(caller: TheCaller) -> ProjectList:
    """The projects that 人社 pushed for the employer."""
    return read(list_projects, caller)


takes(
    projects_router,
    SubmissionKind.PROJECT_LINK,
    take_project_link,
    "The project is linked or unlinked.",
)
takes(
    projects_router,
    SubmissionKind.PROJECT_FILING,
    take_project_filing,
    "The project is being filed.",
)


@projects_router.get("/project-filings")
def list_employer_project_filings(caller: TheCaller, days: Days) -> ProjectFilingList:
    """Filings of projects through every channel, newest first."""
    return read(list_project_filings, caller, days)
