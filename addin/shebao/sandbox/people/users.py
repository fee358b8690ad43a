"""Users of an employer, as its administrator made them."""

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, update

from shebao.contract.refusals import RefusalCode
from shebao.contract.rights import Right
from shebao.contract.users import User, UserList, UserRequest, UserState
from shebao.sandbox.bureau import Settings
from shebao.sandbox.database import of_employer, told
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.people.access import Caller
from shebao.sandbox.people.passwords import hash_password
from shebao.sandbox.people.tries import Holder, forget_tries
from shebao.sandbox.tables import sessions, users


def list_users(connection: Connection, caller: Caller) -> UserList:
    """Users by name."""
    rows = connection.execute(of_employer(users, caller.employer_id).order_by(users.c.user_name))
    return UserList(users=[_user(row) for row in rows])


def put_user(
    connection: Connection, holder: Holder, request: UserRequest, settings: Settings
) -> User:
    """The user is as asked; a new one's first password is the user name.

    Raises RefusedError: USER_EXISTS or NOT_FOUND.
    """
    wanted: dict[str, Any] = {
        "held_right": request.right,
        "remark": request.remark,
        "state": request.state,
    }
    held = holder.row_if_any(connection)
    if held is None and not request.is_new:
        raise _unknown(holder)
    if held is not None and request.is_new:
        is_repeat = all(getattr(held, name) == value for name, value in wanted.items())
        if not is_repeat or held.last_login_at is not None:
            raise RefusedError(
                RefusalCode.USER_EXISTS,
                f"用户“{holder.user_name}”已存在，没有新增。请换一个用户名，或修改已有用户。",
            )
    if held is None:
        connection.execute(
            insert(users).values(
                employer_id=holder.employer_id,
                user_name=holder.user_name,
                must_change_password=True,
                password_hash=hash_password(holder.user_name, settings),
                **wanted,
            )
        )
    else:
        connection.execute(update(users).where(holder.is_it).values(**wanted))
    if request.state is UserState.DISABLED:
        _log_out(connection, holder)
    return _user(holder.row(connection))


def reset_user(connection: Connection, holder: Holder, settings: Settings) -> User:
    """The password is the user name again, and nobody is locked out or logged in.

    Raises RefusedError: NOT_FOUND.
    """
    reset = connection.execute(
        update(users)
        .where(holder.is_it)
        .values(password_hash=hash_password(holder.user_name, settings), must_change_password=True)
    )
    if not reset.rowcount:
        raise _unknown(holder)
    forget_tries(connection, holder)
    _log_out(connection, holder)
    return _user(holder.row(connection))


def _log_out(connection: Connection, holder: Holder) -> None:
    connection.execute(
        delete(sessions).where(
            sessions.c.employer_id == holder.employer_id, sessions.c.user_name == holder.user_name
        )
    )


def _unknown(holder: Holder) -> RefusedError:
    return RefusedError(
        RefusalCode.NOT_FOUND, f"没有用户“{holder.user_name}”，没有修改。请刷新用户列表后重试。"
    )


def _user(row: Row[Any]) -> User:
    return told(User, row, right=Right(row.held_right))
