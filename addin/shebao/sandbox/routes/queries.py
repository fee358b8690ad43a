"""What the query pages (查询统计) ask for, and payment records of an employee or of the unit."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from shebao.contract.payments import BatchDebitList
from shebao.contract.queries import (
    CreditList,
    EmployeeRecord,
    EmployeeRecordQuery,
    PayableList,
    ReceptionPage,
    UnitRecord,
    WageRecordPage,
)
from shebao.contract.wire import Month
from shebao.sandbox.payments.batch_debits import list_batch_debits
from shebao.sandbox.payments.records import employee_record, unit_record
from shebao.sandbox.people.registration_changes import read_receptions
from shebao.sandbox.premiums.bills import bring_bills_up_to_date
from shebao.sandbox.premiums.filing_records import list_credits, list_payables
from shebao.sandbox.routes.depends import REFUSALS, Periods, TheCaller, ThePayer, json_of, read
from shebao.sandbox.wages.wage_history import read_wage_history

queries_router = APIRouter(prefix="/v1", tags=["queries"], responses=REFUSALS)
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="People to pass over")]
Limit = Annotated[int, Query(ge=1, le=10_000, description="People a page")]


@queries_router.get("/wages", response_model=WageRecordPage)
def list_wages(caller: TheCaller, offset: Offset = 0, limit: Limit = 1_000) -> Response:
    """Wages and fixed sums of a page of employees, past ones too."""
    return json_of(read(read_wage_history, caller, offset, limit))


@queries_router.get("/payables")
def list_period_payables(caller: TheCaller, periods: Periods) -> PayableList:
    """Bills of a span of periods in any state."""
    bring_bills_up_to_date(caller)
    return read(list_payables, caller, periods)


@queries_router.get("/credits")
def list_period_credits(caller: TheCaller, periods: Periods) -> CreditList:
    """What the agencies did with what arrived for a span of periods."""
    return read(list_credits, caller, periods)


@queries_router.get("/receptions", response_model=ReceptionPage)
def list_receptions(caller: TheCaller, offset: Offset = 0, limit: Limit = 1_000) -> Response:
    """What was received of a page of people from the agencies."""
    return json_of(read(read_receptions, caller, offset, limit))


@queries_router.get("/batch-debits")
def list_employer_batch_debits(caller: ThePayer) -> BatchDebitList:
    """Debts that the bureau will debit by itself."""
    return read(list_batch_debits, caller)


records_router = APIRouter(prefix="/v1", tags=["payment records"], responses=REFUSALS)


@records_router.post("/employee-records/query")
def query_employee_record(caller: TheCaller, body: EmployeeRecordQuery) -> EmployeeRecord:
    """What arrived for one employee; empty when there is nothing."""
    return read(employee_record, caller, body)


@records_router.get("/unit-record")
def show_unit_record(
    caller: TheCaller,
    first: Annotated[Month, Query(alias="from", description="First period")],
    last: Annotated[Month, Query(alias="to", description="Last period")],
) -> UnitRecord:
    """What arrived for the unit."""
    return read(unit_record, caller, first, last)
