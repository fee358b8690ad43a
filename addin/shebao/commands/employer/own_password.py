"""Changing the declaration password, or a user's own when logged in as a user."""

from shebao.commands.desk.context import Context
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.employer_sheets import HOME


def change_password(ctx: Context) -> Outcome:
    """Ask for the present password and a new one, and change it at the bureau."""
    whose = f"用户“{ctx.login_name.user_name}”的密码" if ctx.login_name.user_name else "申报密码"
    ctx.open_session()  # a password that is refused here is no reason to ask for a new one
    _ = ctx.session
    words = renew_password(ctx, ctx.passwords.before_change(ctx.login_name))
    message = f"{whose}已修改，下次登录和缴费请使用新密码，请牢记。{words}"
    return ctx.table(HOME).report(message)


def renew_password(ctx: Context, old: str | None) -> str:
    """Let a new password hold from now on; return what the user should do about the old one.

    Whatever stops the command later, its sentence tells that the password is new.

    Raises ParameterError, NotConfirmedError or BureauRefusedError; the old one holds then.
    """
    name = ctx.login_name
    new = ctx.passwords.new_one(name)
    ctx.bureau.change_password(old, new)
    ctx.new_password_words = f"{name.asks_for}已经修改，现在只能用新密码登录和缴费，请牢记新密码。"
    words = ctx.passwords.renew(name, new)
    ctx.new_password_words += words
    return words
