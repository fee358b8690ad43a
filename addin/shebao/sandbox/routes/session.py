"""Registrations, login and logout."""

from fastapi import APIRouter, Response

from shebao.contract.rights import Right
from shebao.contract.session import (
    LoginRequest,
    Reauth,
    ReauthRequest,
    RegistrationList,
    RegistrationQuery,
    Session,
)
from shebao.sandbox.access import close_session, open_session, prove_again
from shebao.sandbox.clock import day_of, month_of
from shebao.sandbox.database import reading
from shebao.sandbox.employer import find_registrations, read_employer
from shebao.sandbox.routes.depends import REFUSALS, TheBureau, TheCaller
from shebao.sandbox.tables import employers

router = APIRouter(prefix="/v1", tags=["session"], responses=REFUSALS)


@router.post("/registrations/lookup")
def look_up_registrations(bureau: TheBureau, query: RegistrationQuery) -> RegistrationList:
    """Every registration of a tax id; needs no session."""
    with reading(bureau.engine) as connection:
        return find_registrations(connection, query.tax_id)


@router.post("/session", status_code=201)
def log_in(bureau: TheBureau, request: LoginRequest) -> Session:
    """A session; five wrong passwords lock the employer out for a stated time."""
    token, expires_at, employer_id = open_session(bureau, request)
    now = bureau.clock.now()
    with reading(bureau.engine) as connection:
        employer = read_employer(connection, employer_id)
        must_change: bool = connection.execute(
            employers.select()
            .with_only_columns(employers.c.must_change_password)
            .where(employers.c.id == employer_id)
        ).scalar_one()
    return Session(
        token=token,
        expires_at=expires_at,
        must_change_password=must_change,
        rights=[Right.ALL],
        employer=employer,
        business_date=day_of(now).isoformat(),
        current_period=month_of(now),
        rule_version=bureau.rulebook[employer.region].file.version,
    )


@router.delete("/session", status_code=204)
def log_out(caller: TheCaller) -> Response:
    """The session is closed."""
    close_session(caller)
    return Response(status_code=204)


@router.post("/session/reauth", status_code=201)
def prove_password(caller: TheCaller, request: ReauthRequest) -> Reauth:
    """A proof for the header ``Reauthorization`` of one payment."""
    return prove_again(caller, request.password)
