"""Who comes in: the release notice, registrations, login, passwords, logout, and users."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from shebao.contract.refusals import RefusalCode
from shebao.contract.release import Release
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
from shebao.contract.users import USER_NAME, User, UserList, UserRequest
from shebao.sandbox.clock import day_of
from shebao.sandbox.database import reading, writing
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.people.access import (
    close_session,
    find_caller,
    open_session,
    prove_again,
    told_to,
)
from shebao.sandbox.people.passwords import change_password
from shebao.sandbox.people.registrations import find_pending, find_registrations, link_registration
from shebao.sandbox.people.tries import Holder
from shebao.sandbox.people.users import list_users, put_user, reset_user
from shebao.sandbox.routes.depends import (
    REFUSALS,
    TheAdministrator,
    TheBureau,
    TheNewcomer,
    ThePayer,
    TheSource,
    read,
)

release_router = APIRouter(prefix="/v1", tags=["release"], responses=REFUSALS)


@release_router.get("/release")
def show_release(bureau: TheBureau) -> Release:
    """The newest client; needs no session."""
    release = bureau.injections.release
    if release is None:
        raise RefusedError(RefusalCode.NOT_FOUND, "没有版本公告。")
    return release


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
session_router = APIRouter(prefix="/v1", tags=["session"], responses=REFUSALS)


@session_router.post("/registrations/lookup")
def look_up_registrations(bureau: TheBureau, query: RegistrationQuery) -> RegistrationList:
    """Every registration of a tax id; needs no session."""
    with reading(bureau.engine) as connection:
        return find_registrations(connection, query.tax_id)


@session_router.post("/registrations/pending")
def list_pending(bureau: TheBureau, choice: RegistrationChoice) -> PendingList:
    """What registering would link; needs no session, so the numbers come masked."""
    with reading(bureau.engine) as connection:
        return find_pending(connection, choice.tax_id, choice.registration_no)


@session_router.post("/registrations/link")
def register(bureau: TheBureau, request: RegistrationLink) -> PendingList:
    """Everything pending is linked, and the employer may log in; needs no session."""
    today = day_of(bureau.clock.now()).isoformat()
    with writing(bureau.engine) as connection:
        return link_registration(connection, request, today)


@session_router.post("/session", status_code=201, responses=TAKES_PACKED)
def log_in(
    bureau: TheBureau, source: TheSource, request: LoginRequest, response: Response
) -> Session:
    """A session; five wrong passwords lock whoever gives them out for a stated time.

    They count by account and place: nobody locks out others, nor stops a session that is open.
    """
    token, expires_at = open_session(bureau, request, source)
    response.headers["Accept-Encoding"] = "gzip"
    return told_to(find_caller(bureau, token), token, expires_at)


@session_router.delete("/session", status_code=204)
def log_out(caller: TheNewcomer) -> Response:
    """The session is closed."""
    close_session(caller)
    return Response(status_code=204)


@session_router.post("/session/password")
def change_own_password(caller: TheNewcomer, change: PasswordChange) -> PasswordChanged:
    """The password of whoever is logged in is changed; the only thing a first login may do."""
    change_password(caller.bureau, caller.holder, change, caller.now, caller.token_sha256)
    return PasswordChanged(changed_at=caller.now)


@session_router.post("/session/reauth", status_code=201)
def prove_password(caller: ThePayer, request: ReauthRequest) -> Reauth:
    """A proof for the header ``Reauthorization`` of one payment."""
    return prove_again(caller, request.password)


users_router = APIRouter(prefix="/v1", tags=["users"], responses=REFUSALS)
Name = Annotated[str, Path(pattern=USER_NAME)]


@users_router.get("/users")
def list_employer_users(caller: TheAdministrator) -> UserList:
    """Users by name."""
    return read(list_users, caller)


@users_router.put("/users/{user_name}")
def keep_user(caller: TheAdministrator, user_name: Name, body: UserRequest) -> User:
    """The user is as asked; a new one's first password is the user name."""
    with writing(caller.bureau.engine, caller.employer_id) as connection:
        holder = Holder(caller.employer_id, user_name)
        return put_user(connection, holder, body, caller.bureau.settings)


@users_router.post("/users/{user_name}/reset")
def reset_user_password(caller: TheAdministrator, user_name: Name) -> User:
    """The user's password is the user name again and is to be changed at the next login."""
    with writing(caller.bureau.engine, caller.employer_id) as connection:
        holder = Holder(caller.employer_id, user_name)
        return reset_user(connection, holder, caller.bureau.settings)
