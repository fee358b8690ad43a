"""Linking and unlinking unit numbers."""

from fastapi import APIRouter, Response

from shebao.contract.submissions import Receipt, SubmissionKind
from shebao.contract.unit_links import UnitLinkList, UnitLinkRequest
from shebao.sandbox.database import reading
from shebao.sandbox.people.unit_links import list_unit_links, take_unit_link, take_unit_unlink
from shebao.sandbox.routes.depends import REFUSALS, IdempotencyKey, TheCaller
from shebao.sandbox.routes.receiving import receive, takes

router = APIRouter(prefix="/v1", tags=["unit links"], responses=REFUSALS)


@router.get("/unit-numbers")
def list_unit_numbers(caller: TheCaller) -> UnitLinkList:
    """Every unit number of the employer, linked or pending."""
    with reading(caller.bureau.engine) as connection:
        return list_unit_links(connection, caller.employer_id)


@takes(router, SubmissionKind.UNIT_LINK)
def link(
    caller: TheCaller, body: UnitLinkRequest, response: Response, key: IdempotencyKey = None
) -> Receipt:
    """The unit numbers are linked. 200 when the key was held before."""
    return receive(response, caller, SubmissionKind.UNIT_LINK, key, body, take_unit_link)


@takes(router, SubmissionKind.UNIT_UNLINK)
def unlink(
    caller: TheCaller, body: UnitLinkRequest, response: Response, key: IdempotencyKey = None
) -> Receipt:
    """The unit numbers are not linked any more. 200 when the key was held before."""
    return receive(response, caller, SubmissionKind.UNIT_UNLINK, key, body, take_unit_unlink)
