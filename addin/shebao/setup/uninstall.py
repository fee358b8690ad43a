"""Takes the add-in away again; the user's data stays unless told otherwise."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.bureau.network import NETWORK_FILE
from shebao.commands.desk.permission import STATE_FILE, ribbon_state_path
from shebao.commands.system.backup import BEFORE, BY_HAND, BY_ITSELF, default_folder
from shebao.domain.errors import FileRefusedError
from shebao.domain.outcome import Outcome, Status
from shebao.failures import LOG_FILE
from shebao.own_rules import FOLDER as OWN_RULES_FOLDER
from shebao.rule_cache import FILE_NAME as RULE_FILES
from shebao.setup.checks.excel_checks import REMOVED_FOLDER
from shebao.setup.checks.surroundings_checks import KEY_FILE
from shebao.setup.errors import ExcelRunningError
from shebao.setup.host import System
from shebao.setup.places import Places, places_on
from shebao.setup.record import RECORD_NAME, read_record, write_record
from shebao.vault.vault import SESSIONS_FILE
from shebao.wiring import STORE_FILE

if TYPE_CHECKING:
    from pathlib import PurePath

    from shebao.commands.desk.ui import Confirming
    from shebao.settings import Settings
    from shebao.setup.host import Host

# By name, never the folder as a whole: SHEBAO_HOME may name a folder that holds other things.
# The store comes first, so that an interruption never leaves it without its key.
DATA_FILES = (
    STORE_FILE,
    f"{STORE_FILE}-wal",
    f"{STORE_FILE}-shm",
    f"{STORE_FILE}-journal",
    STATE_FILE,
    RULE_FILES,
    NETWORK_FILE,
    LOG_FILE,
    SESSIONS_FILE,
    "vault.lock",
)
# Stores that a restore put aside, and drafts that a killed run left.
_LEFT_OVER = re.compile(
    rf"{re.escape(STORE_FILE)}\.unreadable-.*|\..*\.new|.*\.[0-9a-f]{{32}}\.new.*|.*\.new"
)
_OWN_RULES = re.compile(r"[0-9]{6}\.json(\.new)?")
_BACKUPS = re.compile(rf"({BY_HAND}|{BY_ITSELF}|{BEFORE})_[0-9]{{8}}_[0-9]{{6}}\.zip")


def uninstall(
    host: Host,
    settings: Settings,
    ui: Confirming,
    *,
    removes_data: bool = False,
    removes_backups: bool = False,
) -> Outcome:
    """The add-in, its settings and the helpers that we put in place are gone.

    The data goes only when told, with passwords and proxy; backups and the key that opens them
    stay unless told as well.

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
        backups = "、备份和密钥（其他数据文件夹共用钥匙串中的同一密钥）" if removes_backups else ""
        ui.confirm(
            f"同时永久删除数据文件夹 {settings.home} 中的职工、工资、申报台账、规则和代理设置，"
            f"以及系统钥匙串中的密码{backups}。"
            "其中可能有尚未收到税务反馈的申报，删除后无法恢复，确认删除"
        )
    failed = _remove_program(host, settings, places) if places is not None else []
    kept = []
    if removes_data:
        names = [] if removes_backups else host.names_in(default_folder(settings.home))
        kept = [name for name in names if _BACKUPS.fullmatch(name)]
        failed += _remove_data(host, settings, keeps_backups=bool(kept))
    told = _data_words(settings, kept, removes_data=removes_data)
    return _told(told, failed, was_installable=places is not None)


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


def _remove_data(host: Host, settings: Settings, *, keeps_backups: bool) -> list[PurePath]:
    home = settings.home
    logins = host.kept_logins()  # the store knows them, so before it goes
    folders = {REMOVED_FOLDER: re.compile(".*"), OWN_RULES_FOLDER: _OWN_RULES}
    names: list[PurePath] = [home / name for name in DATA_FILES]
    names += [home / name for name in host.names_in(home) if _LEFT_OVER.fullmatch(name)]
    if not keeps_backups:
        folders[default_folder(settings.home).name] = _BACKUPS
        names += [home / KEY_FILE]
    for folder, ours in folders.items():
        found = host.names_in(home / folder)
        names += [home / folder / name for name in found if ours.fullmatch(name)]
    failed = _remove(host, [*names, home / RECORD_NAME])
    for folder in folders:
        host.remove_folder_if_empty(home / folder)
    is_store_gone = home / STORE_FILE not in failed
    host.forget_secrets(logins, forgets_store_key=is_store_gone and not keeps_backups)
    if not host.remove_folder_if_empty(home):
        ours_kept = {default_folder(settings.home), home / KEY_FILE} if keeps_backups else set()
        left = {home / name for name in host.names_in(home)} - {*failed, *ours_kept}
        failed += sorted(left)
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


def _data_words(settings: Settings, backups: list[str], *, removes_data: bool) -> str:
    if not removes_data:
        return f"本机数据保留在 {settings.home}，重新安装后可继续使用。"
    if not backups:
        return "本机数据和系统钥匙串中的密码、密钥已删除。"
    return (
        "本机数据和系统钥匙串中的密码已删除。"
        f"{default_folder(settings.home)} 中的 {len(backups)} 份备份和打开它们的密钥保留；"
        "不再需要时请运行 shebao uninstall --remove-data --remove-backups。"
    )


def _told(data: str, failed: list[PurePath], *, was_installable: bool) -> Outcome:
    done = "已卸载加载项。" if was_installable else "本系统没有可卸载的加载项。"
    left = f"以下文件未能删除或不是本程序的，请自行处理：{'；'.join(map(str, failed))}。"
    python = "程序本身由“卸载.cmd”移除；用 pip 安装的请运行 python -m pip uninstall shebao。"
    return Outcome(
        f"{done}{data}{left if failed else ''}{python}",
        Status.PARTIAL if failed else Status.DONE,
        counts={"left": len(failed)},
    )
