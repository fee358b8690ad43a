"""Puts the program of an unzipped Windows kit into the user's own folder, whole or not at all.

In that folder lie, while things go well, one of the first and none of the others:

app       the program; the add-in's settings name the Python in it
app.new   a copy that is not whole yet
app.old   the version before, until the new one has put its add-in into Excel
app.gone  what is being deleted

Whatever was interrupted, ``settle`` leaves the version before; data lies elsewhere and is not
touched.
"""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from shebao.setup.errors import ExcelRunningError, KitDamagedError, KitNotPlacedError
from shebao.setup.host import Host

APP, NEW, OLD, GONE = "app", "app.new", "app.old", "app.gone"
LIST_NAME = "files.sha256"
SCRIPTS = ("安装.cmd", "卸载.cmd", "修复.cmd")
_EXCEL = "EXCEL.EXE"


def program_folder(host: Host) -> Path:
    """Return where programs of one user lie on Windows, without an administrator."""
    profile = Path(host.environment.get("USERPROFILE", r"C:\Users\Default"))
    local = host.environment.get("LOCALAPPDATA")
    return (Path(local) if local else profile / "AppData" / "Local") / "Programs" / "shebao"


def place_program(kit: Path, host: Host, set_up: Callable[[Path], None]) -> Path:
    """The kit's program is the user's; return its folder. Data and settings are not touched.

    ``set_up`` is given the program in its place and puts its add-in into Excel; when it raises,
    the version before is back.

    Raises ExcelRunningError, KitDamagedError or KitNotPlacedError; nothing was changed then.
    """
    if host.is_running(_EXCEL):
        raise ExcelRunningError("安装")
    folder = program_folder(host)
    listed = check_whole(kit)
    settle(folder)
    app, new, old = folder / APP, folder / NEW, folder / OLD
    try:
        for name in listed:
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(kit / APP / name, new / name)
        if app.exists():
            app.rename(old)
        new.rename(app)
    except OSError as error:
        with suppress(OSError):
            settle(folder)
        raise KitNotPlacedError(folder, error.strerror or type(error).__name__) from error
    try:
        set_up(app)
    except BaseException:
        _set_aside(app)
        settle(folder)
        raise
    with suppress(OSError):  # then the next install does it
        _set_aside(old)
    _place_scripts(kit, folder)
    return app


def settle(folder: Path) -> None:
    """Leave one whole program or none: the version before, when its successor was not finished.

    Raises KitNotPlacedError while something holds a file of it.
    """
    try:
        if (folder / OLD).exists():
            _set_aside(folder / APP)
            (folder / OLD).rename(folder / APP)
    except OSError as error:
        raise KitNotPlacedError(folder, error.strerror or type(error).__name__) from error
    for name in (NEW, GONE):
        shutil.rmtree(folder / name, ignore_errors=True)


def check_whole(kit: Path) -> dict[str, str]:
    """Return the digest of every file of the program, by its name below ``app``.

    Raises KitDamagedError: an archive that was unpacked by half, or a file that an antivirus took.
    """
    try:
        lines = (kit / LIST_NAME).read_text(encoding="utf-8").splitlines()
        listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except (OSError, ValueError) as error:
        raise KitDamagedError(LIST_NAME) from error
    for name, digest in listed.items():
        try:
            with (kit / APP / name).open("rb") as file:
                is_whole = hashlib.file_digest(file, "sha256").hexdigest() == digest
        except OSError:
            is_whole = False
        if not is_whole:
            raise KitDamagedError(name)
    return listed


def remove_program(host: Host) -> bool:
    """Return whether no program is left; the Python that runs this cannot remove itself."""
    folder = program_folder(host)
    for name in (APP, OLD, NEW, GONE):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in SCRIPTS:
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()
    return not folder.exists()


def _place_scripts(kit: Path, folder: Path) -> None:
    for name in SCRIPTS:
        with suppress(OSError):  # the kit has them as well
            shutil.copyfile(kit / name, folder / name)


def _set_aside(app: Path) -> None:
    """Take a program out of the way in one step, so that no half of it is ever taken for one."""
    if app.exists():
        gone = app.with_name(GONE)
        shutil.rmtree(gone, ignore_errors=True)
        app.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
