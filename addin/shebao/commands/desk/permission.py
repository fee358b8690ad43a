"""What whoever is logged in may use: asked before a command, told to the ribbon after it."""

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from shebao.commands.command import Command
from shebao.commands.desk.context import Context
from shebao.commands.desk.workbook_unit import mark_of
from shebao.contract.rights import Right
from shebao.domain.ascii_text import escape
from shebao.domain.errors import NotPermittedError

STATE_FILE = "ribbon_state.txt"
# Excel on a Mac may read nothing outside its own container.
_MAC_FILE = "Library/Containers/com.microsoft.Excel/Data/shebao_ribbon_state.txt"


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


def ribbon_state_path(
    home: Path, platform: str = sys.platform, user_home: Path | None = None
) -> Path:
    """Return where the ribbon looks; ``home`` is our data folder."""
    if platform == "darwin":
        return (user_home or Path.home()) / _MAC_FILE
    return home / STATE_FILE


def tell_ribbon(ctx: Context) -> None:
    """Show on the ribbon whose business was done last, once a session was used for it.

    One file serves every open workbook, and each may be another unit's: after a click it names the
    unit of the workbook that was clicked for.
    """
    session = ctx.bureau.present_session if ctx.unit.has_session else None
    if session is None:
        return
    label = f"最近办理：{mark_of(session.employer).words}{session.user_name}"
    with suppress(OSError):  # the ribbon then shows the earlier unit; what was done stands
        write_ribbon_state(ribbon_state_path(ctx.home), label, session.rights)


def write_ribbon_state(path: Path, label: str, rights: Iterable[Right]) -> None:
    """Show ``label`` on the ribbon and open the buttons of these rights at its next look."""
    held = set(rights)
    if Right.ALL in held:
        held = set(Right)
    lines = {
        "rights": ",".join(right.name for right in Right if right in held),
        "label": escape(label),
    }
    content = "".join(f"{name}={value}\r\n" for name, value in lines.items()).encode("ascii")
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(path)
