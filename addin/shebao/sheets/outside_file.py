"""A workbook or CSV file from outside becomes grids of values, or is refused in one sentence."""

import stat
from collections.abc import Callable
from pathlib import Path

from shebao.domain.errors import FileRefusedError
from shebao.rules.payroll.payroll_reading import Sheet
from shebao.sheets.reading_apart import read_apart
from shebao.sheets.unreadable import KEEP_LESS, UnreadableError

MAX_BYTES = 50 * 1024 * 1024
MAX_CELLS = 5_000_000


def read_grids(
    path: Path,
    *,
    max_bytes: int = MAX_BYTES,
    max_cells: int = MAX_CELLS,
    look: Callable[[int, int], None] = lambda _seconds, _most: None,
) -> list[Sheet]:
    """Return every visible sheet of an .xlsx, .xls or .csv file, in the workbook's order.

    ``look`` hears on the way after how many seconds of how many, and may stop it by raising.
    A formula without a stored value and an error value are None. Text of a CSV stays text.

    Raises FileRefusedError when the file is missing, not a workbook, damaged, encrypted, empty
    or too large; the file is never changed.
    """
    content = _content(path, max_bytes)
    try:
        grids = read_apart(content, path.stem, path.suffix.lower(), max_cells, look=look)
    except UnreadableError as error:
        raise FileRefusedError(path, error.why, error.next_step) from error
    if not any(grid.rows for grid in grids):
        raise FileRefusedError(path, "的工作表都是空的（隐藏的工作表不读取）", "请确认选对了文件。")
    return grids


def _content(path: Path, max_bytes: int) -> bytes:
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            raise FileRefusedError(path, "是文件夹，不是文件", "请选择文件夹中的工作簿文件。")
        if not stat.S_ISREG(facts.st_mode):
            raise FileRefusedError(path, "不是普通文件", "请选择工作簿文件。")
        if facts.st_size > max_bytes:
            size, most = facts.st_size / 1024 / 1024, max_bytes / 1024 / 1024
            why = f"过大（{size:.1f} MB，上限 {most:.1f} MB）"
            raise FileRefusedError(path, why, KEEP_LESS)
        content = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise refusal_of(path, error) from error
    if not content.strip(b"\0 \t\r\n"):
        raise FileRefusedError(path, "是空文件，没有任何内容", "请确认选对了文件。")
    return content


def refusal_of(path: Path, error: OSError | ValueError) -> FileRefusedError:
    """Return what the user is told when the system would not give the file."""
    for kind, why, next_step in (
        (FileNotFoundError, "不存在", "请检查路径和文件名。"),
        (NotADirectoryError, "不存在", "请检查路径和文件名。"),
        (
            PermissionError,
            "没有读取权限，或正被其他程序独占",
            "请关闭占用它的程序或检查权限后重试。",
        ),
    ):
        if isinstance(error, kind):
            return FileRefusedError(path, why, next_step)
    return FileRefusedError(path, "读取失败", "请检查路径、磁盘或网络位置，或复制到本机后重试。")
