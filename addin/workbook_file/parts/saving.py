"""Puts a package on disk whole or not at all."""

import copy
import errno
import os
import socket
import stat
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from workbook_file.errors import Reason, WorkbookError
from workbook_file.parts.opening import Stamp
from workbook_file.parts.package import Package

# Level 3 halves the time of level 6 for a few per cent of size.
_LEVEL = 3
_DRAFT = ".saving-"
_HOST = f"{zlib.crc32(socket.gethostname().encode()):08x}"  # a folder may be shared
_STALE_SECONDS = 600  # no save takes as long
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)


def check_not_in_use(path: Path) -> None:
    """Return when no other program shows that it has the file open. Raises WorkbookError."""
    for owner in (f"~${path.name}", f".~lock.{path.name}#"):
        with suppress(OSError):  # too long a name to lie there
            (path.parent / owner).lstat()
            raise WorkbookError(Reason.IN_USE, path, f"{owner} lies beside it")


def check_may_replace(path: Path, stamp: Stamp | None) -> None:
    """Return when the file may be overwritten: writable, not locked, not changed since it was read.

    ``stamp`` is None when the file is not the one that was opened (saving under another name).
    """
    check_not_in_use(path)
    if not path.exists():
        return
    if not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise WorkbookError(Reason.READ_ONLY, path, "the file is write-protected")
    try:
        with path.open("r+b") as file:
            _check_unlocked(file, path)
            if stamp is not None and Stamp.of(file.read()) != stamp:
                raise WorkbookError(Reason.CHANGED, path, "changed since it was opened")
    except PermissionError as error:
        reason = Reason.IN_USE if os.name == "nt" else Reason.READ_ONLY
        raise WorkbookError(reason, path, "no right to write") from error
    except OSError as error:
        raise _refusal(error, path) from error


def check_can_save(path: Path) -> None:
    """Return when the file could be saved at this moment; nothing is changed. Raises WorkbookError.

    For who must know, before doing anything, that the outcome finds its place.
    """
    check_may_replace(path, None)
    try:
        # Windows lets one write into a file that another program holds, but not put another in its
        # place; giving it its own name asks for just that right, and does nothing anywhere.
        path.rename(path)
        with tempfile.TemporaryFile(prefix=_DRAFT, dir=_behind_link(path).parent) as draft:
            draft.write(bytes(path.stat().st_size))
    except OSError as error:
        raise _refusal(error, path) from error


def _check_unlocked(file: BinaryIO, path: Path) -> None:
    with suppress(ImportError):  # Windows has no fcntl; opening for writing has told already
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(file, fcntl.LOCK_UN)
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.lockf(file, fcntl.LOCK_UN)
        except BlockingIOError as error:
            raise WorkbookError(Reason.IN_USE, path, "locked by another program") from error


def write_atomically(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Replace the file by what ``write`` wrote, keeping its permission bits.

    Raises WorkbookError; whatever happens, the file is the old or the new one, and no temporary
    file is left.
    """
    temporary = ""
    try:
        path = _behind_link(path)
        remove_leftovers(path.parent)
        prefix = f"{_DRAFT}{_HOST}-{os.getpid()}-"
        handle, temporary = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "w+b") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        _give_mode(temporary, path)
        os.replace(temporary, path)  # noqa: PTH105  one call, the same on every system
    except OSError as error:
        raise _refusal(error, path) from error
    finally:
        if temporary:
            with suppress(FileNotFoundError):
                Path(temporary).unlink()
    _sync_folder(path.parent)


def _behind_link(path: Path) -> Path:
    """Return where a link leads: it stays a link. Raises OSError.

    No other file is asked: Windows may have no answer on a path of more than 260 characters.
    """
    try:
        return path.resolve() if path.is_symlink() else path
    except RuntimeError as error:  # a loop of links, before Python 3.13
        raise OSError(errno.ELOOP, str(error)) from error


def remove_leftovers(folder: Path) -> None:
    """Remove what saves that were killed left in a folder; a save that still runs keeps its own.

    What cannot be removed stays: it harms nobody.
    """
    with suppress(OSError):
        for path in folder.glob(f"{_DRAFT}*"):
            host, _, rest = path.name.removeprefix(_DRAFT).partition("-")
            pid = rest.partition("-")[0]
            age = time.time() - path.stat().st_mtime
            is_here = host == _HOST and pid.isdecimal() and os.name != "nt"
            if age > _STALE_SECONDS or (is_here and not _is_running(int(pid))):
                path.unlink()


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)  # asks only; on Windows it would end the process, so it is not asked there
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _give_mode(temporary: str, path: Path) -> None:
    if path.exists():
        mode = stat.S_IMODE(path.stat().st_mode)
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    Path(temporary).chmod(mode)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # Windows cannot open a folder; the file itself is already safe
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refusal(error: OSError, path: Path) -> WorkbookError:
    if error.errno in _FULL:
        return WorkbookError(Reason.DISK_FULL, path, "no space left")
    if error.errno in _DENIED:
        # Windows answers so while another program holds the file.
        reason = Reason.IN_USE if os.name == "nt" else Reason.READ_ONLY
        return WorkbookError(reason, path, "no right to write")
    if isinstance(error, FileNotFoundError):
        return WorkbookError(Reason.MISSING, path, "the folder does not exist")
    return WorkbookError(Reason.READ_ONLY, path, error.strerror or "cannot be written")


def write_package(package: Package, file: BinaryIO) -> None:
    """Write all parts; those that nobody replaced go over as the compressed bytes they were."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name in package.names():
            info = package.original(name)
            if info is not None:
                _carry(package.source, info, name, archive)
                continue
            content = package.content(name)
            with archive.open(name, "w") as part:
                for piece in [content] if isinstance(content, bytes) else content():
                    part.write(piece)


def _carry(source: bytes, info: zipfile.ZipInfo, name: str, archive: zipfile.ZipFile) -> None:
    """Append an entry's compressed bytes as they are (zipfile itself would unpack and repack)."""
    at = info.header_offset
    start = at + 30 + int.from_bytes(source[at + 26 : at + 28], "little")
    start += int.from_bytes(source[at + 28 : at + 30], "little")
    entry = copy.copy(info)
    entry.filename = name
    entry.flag_bits &= ~0x08  # sizes stand in the header, no descriptor follows
    entry.extra = b""
    file = cast("BinaryIO", archive.fp)
    file.seek(archive.start_dir)
    entry.header_offset = file.tell()
    file.write(entry.FileHeader())
    file.write(source[start : start + info.compress_size])
    archive.filelist.append(entry)
    archive.NameToInfo[entry.filename] = entry
    archive.start_dir = file.tell()
    vars(archive)["_didModify"] = True  # so that the directory is written at close
