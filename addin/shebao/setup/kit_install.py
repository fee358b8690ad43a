"""Puts the program of an unzipped Windows kit into the user's own folder, whole or not at all.

In that folder lie, while things go well, one of the first and none of the others:

app       the program; the add-in's settings name the Python in it
app.new   a copy that is not whole yet
app.old   the version before, until the new one has put its add-in into Excel
excel.old what that version had put into Excel, and which region was chosen for it
app.gone  what is being deleted

Whatever was interrupted, ``settle`` leaves the version before, with its own add-in; data lies
elsewhere and is not touched.
"""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePath

from shebao.setup.errors import ExcelRunningError, KitDamagedError, KitNotPlacedError
from shebao.setup.host import Host
from shebao.setup.places import places_on

APP, NEW, OLD, GONE = "app", "app.new", "app.old", "app.gone"
EXCEL_OLD = "excel.old"
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
    the version before is back, in Excel too.

    Raises ExcelRunningError, KitDamagedError or KitNotPlacedError; nothing was changed then.
    """
    if host.is_running(_EXCEL):
        raise ExcelRunningError("安装")
    folder = program_folder(host)
    listed = check_whole(kit)
    settle(folder, host)
    app, new, old = folder / APP, folder / NEW, folder / OLD
    outside = _outside(host)
    try:
        for name in listed:
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(kit / APP / name, new / name)
        _keep(folder / EXCEL_OLD, outside, host)
        if app.exists():
            app.rename(old)
        new.rename(app)
    except OSError as error:
        with suppress(OSError):
            settle(folder, host)
        raise KitNotPlacedError(folder, error.strerror or type(error).__name__) from error
    try:
        set_up(app)
    except BaseException:
        _put_back(folder / EXCEL_OLD, outside, host)
        _set_aside(app)
        settle(folder, host)
        raise
    with suppress(OSError):  # then the next install does it
        _set_aside(old)
        shutil.rmtree(folder / EXCEL_OLD, ignore_errors=True)
    _place_scripts(kit, folder)
    return app


def settle(folder: Path, host: Host) -> None:
    """Leave one whole program or none: the version before, when its successor was not finished.

    Raises KitNotPlacedError while something holds a file of it.
    """
    try:
        if (folder / OLD).exists():
            _put_back(folder / EXCEL_OLD, _outside(host), host)
            _set_aside(folder / APP)
            (folder / OLD).rename(folder / APP)
    except OSError as error:
        raise KitNotPlacedError(folder, error.strerror or type(error).__name__) from error
    for name in (NEW, GONE, EXCEL_OLD):
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
    for name in (APP, OLD, NEW, GONE, EXCEL_OLD):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in SCRIPTS:
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()
    return not folder.exists()


def _outside(host: Host) -> list[PurePath]:
    """Return what a version puts outside its folder; each has a name of its own."""
    from shebao.settings import read_settings
    from shebao.setup.record import RECORD_NAME

    places = places_on(host)
    record = read_settings(host.environment).home / RECORD_NAME
    return [places.addin, places.settings_file, record] if places else [record]


def _keep(kept: Path, outside: list[PurePath], host: Host) -> None:
    """Copy what the version before has outside its folder; what it has not is not there."""
    kept.mkdir(parents=True)
    for path in outside:
        content = host.read_file(path)
        if content is not None:
            (kept / path.name).write_bytes(content)


def _put_back(kept: Path, outside: list[PurePath], host: Host) -> None:
    """Let what lies outside be what it was; a file that did not change is not touched."""
    if not kept.is_dir():
        return
    for path in outside:
        before = kept / path.name
        content = before.read_bytes() if before.exists() else None
        if content == host.read_file(path):
            continue
        if content is None:
            host.remove_file(path)
        else:
            # Beside the startup folder: what lies inside it, Excel would open.
            host.write_file(path, content, drafts=path.parent.parent)


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
