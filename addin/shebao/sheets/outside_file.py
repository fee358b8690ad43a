"""A file from outside is read in a process of its own, with little memory and little time.

What a file claims costs memory before anybody can object, and the reader of a damaged .xls may
abort its process: Excel and its Python must outlive both. It becomes grids of values, or is
refused in one sentence.
"""

import os
import pickle
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from shebao.domain.errors import FileRefusedError
from shebao.domain.programs import WITHOUT_CURRENT_FOLDER
from shebao.rules.payroll.payroll_reading import Sheet
from shebao.sheets.outside_reader import grids_of
from shebao.sheets.unreadable import (
    DAMAGED,
    KEEP_LESS,
    NO_ROOM,
    TOO_MUCH,
    TOO_SLOW,
    UnreadableError,
)

MOST_MEMORY = 900 * 1024 * 1024
MOST_SECONDS = 28
LOOK_SECONDS = 0.5  # between two looks at whoever waits
_MOST_ANSWER = 160 * 1024 * 1024  # as objects it takes three times as much here
_OUT_OF_MEMORY, _DISK_FULL = 73, 74
_OUT_OF_MEMORY_WORDS = b"memory allocation of"  # how the reader of values says it before it aborts


def read_apart(
    content: bytes,
    stem: str,
    suffix: str,
    max_cells: int,
    most_seconds: float = MOST_SECONDS,
    look: Callable[[int, int], None] = lambda _seconds, _most: None,
) -> list[Sheet]:
    """Return the sheets of a file's bytes.

    ``look`` hears on the way after how many seconds of how many; when it raises, the reader ends.

    Raises UnreadableError.
    """
    code = f"from {__name__} import answer; answer()"
    try:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answered:
            given.write(content)  # a pipe's rest is written by no second ``communicate``
            given.seek(0)
            with subprocess.Popen(  # noqa: S603 - our own interpreter with our own code
                [sys.executable, WITHOUT_CURRENT_FOLDER, "-c", code, stem, suffix, str(max_cells)],
                stdin=given,
                stdout=answered,
                stderr=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(os.path.isabs, sys.path))},
                start_new_session=True,  # Ctrl-C is for whoever waits, who says what it stopped
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            ) as reader:
                errors = _waited_for(reader, most_seconds, look)
            is_full = reader.returncode == _OUT_OF_MEMORY or _OUT_OF_MEMORY_WORDS in errors
            if is_full or answered.tell() > _MOST_ANSWER:
                raise UnreadableError(*TOO_MUCH)
            if reader.returncode == _DISK_FULL:
                raise UnreadableError(*NO_ROOM)
            if reader.returncode:
                raise UnreadableError(*DAMAGED)
            answered.seek(0)
            return list(_answers(answered))
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(*TOO_SLOW) from error
    except OSError as error:
        raise UnreadableError(*NO_ROOM) from error


def _waited_for(
    reader: "subprocess.Popen[bytes]", most_seconds: float, look: Callable[[int, int], None]
) -> bytes:
    """Return what the reader says on its error stream; whatever is raised, it has ended."""
    begun = time.monotonic()
    try:
        while True:
            passed = time.monotonic() - begun
            look(min(int(passed), int(most_seconds)), int(most_seconds) + 1)
            try:
                left = max(0.0, most_seconds - passed)
                return reader.communicate(timeout=min(LOOK_SECONDS, left))[1]
            except subprocess.TimeoutExpired:
                if passed >= most_seconds:
                    raise
    except BaseException:
        reader.kill()
        raise


def _answers(answered: IO[bytes]) -> Iterator[Sheet]:
    while answer := pickle.load(answered):  # noqa: S301 - written by our own process
        if isinstance(answer, Sheet):
            yield answer
        else:
            raise UnreadableError(*answer)


def answer() -> None:
    """Read a file from standard input; write each sheet, or why there is none, to standard output.

    ``None`` at the end says that nothing is missing.
    """
    limit_memory(MOST_MEMORY)
    stem, suffix, max_cells = sys.argv[1:]
    out = sys.stdout.buffer
    try:
        for grid in grids_of(sys.stdin.buffer.read(), stem, suffix, int(max_cells)):
            _say(grid, out)
            if out.tell() > _MOST_ANSWER:
                sys.exit(_OUT_OF_MEMORY)
    except UnreadableError as error:
        _say((error.why, error.next_step), out)
    except MemoryError:
        sys.exit(_OUT_OF_MEMORY)
    _say(None, out)


def _say(what: object, out: IO[bytes]) -> None:
    """Have it in the answer, which is a file of the temporary folder; else end."""
    try:
        pickle.dump(what, out)
        out.flush()
    except OSError:
        os._exit(_DISK_FULL)  # an exit that tidies fails at the same file, with a status of its own


def limit_memory(most: int) -> None:
    """This process gets no more memory than that; where the system cannot say so, it goes on."""
    if sys.platform == "win32":
        _limit_job(most)
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (OSError, ValueError):  # macOS takes no limit on the address space
        return


def _limit_job(most: int) -> None:
    """Windows limits the processes of a job, and a process may put itself into one."""
    import ctypes
    import struct

    limits = bytearray(144)  # JOBOBJECT_EXTENDED_LIMIT_INFORMATION of 64 bits
    struct.pack_into("<I", limits, 16, 0x100)  # LimitFlags: JOB_OBJECT_LIMIT_PROCESS_MEMORY
    struct.pack_into("<Q", limits, 112, most)  # ProcessMemoryLimit
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    buffer = (ctypes.c_char * len(limits)).from_buffer(limits)
    kernel.SetInformationJobObject(job, 9, buffer, len(limits))
    kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))


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
