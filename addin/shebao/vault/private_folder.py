"""The data folder is its owner's alone (POSIX), and holds nothing that a killed run left behind."""

import os
import platform
import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# Ours, and nothing else: SHEBAO_HOME may name a folder that holds other things as well.
OWN = (
    "shebao.db*", "engine.db*", "shebao.log", "vault.lock", "vault.bin", "sessions.bin",
    "store.key", "*.json", "ribbon_state.txt",
)  # fmt: skip
OWN_FOLDERS = ("backups", "own_rules")
DRAFT = re.compile(r".*\.[0-9a-f]{32}\.new(-wal|-shm|-journal)?")
STALE_SECONDS = 3600  # no run takes as long to write a file


def keep_private(home: Path) -> None:
    """Leave the data folder 0700, every file of ours in it 0600, and no stale draft.

    What cannot be changed stays as it is: nobody is kept from filing by it.
    """
    if not home.is_dir() or not any(home.glob("shebao.db")):
        return  # not begun to be one
    with suppress(OSError):
        _clear(home)
    if os.name == "nt":  # a user's profile is its owner's alone there
        return
    with suppress(OSError):
        if not home.stat().st_mode & stat.S_ISVTX:  # never a folder that everybody shares
            _narrow(home, 0o700)
    for path in _ours(home):
        with suppress(OSError):
            _narrow(path, 0o700 if path.is_dir() else 0o600)


def make_private(home: Path) -> None:
    """Make the data folder, its owner's alone; one that is there stays as it is.

    Raises: OSError.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)


def _ours(home: Path) -> Iterator[Path]:
    for pattern in OWN:
        yield from home.glob(pattern)
    for name in OWN_FOLDERS:
        folder = home / name
        if folder.is_dir() and not folder.is_symlink():
            yield folder
            yield from folder.iterdir()


def _clear(home: Path) -> None:
    for folder in (home, *(home / name for name in OWN_FOLDERS)):
        if not folder.is_dir():
            continue
        for path in folder.iterdir():
            is_stale = DRAFT.fullmatch(path.name) and not path.is_dir()
            if is_stale and time.time() - path.stat().st_mtime > STALE_SECONDS:
                path.unlink(missing_ok=True)


def _narrow(path: Path, mode: int) -> None:
    """Take away what others may do; a link is never followed."""
    now = stat.S_IMODE(path.lstat().st_mode)
    if now & 0o077 and not path.is_symlink():
        path.chmod(now & mode)


def place_mark(folder: Path) -> bytes:
    """Return what differs for another user, another machine and another folder.

    No secret: it keeps a copied folder from being taken for the one that it was copied from.
    """
    about = folder.stat()
    marks = (_user(), platform.node(), f"{about.st_dev}:{about.st_ino}")
    return "\n".join(marks).encode()


def _user() -> str:
    if os.name == "nt":
        return "\\".join(os.environ.get(name, "") for name in ("USERDOMAIN", "USERNAME"))
    return str(os.getuid())
