"""A path that a user named is looked at once, at the door, before anything asks the disk about it.

Python's own questions (``exists``, ``resolve``, ``is_dir``) raise on a name that the system cannot
hold, each differently on each system and version.
"""

import errno
import re
import stat
from pathlib import Path

from shebao.domain.errors import FileRefusedError

# Windows opens a device by these names in every folder, whatever follows the dot.
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|(COM|LPT)[1-9¹²³])\s*(\..*)?", re.IGNORECASE | re.DOTALL)
_UNUSABLE = (errno.ENAMETOOLONG, errno.EINVAL)


def usable_path(path: Path) -> Path:
    """Return the path, which may name nothing yet.

    Raises FileRefusedError when no file can have this name, or when a device or a pipe has it:
    reading one may never end.
    """
    if _DEVICE.fullmatch(path.name):
        raise FileRefusedError(
            path,
            "的名称被 Windows 保留给设备，不能使用",
            "请换一个文件名（如前面加一个字）后重试。",
        )
    try:
        path.stat()
    except ValueError as error:  # a character that no name may hold
        raise FileRefusedError(
            path, "的名称含有不能使用的字符", "请换一个文件名后重试。"
        ) from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise FileRefusedError(
                path, "或它的文件夹是指向自己的链接", "请选择真正的文件。"
            ) from error
        if error.errno in _UNUSABLE:
            raise FileRefusedError(
                Path(f"{path.name[:40]}…" if len(path.name) > 40 else path.name),
                f"的路径不能使用（共 {len(str(path))} 个字符，文件名 {len(path.name)} 个字符，"
                "可能过长）",
                "请换用较短的文件夹和文件名后重试。",
            ) from error
    if _is_special(path):
        raise FileRefusedError(path, "是设备或管道，不是普通文件", "请选择普通文件。")
    return path


def _is_special(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def is_same_file(path: Path, other: Path) -> bool:
    """Return whether two paths lead to one file that is there."""
    try:
        return path.samefile(other)
    except OSError:
        return False
