"""The dialogs' error.

NoDialogError  DLG-01  a window could not be opened; nothing was sent
"""

from shebao.domain.errors import ShebaoError


class NoDialogError(ShebaoError):
    """A window could not be opened, so nobody was asked; nothing was sent."""

    code = "DLG-01"

    def __init__(self, title: str, why: str) -> None:
        super().__init__(
            f"不能打开“{title}”窗口：{why}。没有执行。",
            untouched="没有发送任何数据，数据未作任何改动。",
            next_step="请安装带 Tcl/Tk 的 Python 并在桌面环境中运行后重试，"
            "或改用命令行 shebao run（密码放在环境变量 SHEBAO_PASSWORD 中）。",
            log=f"no dialog: {why}",
        )
