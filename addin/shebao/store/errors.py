"""The store's errors: each stands for what the user can do about it.

StoreError                  STO-00  the local store cannot be used
├── StoreUnreadableError    STO-01  wrong key or damaged file; the file is untouched
├── StoreNewerError         STO-02  written by a newer version; the data is untouched
├── StoreBusyError          STO-03  another process is writing; this step was undone
├── StoreUnwritableError    STO-04  the disk refuses; this step was undone
├── StoreUnreachableError   STO-05  the shared database does not answer; this step was undone
├── BackupRefusedError      STO-06  a backup cannot be made or restored; the data is untouched
└── StoreForbiddenError     STO-07  the shared database gives this login no right; nothing was done
"""

from shebao.domain.errors import ShebaoError


class StoreError(ShebaoError):
    """The local store cannot be used."""

    code = "STO-00"


class StoreUnreadableError(StoreError):
    """The key does not fit or the file is damaged; the file is untouched."""

    code = "STO-01"

    def __init__(self, why: str) -> None:
        super().__init__(
            "本地数据无法打开：密钥不符，或数据文件已损坏。数据文件未作任何改动，也没有新建空数据。"
            "请放回原来的密钥，或从备份恢复；在此之前请不要重新申报。",
            log=f"store cannot be read: {why}",
        )


class StoreNewerError(StoreError):
    """The data was written by a newer version; it is untouched."""

    code = "STO-02"

    def __init__(self, revision: str) -> None:
        super().__init__(
            "本地数据由更新版本的插件写入，当前版本不能打开。数据未作任何改动。"
            "请安装最新版本的插件后重试。",
            log=f"store has unknown schema revision {revision}",
        )


class StoreBusyError(StoreError):
    """Another process is writing; this step was undone and can be tried again."""

    code = "STO-03"
    retryable = True

    def __init__(self, why: str) -> None:
        super().__init__(
            "本地数据正被另一个程序写入，等待超时。本次写入已整体撤销，原有数据完好。"
            "请关闭其他正在运行的社保费窗口，稍后重试。",
            log=f"store is busy: {why}",
        )


class StoreUnwritableError(StoreError):
    """The disk or its permissions refuse; this step was undone."""

    code = "STO-04"

    def __init__(self, why: str) -> None:
        super().__init__(
            "本地数据无法读写：磁盘已满、只读，或没有权限。本次写入已整体撤销，原有数据完好。"
            "请检查磁盘空间和数据文件夹的权限后重试。",
            log=f"store cannot be written: {why}",
        )


class StoreUnreachableError(StoreError):
    """The shared database does not answer; this step was undone."""

    code = "STO-05"
    retryable = True

    def __init__(self, why: str) -> None:
        super().__init__(
            "共享数据库连接不上。本次写入已整体撤销，原有数据完好。"
            "请检查网络和数据库地址、账号，或联系管理员后重试。",
            log=f"shared store does not answer: {why}",
        )


class StoreForbiddenError(StoreError):
    """The shared database gives this login no right to this; nothing was done."""

    code = "STO-07"

    def __init__(self, why: str) -> None:
        super().__init__(
            "共享数据库没有给本账号这项权限，没有改动任何数据。数据库是新建的或刚升级的，请先由团队负责人的"
            "账号执行一次 shebao worker --until-done；仍不行的，请数据库管理员执行 "
            "shebao store roles 给出的 SQL。",
            log=f"shared store forbids it: {why}",
        )


class BackupRefusedError(StoreError):
    """A backup cannot be made or restored; the store's data is untouched."""

    code = "STO-06"

    def __init__(self, backup: str, why: str, next_step: str) -> None:
        super().__init__(
            f"备份“{backup}”{why}。本机数据未作任何改动。{next_step}", log="backup refused"
        )
