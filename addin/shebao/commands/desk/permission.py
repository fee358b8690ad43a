"""Whether whoever is logged in may use a command; the bureau asks itself the same."""

from shebao.commands.command import Command
from shebao.commands.desk.context import Context
from shebao.contract.rights import Right
from shebao.domain.errors import NotPermittedError


def check_permitted(ctx: Context, command: Command) -> None:
    """Return when the user may; the administrator always may, without asking the bureau.

    Raises NotPermittedError.
    """
    if not command.needs_login or command.right is Right.PAYMENT:
        return
    if not ctx.login_cells["user_name"]:
        return
    rights = ctx.session.rights
    if Right.ALL not in rights:
        rights = ctx.open_session().rights  # given since an earlier run logged in
    if Right.ALL not in rights:
        raise NotPermittedError(command.label, ctx.login_name.user_name, "、".join(rights))
