"""Users of an employer: who besides the administrator may log in, and what they may do."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shebao.contract.rights import Right
from shebao.contract.wire import (
    PRINTABLE,
    Answer,
    Flag,
    Request,
    Text,
)

USER_NAME = r"^[0-9A-Za-z_\u4e00-\u9fa5]{2,20}$"
MAX_REMARK_LENGTH = 100
Remark = Annotated[str, Field(max_length=MAX_REMARK_LENGTH, pattern=PRINTABLE)]


class UserState(StrEnum):
    """Whether a user may log in."""

    ENABLED = "启用"
    DISABLED = "停用"


class User(Answer):
    """One user as the bureau holds it."""

    user_name: Text
    right: Right
    remark: Remark
    state: UserState
    must_change_password: bool  # the password is the user name, given at first or by a reset
    last_login_at: datetime | None = None


class UserList(Answer):
    """Users by name."""

    users: list[User]


class UserRequest(Request):
    """What a user is to be; the same asked twice is the same user.

    ``is_new`` makes one, and is refused when there is another of that name.
    """

    right: Right
    remark: Remark = ""
    state: UserState = UserState.ENABLED
    is_new: Flag = False
