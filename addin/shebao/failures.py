"""What the user is told when a command stops, whatever is left of the program.

An antivirus may have taken a library away: here nothing is imported but the standard library.
"""

import os
import secrets
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from shebao.domain.errors import ShebaoError
from shebao.domain.fate import Fate, fate_of_run
from shebao.settings import data_folder

LOG_FILE = "shebao.log"
NOTED = "注意："  # so begins what stands in spite of an error


def noted(error: BaseException) -> str:
    """Return what was noted of a command that ended by an exception of no kind of ours."""
    notes: list[str] = getattr(error, "__notes__", [])
    return "".join(note for note in notes if note.startswith(NOTED))


def record_defect(error: BaseException, home: Path) -> str:
    """Log where a defect happened; return the sentence for the user.

    Kinds of exceptions and lines of code only: the words of a foreign exception may hold a name,
    a wage or a password.
    """
    reference = secrets.token_hex(4)
    lines = "".join(_where(error))
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(home / LOG_FILE, "a", encoding="utf-8", opener=_private) as log:
            log.write(f"{datetime.now(UTC).isoformat()} {reference}\n{lines}\n")
        where = f"详情已记入 {home / LOG_FILE}。"
    except OSError:
        where = "详情未能写入日志。"
    return (
        f"程序出现意外错误（编号 {reference}），本次操作没有完成，工作簿未保存。{where}"
        "如正在提交申报，请重新执行同一操作，系统会先查询结果，不会重复提交。"
    )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _where(error: BaseException) -> Iterator[str]:
    """Yield kind and frames of an exception and of those it came from, the first cause last."""
    cause: BaseException | None = error
    while cause is not None:
        yield f"{type(cause).__module__}.{type(cause).__qualname__}\n"
        yield from traceback.format_tb(cause.__traceback__)
        cause = cause.__cause__ or cause.__context__


def folder_for_defects(environment: Mapping[str, str]) -> Path:
    """Return where a defect is logged, whatever is wrong with the settings."""
    try:
        return data_folder(environment)
    except (ShebaoError, ImportError):
        return Path(tempfile.gettempdir())


def fate_after(error: BaseException) -> Fate:
    """Return what the bureau holds of the run that an error stopped."""
    if isinstance(error, ShebaoError):
        return fate_of_run(error.fate, error.receipts, error.changes)
    return Fate.UNKNOWN


def failure(error: BaseException, home: Path) -> tuple[str, str]:
    """Return code and sentence for whatever stopped a command."""
    if isinstance(error, ShebaoError):
        return error.code, error.message
    return "BUG", f"{_gone(error)}{record_defect(error, home)}{noted(error)}"


def _gone(error: BaseException) -> str:
    """Say which part of the program does not load; empty where that is not why it stopped."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ImportError):
            part = f"“{cause.name}”" if cause.name else "之一"
            return (
                f"程序的组件{part}缺失或不能加载，可能被安全软件删除或隔离。"
                "请恢复该文件并信任程序文件夹，或关闭 Excel 后重新安装；"
                "用 shebao doctor 查看缺少什么。"
            )
        cause = cause.__cause__ or cause.__context__
    return ""


def tell_plainly(sentence: str) -> None:
    """Show a sentence by what the system itself brings, where Excel cannot be asked to."""
    if sys.platform == "win32":
        import ctypes

        # An error's sign, in front of every window; any character, unlike VBA's own box.
        ctypes.windll.user32.MessageBoxW(None, sentence, "社保费", 0x10 | 0x10000 | 0x40000)
        return
    sys.stderr.write(f"{sentence}\n")
