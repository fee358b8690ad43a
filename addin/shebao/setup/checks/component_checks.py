"""Whether the libraries are whole; asked first, with the standard library alone.

An antivirus takes one file away, or an archive was unpacked by half: then nothing else here could
even be imported to say so.
"""

import csv
import importlib
import importlib.metadata
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from shebao.setup.checks.findings import Fault, FaultCode

PRODUCT = "shebao"
# What brings machine code, by the module that loads it: its files may be there and still not load.
LIBRARIES: tuple[str, ...] = (
    "pydantic_core",
    "cryptography.hazmat.bindings._rust",
    "sqlcipher3",
    "sqlalchemy",
    "psycopg",
    "pandas",
    "python_calamine",
    "markupsafe",
    "keyring",
    "xlwings",
    *(("pythoncom", "win32api") if sys.platform == "win32" else ()),
)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_SHOWN = 5


def find_broken_components() -> Fault | None:
    """Every file that was installed is there, and every library loads."""
    broken = [*_missing_files(), *_unloadable()]
    if not broken:
        return None
    more = f"等 {len(broken)} 处" if len(broken) > _SHOWN else ""
    return Fault(
        FaultCode.COMPONENT_BROKEN,
        f"程序的组件不完整或不能加载：{'；'.join(broken[:_SHOWN])}{more}。"
        "可能被安全软件删除或隔离，或安装时没有完成。数据未受影响。",
        "请在安全软件中恢复被隔离的文件并信任程序文件夹，然后关闭 Excel，"
        "重新解压安装包并双击“安装.cmd”（用 pip 安装的，加 --force-reinstall 重新安装）。",
    )


def _unloadable() -> Iterator[str]:
    for name in LIBRARIES:
        try:
            importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - half a library fails in any way
            yield f"{name} 不能加载（{type(error).__name__}）"


def _missing_files() -> Iterator[str]:
    """Yield what the records of installed packages list and the disk lacks."""
    done: set[str] = set()
    ahead = [PRODUCT]
    while ahead:
        name = ahead.pop()
        if name in done:
            continue
        done.add(name)
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            yield f"缺少 {name}"
            continue
        # By the record itself: Python's own list of files leaves out what is missing.
        record = csv.reader((package.read_text("RECORD") or "").splitlines())
        gone = [row[0] for row in record if row and not _is_there(package, row[0])]
        if gone:
            yield f"{name} 缺少 {gone[0]}" + (f" 等 {len(gone)} 个文件" if gone[1:] else "")
        # What a marker asks for may rightly be absent here.
        ahead += [_NAME.match(line)[0] for line in package.requires or () if ";" not in line]  # type: ignore[index]


def _is_there(package: importlib.metadata.Distribution, name: str) -> bool:
    # Python makes its compiled files itself, and a launcher outside the packages is not needed.
    is_needed = not name.endswith(".pyc") and not name.startswith("..")
    return not is_needed or Path(str(package.locate_file(name))).exists()
