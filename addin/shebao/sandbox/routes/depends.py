"""What the endpoints share: the bureau, the caller and the shape of their answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

from fastapi import Depends, Header, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy import Connection

from shebao.contract.refusals import Refusal
from shebao.contract.submissions import ANCHOR, Receipt
from shebao.contract.wire import Day, Month
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.database import Page, Span, reading
from shebao.sandbox.feedback import catch_up
from shebao.sandbox.people.access import (
    Caller,
    check_administrator,
    check_ready,
    check_right,
    check_tag,
    find_caller,
)
from shebao.sandbox.people.tries import source_of

Asked = ParamSpec("Asked")
Told = TypeVar("Told")
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Refusal, "description": "Refused; nothing was recorded"}
    for status in (400, 401, 403, 404, 409, 429, 503)
}
REFUSALS[429]["headers"] = {
    "Retry-After": {
        "description": "Whole seconds after which the call is heard again",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    }
}
REFUSALS[400]["description"] += (
    "; details.kind is json_invalid when the body is no JSON. A request with both Content-Length "
    "and Transfer-Encoding is refused, and the connection closed"
)
HELD_BEFORE: dict[int | str, dict[str, Any]] = {
    200: {"model": Receipt, "description": "Held before under this key; the same receipt"}
}
_bearer = HTTPBearer(auto_error=False, description="The token of an open session")


async def the_bureau(request: Request) -> Bureau:
    """The bureau that serves this request."""
    bureau: Bureau = request.app.state.bureau
    return bureau


async def the_source(request: Request) -> str:
    """Where the request comes from."""
    return source_of(request.scope)


TheBureau = Annotated[Bureau, Depends(the_bureau)]
TheSource = Annotated[str, Depends(the_source)]


@dataclass(frozen=True, slots=True)
class Bearer:
    """What a request says of its session: its token, and what it told when that may be old."""

    token: str | None
    tag: str | None


def the_bearer(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    tag: Annotated[
        str | None,
        Header(
            alias="Session-Tag",
            description="The session's tag; refused as an ended session once it tells otherwise",
        ),
    ] = None,
) -> Bearer:
    """The token and the tag of a request."""
    return Bearer(None if credentials is None else credentials.credentials, tag)


TheBearer = Annotated[Bearer, Depends(the_bearer)]


LedgerAnchor = Annotated[
    str | None,
    Header(
        alias="Ledger-Anchor",
        pattern=ANCHOR,
        description="Where the sender's ledger stands; the signed receipt names it",
    ),
]


def the_newcomer(bureau: TheBureau, bearer: TheBearer, anchor: LedgerAnchor = None) -> Caller:
    """The session behind the request, be it one that may do no more than change its password."""
    caller = find_caller(bureau, bearer.token, anchor or "")
    if bearer.tag is not None:
        check_tag(caller, bearer.tag)
    return caller


def the_payer(bureau: TheBureau, bearer: TheBearer, anchor: LedgerAnchor = None) -> Caller:
    """The session of anybody who works, with everything answered that is due."""
    caller = the_newcomer(bureau, bearer, anchor)
    check_ready(caller)
    catch_up(caller)
    return caller


def the_caller(bureau: TheBureau, bearer: TheBearer, anchor: LedgerAnchor = None) -> Caller:
    """The session of somebody with 全部功能."""
    caller = the_payer(bureau, bearer, anchor)
    check_right(caller)
    return caller


def the_administrator(bureau: TheBureau, bearer: TheBearer) -> Caller:
    """The session of who came with the declaration password."""
    caller = the_caller(bureau, bearer)
    check_administrator(caller)
    return caller


# Whatever names no other one needs 全部功能: a new endpoint is closed to payers until it says so.
TheCaller = Annotated[Caller, Depends(the_caller)]
ThePayer = Annotated[Caller, Depends(the_payer)]
TheNewcomer = Annotated[Caller, Depends(the_newcomer)]
TheAdministrator = Annotated[Caller, Depends(the_administrator)]
IdempotencyKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", description="Required; the same key gets the same receipt"),
]
FirstDay = Annotated[Day | None, Query(alias="from", description="First day of submission")]
LastDay = Annotated[Day | None, Query(alias="to", description="Last day of submission")]
FirstPeriod = Annotated[Month | None, Query(alias="from", description="First period")]
LastPeriod = Annotated[Month | None, Query(alias="to", description="Last period")]
PeriodFrom = Annotated[Month | None, Query(description="Only what concerns periods from here")]
PeriodTo = Annotated[Month | None, Query(description="Only what concerns periods to here")]


async def the_days(first: FirstDay = None, last: LastDay = None) -> Span:
    """The days on which what is listed was submitted."""
    return first, last


async def the_periods(first: FirstPeriod = None, last: LastPeriod = None) -> Span:
    """The periods of which something is listed."""
    return first, last


async def the_concerned(period_from: PeriodFrom = None, period_to: PeriodTo = None) -> Span:
    """The periods that what is listed concerns."""
    return period_from, period_to


Days = Annotated[Span, Depends(the_days)]
Periods = Annotated[Span, Depends(the_periods)]
Concerned = Annotated[Span, Depends(the_concerned)]
Proof = Annotated[
    str | None,
    Header(alias="Reauthorization", description="Required; a proof of POST /v1/session/reauth"),
]


def read(
    tell: Callable[Concatenate[Connection, Caller, Asked], Told],
    caller: Caller,
    *asked: Asked.args,
    **named: Asked.kwargs,
) -> Told:
    """What ``tell`` says to the caller in one consistent look."""
    with reading(caller.bureau.engine) as connection:
        return tell(connection, caller, *asked, **named)


def json_of(answer: BaseModel | Page, status_code: int = 200) -> Response:
    """The answer as it is, without the second validation that FastAPI would do."""
    return Response(to_json(answer), status_code=status_code, media_type="application/json")
