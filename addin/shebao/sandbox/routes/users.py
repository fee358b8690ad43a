"""Users, for the administrator alone."""

from typing import Annotated

from fastapi import APIRouter, Path

from shebao.contract.users import USER_NAME, User, UserList, UserRequest
from shebao.sandbox.database import reading, writing
from shebao.sandbox.people.tries import Holder
from shebao.sandbox.people.users import list_users, put_user, reset_user
from shebao.sandbox.routes.depends import REFUSALS, TheAdministrator

router = APIRouter(prefix="/v1", tags=["users"], responses=REFUSALS)
Name = Annotated[str, Path(pattern=USER_NAME)]


@router.get("/users")
def list_employer_users(caller: TheAdministrator) -> UserList:
    """Users by name."""
    with reading(caller.bureau.engine) as connection:
        return list_users(connection, caller.employer_id)


@router.put("/users/{user_name}")
def keep_user(caller: TheAdministrator, user_name: Name, body: UserRequest) -> User:
    """The user is as asked; a new one's first password is the user name."""
    with writing(caller.bureau.engine, caller.employer_id) as connection:
        holder = Holder(caller.employer_id, user_name)
        return put_user(connection, holder, body, caller.bureau.settings)


@router.post("/users/{user_name}/reset")
def reset_user_password(caller: TheAdministrator, user_name: Name) -> User:
    """The user's password is the user name again and is to be changed at the next login."""
    with writing(caller.bureau.engine, caller.employer_id) as connection:
        holder = Holder(caller.employer_id, user_name)
        return reset_user(connection, holder, caller.bureau.settings)
