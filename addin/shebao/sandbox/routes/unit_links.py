"""Linking and unlinking unit numbers."""

from fastapi import APIRouter
from sqlalchemy import func

from shebao.contract.submission_table import SubmissionKind
from shebao.contract.unit_links import UnitLinkList
from shebao.sandbox.database import reading
from shebao.sandbox.people.unit_links import list_unit_links, take_unit_link, take_unit_unlink
from shebao.sandbox.routes.depends import REFUSALS, TheCaller
from shebao.sandbox.routes.receiving import takes
from shebao.sandbox.tables import unit_orders

router = APIRouter(prefix="/v1", tags=["unit numbers"], responses=REFUSALS)


@router.get("/unit-numbers")
def list_unit_numbers(caller: TheCaller) -> UnitLinkList:
    """Every unit number of the employer, linked or pending."""
    with reading(caller.bureau.engine) as connection:
        return list_unit_links(connection, caller.employer_id)


takes(
    router,
    SubmissionKind.UNIT_LINK,
    take_unit_link,
    "The unit numbers are linked.",
    mark=(unit_orders, func.count().filter(unit_orders.c.kind == SubmissionKind.UNIT_LINK)),
)


takes(
    router,
    SubmissionKind.UNIT_UNLINK,
    take_unit_unlink,
    "The unit numbers are not linked any more.",
    mark=(unit_orders, func.count().filter(unit_orders.c.kind == SubmissionKind.UNIT_UNLINK)),
)
