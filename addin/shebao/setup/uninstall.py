"""Takes the add-in away again; the user's data stays unless told otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.commands.desk.ribbon_state import ribbon_state_path
from shebao.domain.errors import FileRefusedError
from shebao.domain.outcome import Outcome, Status
from shebao.runner import LOG_FILE
from shebao.setup.checks.addin_checks import REMOVED_FOLDER
from shebao.setup.checks.surroundings_checks import KEY_FILE
from shebao.setup.errors import ExcelRunningError
from shebao.setup.host import System
from shebao.setup.places import Places, places_on
from shebao.setup.record import RECORD_NAME, read_record, write_record
from shebao.wiring import STORE_FILE

if TYPE_CHECKING:
    from pathlib import PurePath

    from shebao.commands.desk.context import Confirming
    from shebao.settings import Settings
    from shebao.setup.host import Host

# By name, never the folder as a whole: SHEBAO_HOME may name a folder that holds other things.
# The store comes first, so that an interruption never leaves it without its key.
DATA_FILES = (
    STORE_FILE,
    f"{STORE_FILE}-wal",
    f"{STORE_FILE}-shm",
    f"{STORE_FILE}-journal",
    LOG_FILE,
    "vault.lock",
    KEY_FILE,
    RECORD_NAME,
)


def uninstall(
    host: Host, settings: Settings, ui: Confirming, *, removes_data: bool = False
) -> Outcome:
    """The add-in, its settings and the helpers that we put in place are gone.

    Raises ExcelRunningError or NotConfirmedError; nothing was changed then.
    """
    places = places_on(host)
    if places is not None and host.is_running(places.excel_process):
        raise ExcelRunningError("卸载")
    ui.confirm(
        "卸载社保费 Excel 加载项（本机的申报数据和历史记录保留）"
        if not removes_data
        else "卸载社保费 Excel 加载项"
    )
    if removes_data:
        ui.confirm(
            f"同时永久删除数据文件夹 {settings.home} 中的职工、工资、申报台账和密钥。"
            "其中可能有尚未收到税务反馈的申报，删除后无法恢复，确认删除"
        )
    failed = _remove_program(host, settings, places) if places is not None else []
    if removes_data:
        failed += _remove_data(host, settings)
    return _told(settings, failed, removes_data=removes_data, was_installable=places is not None)


def _remove_program(host: Host, settings: Settings, places: Places) -> list[PurePath]:
    record = read_record(host, settings.home)
    placed = record.placed if record else ()
    make = type(places.addin)
    # The record is a text file: whatever it says, only xlwings' own files are ever removed.
    helpers = [path for path in map(make, placed) if path.name.startswith("xlwings")]
    # The add-in goes first: it must never be loaded without its settings.
    state = _ribbon_state(host, settings)
    failed = _remove(host, [places.addin, places.settings_file, state, *helpers])
    if places.settings_file.parent.name == ".shebao":
        host.remove_folder_if_empty(places.settings_file.parent)
    if record is not None and not failed:
        try:
            write_record(host, settings.home, replace(record, placed=()))
        except FileRefusedError:
            failed.append(settings.home / RECORD_NAME)
    return failed


def _ribbon_state(host: Host, settings: Settings) -> PurePath:
    platform = "darwin" if host.system is System.MACOS else "win32"
    return ribbon_state_path(settings.home, platform, Path(host.environment.get("HOME", "/")))


def _remove_data(host: Host, settings: Settings) -> list[PurePath]:
    removed = settings.home / REMOVED_FOLDER
    copies: list[PurePath] = [removed / name for name in host.names_in(removed)]
    failed = _remove(host, [*copies, *(settings.home / name for name in DATA_FILES)])
    host.remove_folder_if_empty(removed)
    if not host.remove_folder_if_empty(settings.home):
        failed += [
            settings.home / name
            for name in host.names_in(settings.home)
            if settings.home / name not in failed
        ]
    return failed


def _remove(host: Host, paths: list[PurePath]) -> list[PurePath]:
    """Remove what can be removed; return the rest."""
    failed = []
    for path in paths:
        try:
            host.remove_file(path)
        except OSError:
            failed.append(path)
    return failed


def _told(
    settings: Settings, failed: list[PurePath], *, removes_data: bool, was_installable: bool
) -> Outcome:
    done = "已卸载加载项。" if was_installable else "本系统没有可卸载的加载项。"
    if removes_data:
        data = "本机数据已删除；系统钥匙串中的申报密码和密钥（条目 shebao）请在系统中自行删除。"
    else:
        data = f"本机数据保留在 {settings.home}，重新安装后可继续使用。"
    left = f"以下文件未能删除或不是本程序的，请自行处理：{'；'.join(map(str, failed))}。"
    python = "Python 程序本身请用 python -m pip uninstall shebao 卸载。"
    return Outcome(
        f"{done}{data}{left if failed else ''}{python}",
        Status.PARTIAL if failed else Status.DONE,
        counts={"left": len(failed)},
    )
