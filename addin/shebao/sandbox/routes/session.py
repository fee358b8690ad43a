"""Registrations, login, passwords and logout."""

from typing import Any

from fastapi import APIRouter, Response

from shebao.contract.session import (
    LoginRequest,
    PasswordChange,
    PasswordChanged,
    PendingList,
    Reauth,
    ReauthRequest,
    RegistrationChoice,
    RegistrationLink,
    RegistrationList,
    RegistrationQuery,
    Session,
)
from shebao.sandbox.clock import day_of
from shebao.sandbox.database import reading, writing
from shebao.sandbox.people.access import (
    close_session,
    find_caller,
    open_session,
    prove_again,
    renew_password,
    told_to,
)
from shebao.sandbox.people.registrations import find_pending, find_registrations, link_registration
from shebao.sandbox.routes.depends import REFUSALS, TheBureau, TheNewcomer, ThePayer, TheSource

TAKES_PACKED: dict[int | str, dict[str, Any]] = {
    201: {
        "headers": {
            "Accept-Encoding": {
                "description": "gzip: bodies of submissions may come packed so (RFC 7694)",
                "schema": {"type": "string"},
            }
        }
    }
}
router = APIRouter(prefix="/v1", tags=["session"], responses=REFUSALS)


@router.post("/registrations/lookup")
def look_up_registrations(bureau: TheBureau, query: RegistrationQuery) -> RegistrationList:
    """Every registration of a tax id; needs no session."""
    with reading(bureau.engine) as connection:
        return find_registrations(connection, query.tax_id)


@router.post("/registrations/pending")
def list_pending(bureau: TheBureau, choice: RegistrationChoice) -> PendingList:
    """What registering would link; needs no session, so the numbers come masked."""
    with reading(bureau.engine) as connection:
        return find_pending(connection, choice.tax_id, choice.registration_no)


@router.post("/registrations/link")
def register(bureau: TheBureau, request: RegistrationLink) -> PendingList:
    """Everything pending is linked, and the employer may log in; needs no session."""
    today = day_of(bureau.clock.now()).isoformat()
    with writing(bureau.engine) as connection:
        return link_registration(connection, request, today)


@router.post("/session", status_code=201, responses=TAKES_PACKED)
def log_in(
    bureau: TheBureau, source: TheSource, request: LoginRequest, response: Response
) -> Session:
    """A session; five wrong passwords lock whoever gives them out for a stated time.

    They count by account and place: nobody locks out others, nor stops a session that is open.
    """
    token, expires_at = open_session(bureau, request, source)
    response.headers["Accept-Encoding"] = "gzip"
    return told_to(find_caller(bureau, token), token, expires_at)


@router.delete("/session", status_code=204)
def log_out(caller: TheNewcomer) -> Response:
    """The session is closed."""
    close_session(caller)
    return Response(status_code=204)


@router.post("/session/password")
def change_own_password(caller: TheNewcomer, change: PasswordChange) -> PasswordChanged:
    """The password of whoever is logged in is changed; the only thing a first login may do."""
    renew_password(caller, change)
    return PasswordChanged(changed_at=caller.now)


@router.post("/session/reauth", status_code=201)
def prove_password(caller: ThePayer, request: ReauthRequest) -> Reauth:
    """A proof for the header ``Reauthorization`` of one payment."""
    return prove_again(caller, request.password)
