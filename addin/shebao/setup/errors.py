"""The ways installing can stop before anything is changed.

SetupError               SET     installing, repairing or uninstalling stopped
├── ExcelRunningError    SET-01  Excel is open and holds the files; nothing was changed
└── NotInstallableError  SET-02  this system has no Excel that loads the add-in
"""

from shebao.domain.errors import ShebaoError


class SetupError(ShebaoError):
    """Installing, repairing or uninstalling stopped; nothing was changed."""

    code = "SET-00"


class ExcelRunningError(SetupError):
    """Excel is open and holds the add-in's files; nothing was changed."""

    code = "SET-01"
    retryable = True

    def __init__(self, doing: str) -> None:
        super().__init__(
            f"Excel 正在运行，没有{doing}，未作任何改动。请保存并关闭全部 Excel 窗口"
            "（必要时在任务管理器或“强制退出”中结束 Excel）后重新执行。",
            log="excel is running",
        )


class NotInstallableError(SetupError):
    """This system has no Excel that loads the add-in; nothing was changed."""

    code = "SET-02"

    def __init__(self) -> None:
        super().__init__(
            "加载项只能安装到 Windows 或 macOS 上的 Excel，本系统未作任何改动。"
            "在本系统上请用命令行处理工作簿：shebao run 命令 --book 文件。",
            log="no excel on this system",
        )
