"""The manual, opened where the clerk is."""

from shebao.commands.desk.context import Context
from shebao.domain.outcome import Outcome
from shebao.printing.manual import write_manual


def open_manual(ctx: Context) -> Outcome:
    """Write the manual of this version into the data folder and open it in the browser."""
    path = write_manual(ctx.home)
    ctx.ui.open_page(path.as_uri())
    return Outcome(f"使用手册已打开：{path}。不需要网络，可以打印或发给同事。", files=(str(path),))
