"""Payment records of an employee and of the unit."""

from typing import Annotated

from fastapi import APIRouter, Query

from shebao.contract.records import EmployeeRecord, EmployeeRecordQuery, UnitRecord
from shebao.contract.wire import Month
from shebao.sandbox.database import reading
from shebao.sandbox.payments.records import employee_record, unit_record
from shebao.sandbox.routes.depends import REFUSALS, TheCaller

router = APIRouter(prefix="/v1", tags=["payment records"], responses=REFUSALS)


@router.post("/employee-records/query")
def query_employee_record(caller: TheCaller, body: EmployeeRecordQuery) -> EmployeeRecord:
    """What arrived for one employee; empty when there is nothing."""
    with reading(caller.bureau.engine) as connection:
        return employee_record(connection, caller, body)


@router.get("/unit-record")
def show_unit_record(
    caller: TheCaller,
    first: Annotated[Month, Query(alias="from", description="First period")],
    last: Annotated[Month, Query(alias="to", description="Last period")],
) -> UnitRecord:
    """What arrived for the unit."""
    with reading(caller.bureau.engine) as connection:
        return unit_record(connection, caller, first, last)
