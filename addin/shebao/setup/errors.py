"""The ways installing can stop before anything is changed.

SetupError               SET     installing, repairing or uninstalling stopped
├── ExcelRunningError    SET-01  Excel is open and holds the files; nothing was changed
├── NotInstallableError  SET-02  this system has no Excel that loads the add-in
├── KitDamagedError      SET-03  a file of the unzipped kit is missing or not as it was made
├── KitNotPlacedError    SET-04  the program's folder cannot be written; the version before stays
└── KitNotSetUpError     SET-05  the new program could not put its add-in into Excel
"""

from pathlib import Path

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
    what = (
        "加载项只能安装到 Windows 或 macOS 上的 Excel，本系统未作任何改动。"
        "在本系统上请用命令行处理工作簿：shebao run 命令 --book 文件。"
    )
    log = "no excel on this system"


class KitDamagedError(SetupError):
    """A file of the unzipped kit is missing or not as it was made; nothing was changed."""

    code = "SET-03"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"安装包不完整：“{name}”缺失或与发布时不一致，未作任何改动。"
            "请先把 zip 全部解压到一个文件夹（不要在压缩包中直接双击）；"
            "仍然如此的，请在安全软件中恢复被隔离的文件，或重新下载安装包。",
            log="kit not whole",
        )


class KitNotPlacedError(SetupError):
    """The program's folder cannot be written; the version before stays."""

    code = "SET-04"
    retryable = True

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            f"程序文件夹 {folder} 不能写入（{why}），没有安装；原来的版本和数据都没有改动。"
            "请关闭全部 Excel 窗口（在任务管理器中结束残留的 Excel 和 python），"
            "检查磁盘空间和权限后重新执行。",
            log="program folder not writable",
        )


class KitNotSetUpError(SetupError):
    """The new program could not put its add-in into Excel; the version before is back."""

    code = "SET-05"
    retryable = True

    def __init__(self, why: str) -> None:
        super().__init__(
            f"新版本没有装好，已恢复原状：原来的版本和数据都没有改动。原因：{why}",
            next_step="处理后请再运行“安装.cmd”。",
            log="kit not set up",
        )
