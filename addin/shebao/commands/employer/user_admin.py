"""Users of the employer, managed by its administrator (seed G 2.2)."""

import re
from collections.abc import Callable

from shebao.bureau.errors import BureauRefusedError
from shebao.commands.desk.context import Context
from shebao.commands.desk.selection import selected
from shebao.contract.rights import Right
from shebao.contract.users import MAX_REMARK_LENGTH, USER_NAME, User, UserRequest, UserState
from shebao.domain.errors import CancelledError, NotPermittedError, ParameterError
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome, Status
from shebao.sheets.declared.employer_sheets import USERS, UserRow
from shebao.sheets.declared.row import replace
from shebao.sheets.table import SheetTable

UserTable = SheetTable[UserRow]


def update_users(ctx: Context) -> Outcome:
    """Show the employer's users."""
    return _told(ctx, _table(ctx), "")


def add_user(ctx: Context) -> Outcome:
    """Make the user that the sheet's labelled cells describe; the first password is the name."""
    table = _table(ctx)
    cells = table.parameters()
    name = cells["user_name"]
    if not re.fullmatch(USER_NAME, name):
        raise table.error(
            f"的“用户名”是“{name[:40]}”，应为 2 至 20 个汉字、字母、数字或下划线，没有新增",
            "请改正后重试。",
        )
    remark = _remark(table, cells["remark"], "的“备注”")
    ctx.bureau.keep_user(name, UserRequest(right=Right(cells["right"]), remark=remark, is_new=True))
    done = f"已新增用户“{name}”（{cells['right']}），首次登录密码为用户名，登录后须修改。"
    return _told(ctx, table, done)


def edit_users(ctx: Context) -> Outcome:
    """Let the ticked users have the rights and remarks that their rows show."""
    table = _table(ctx)
    rows = _ticked(table)
    wanted = {_name(table, row): _wanted(table, row) for row in rows}
    return _each(ctx, table, rows, "修改", lambda name: ctx.bureau.keep_user(name, wanted[name]))


def reset_users(ctx: Context) -> Outcome:
    """Let the ticked users log in with their user name as the password again."""
    table = _table(ctx)
    rows = _ticked(table)
    ctx.ui.confirm(f"把用户 {_names(table, rows)} 的密码重置为用户名")
    after = "登录密码现为用户名，首次登录须修改，请告知用户不要再用原密码。"
    return _each(ctx, table, rows, "重置密码", ctx.bureau.reset_user, after)


def disable_users(ctx: Context) -> Outcome:
    """Keep the ticked users from logging in."""
    table = _table(ctx)
    rows = _ticked(table)
    ctx.ui.confirm(f"停用用户 {_names(table, rows)}，停用后不能登录")
    return _set_state(ctx, table, rows, UserState.DISABLED)


def enable_users(ctx: Context) -> Outcome:
    """Let the ticked users log in again."""
    table = _table(ctx)
    return _set_state(ctx, table, _ticked(table), UserState.ENABLED)


def _table(ctx: Context) -> UserTable:
    """Return the sheet; a user is told at once that only the administrator may."""
    if ctx.login_name.user_name:
        raise NotPermittedError(ctx.step, ctx.login_name.user_name)
    return ctx.table(USERS)


def _ticked(table: UserTable) -> list[UserRow]:
    return selected(table, table.rows())


def _name(table: UserTable, row: UserRow) -> str:
    """Return the user of a row; the name is locked, so the hidden key must agree with it."""
    key = row.key
    if row.user_name != row.key or not re.fullmatch(USER_NAME, key):
        raise table.error(
            f"第 {row.at} 行的用户名“{row.user_name[:40]}”被改动，用户名不能修改，没有执行",
            "请点击“刷新用户”恢复后重试；换名请新增用户并停用原用户。",
        )
    return key


def _names(table: UserTable, rows: list[UserRow]) -> str:
    return "、".join(f"“{_name(table, row)}”" for row in rows)


def _wanted(table: UserTable, row: UserRow) -> UserRequest:
    right, state = row.right, row.state
    for label, value, known in (("功能权限", right, list(Right)), ("状态", state, list(UserState))):
        if value not in known:
            raise table.error(
                f"第 {row.at} 行的{label}是“{value[:40]}”，只能是 {'、'.join(known)}，没有修改",
                "请改正后重试。",
            )
    remark = _remark(table, row.remark, f"第 {row.at} 行的备注")
    return UserRequest(right=Right(right), remark=remark, state=UserState(state))


def _remark(table: UserTable, remark: str, where: str) -> str:
    if len(remark) > MAX_REMARK_LENGTH:
        raise table.error(
            f"{where}有 {len(remark)} 个字，最多 {MAX_REMARK_LENGTH} 个字，没有保存",
            "请缩短后重试。",
        )
    return remark


def _set_state(ctx: Context, table: UserTable, rows: list[UserRow], state: UserState) -> Outcome:
    held = {user.user_name: user for user in ctx.bureau.users()}
    for name in (_name(table, row) for row in rows):
        if name not in held:
            raise ParameterError(
                f"没有用户“{name}”，没有{state}任何用户。请点击“刷新用户”后重试。",
                log="no such user",
            )

    def change(name: str) -> User:
        user = held[name]
        body = UserRequest(right=user.right, remark=user.remark, state=state)
        return ctx.bureau.keep_user(name, body)

    return _each(ctx, table, rows, str(state), change)


def _each(
    ctx: Context,
    table: UserTable,
    rows: list[UserRow],
    verb: str,
    change: Callable[[str], object],
    after: str = "",
) -> Outcome:
    """Change one user after the other; one that is refused keeps no other from being changed.

    ``after`` is what whoever was changed should know. The sheet keeps what is typed there when 取消
    comes between two of them: raises CancelledError, which says what was changed.
    """
    _ = ctx.session  # the rows must be this employer's: another one has users of the same names
    ctx.unit.vouch(ctx.ui)
    names = [_name(table, row) for row in rows]
    done: list[UserRow] = []
    refused: list[str] = []
    for number, (name, row) in enumerate(zip(names, rows, strict=True)):
        if number:
            try:
                ctx.progress(f"{verb}用户", number, len(names))
            except CancelledError:
                # Who is reset again at the next click would lose the password he set since.
                table.update([replace(row, tick="") for row in done], ("tick",))
                raise
        try:
            change(name)
        except BureauRefusedError as error:
            if len(names) == 1:
                raise
            refused.append(error.message)
        else:
            done.append(row)
    told = _names(table, done) or "无"
    sentence = f"已{verb} {len(done)} 个用户：{told}。{after if done else ''}"
    return _told(ctx, table, sentence + "".join(refused), is_partial=bool(refused))


def _told(ctx: Context, table: UserTable, done: str, *, is_partial: bool = False) -> Outcome:
    """Show the users as the bureau holds them now."""
    users = ctx.bureau.users()
    table.replace([_row(user) for user in users])
    enabled = sum(user.state is UserState.ENABLED for user in users)
    message = f"{done}共 {len(users)} 个用户，启用 {enabled} 个。"
    table.activate()
    status = Status.PARTIAL if is_partial else Status.DONE
    return table.report(message, status, counts={"users": len(users), "enabled": enabled})


def _row(user: User) -> UserRow:
    seen = user.last_login_at
    return UserRow.of(
        user,
        password="初始密码" if user.must_change_password else "已修改",
        last_login=local_time(seen) if seen else "",
        key=user.user_name,
    )
