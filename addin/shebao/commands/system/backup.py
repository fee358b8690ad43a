"""Backup and restore, from the ribbon and from the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from shebao import __version__
from shebao.commands.desk.context import Context
from shebao.domain.errors import FileRefusedError, ParameterError, SheetError
from shebao.domain.moments import BEIJING, local_time
from shebao.domain.outcome import Outcome, Status
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.row import replace
from shebao.sheets.declared.system_sheets import BACKUPS, OFF, ON, PASSPHRASE, BackupRow
from shebao.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from shebao.commands.desk.ui import Confirming
    from shebao.sheets.head import SheetHead
    from shebao.sheets.table import SheetTable
    from shebao.store.copies.backup_file import BackupNote
    from shebao.store.copies.restoring import Restored
    from shebao.store.place import StorePlace
    from shebao.store.settings import Settings

BY_HAND, BY_ITSELF, BEFORE = "备份", "自动备份", "恢复前"
SHORTEST_PASSPHRASE = 8
MOST_COPIES = 365
COPIES_BEFORE = 3  # a restore that was a mistake is noticed soon
FRESH = timedelta(minutes=15)
AUTOMATIC, COPIES, FOLDER, LAST = (
    f"backup.{name}" for name in ("automatic", "copies", "folder", "last")
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What backups are made of and where they go."""

    place: StorePlace
    folder: Path
    now: datetime

    def path(self, why: str) -> Path:
        """Where a backup made now goes."""
        return self.folder / f"{why}_{self.now.astimezone(BEIJING):%Y%m%d_%H%M%S}.zip"


def default_folder(home: Path) -> Path:
    """Return where backups go when nobody chose a folder."""
    return home / "backups"


def back_up_data(ctx: Context) -> Outcome:
    """Back up the store to the sheet's folder, after a question."""
    table = ctx.table(BACKUPS)
    parameters = table.parameters()
    shelf = _shelf(ctx, parameters["folder"])
    uses_passphrase = parameters["opened_by"] == PASSPHRASE
    outcome = back_up(shelf, ctx.ui, ctx.passwords.new_passphrase if uses_passphrase else None)
    _show(table, shelf.folder, outcome.message)
    return outcome


def restore_data(ctx: Context) -> Outcome:
    """Restore the file that the sheet names or ticks, after a question."""
    table = ctx.table(BACKUPS)
    parameters = table.parameters()
    shelf = _shelf(ctx, parameters["folder"])
    source = _source(ctx, table, parameters["source"], shelf.folder)
    unit = ctx.table(HOME).parameters()["tax_id"].upper()
    outcome = restore(shelf, source, ctx.ui, ctx.passwords.passphrase, unit)
    _show(table, shelf.folder, outcome.message)
    return outcome


def save_backup_settings(ctx: Context) -> Outcome:
    """Keep when automatic backups are made, where and how many."""
    table = ctx.table(BACKUPS)
    parameters = table.parameters()
    copies = parameters["copies"]
    if not (re.fullmatch(r"[0-9]{1,3}", copies) and 1 <= int(copies) <= MOST_COPIES):
        raise table.error(
            f"的“保留份数”是“{copies[:40]}”，必须是 1 到 {MOST_COPIES} 的整数",
            "备份设置没有保存。请改正后重试。",
        )
    folder = _shelf(ctx, parameters["folder"]).folder
    for name, value in (
        (AUTOMATIC, parameters["automatic"]),
        (COPIES, copies),
        # Whole: as Excel closes, and in another folder's workbook, there is nothing to lie beside.
        (FOLDER, str(folder.absolute()) if parameters["folder"] else ""),
    ):
        ctx.store.settings.put(name, value)
    message = f"自动备份已{parameters['automatic']}"
    if parameters["automatic"] == ON:
        message += f"：每天一份，随办理更新，最多保留 {int(copies)} 天，位置“{folder}”"
    _show(table, folder, f"{message}。")
    return Outcome(f"{message}。", counts={"copies": int(copies)})


def back_up(shelf: Shelf, ui: Confirming, passphrase_of: Callable[[str], str] | None) -> Outcome:
    """Make one backup by hand; ``passphrase_of`` asks for what opens it elsewhere."""
    from shebao.store.copies.backup_file import make_backup

    target = shelf.path(BY_HAND)
    ui.confirm(f"把本机数据备份到“{target}”")
    passphrase = ""
    if passphrase_of is not None:
        passphrase = passphrase_of("请输入备份口令（至少 8 个字符，忘记后备份无法打开）")
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise ParameterError(
                f"备份口令不足 {SHORTEST_PASSPHRASE} 个字符，没有备份。请重新执行并输入口令"
                "（命令行请设置环境变量 SHEBAO_BACKUP_PASSPHRASE）。",
                log="short passphrase",
            )
    note = make_backup(shelf.place, target, shelf.now, __version__, passphrase)
    how = "在任何电脑上凭口令恢复" if passphrase else "用本机密钥恢复"
    message = f"备份完成：“{target}”，{_units(note)}，可{how}。"
    return Outcome(message, counts={"units": len(note.units)}, files=(str(target),))


def restore(
    shelf: Shelf,
    source: Path,
    ui: Confirming,
    passphrase_of: Callable[[str], str],
    unit: str,
) -> Outcome:
    """Replace the store's data by a backup's; what was there is backed up first.

    Raises: BackupRefusedError, FileRefusedError, StoreError; the store is what it was.
    """
    from shebao.ledger.joining import joined
    from shebao.store.copies.backup_file import make_backup, read_note
    from shebao.store.copies.restoring import is_sound, restore_backup

    note = read_note(source)
    made = local_time(note.made)
    ui.confirm(f"用 {made} 的备份“{source.name}”（{_units(note)}）替换本机数据")
    passphrase = passphrase_of(f"请输入备份“{source.name}”的口令") if note.has_passphrase else ""
    files: tuple[str, ...] = ()
    before = shelf.path(BEFORE)
    if shelf.place.path.exists() and is_sound(shelf.place):
        make_backup(shelf.place, before, shelf.now, __version__, "")
        files = (str(before),)
    try:
        restored = restore_backup(shelf.place, source, passphrase, unit, joined)
    except StoreError:
        before.unlink(missing_ok=True)  # nothing changed, so nothing to go back to
        raise
    _drop_oldest(shelf.folder, BEFORE, COPIES_BEFORE)
    message = f"恢复成功：本机数据已恢复到 {made}（{_units(note)}）{_ledger_words(restored, made)}"
    if files:
        message += f"恢复前的数据已备份到“{before.name}”（最多保留 {COPIES_BEFORE} 份）。"
    message += "请点击“更新职工”取回备份之后的变化。"
    status = Status.DONE if restored.is_ledger_whole else Status.PARTIAL
    counts = {"units": len(note.units), "joined": restored.joined}
    return Outcome(message, status, counts=counts, files=files)


def _ledger_words(restored: Restored, made: str) -> str:
    """Say what became of the ledger, and of a store that could not be used."""
    came = f"，并入了 {restored.joined} 笔对方才有的申报" if restored.joined else ""
    if restored.aside is None:
        return f"，申报台账没有减少{came}。"
    kept = f"原数据文件已损坏，改名保留为“{restored.aside.name}”"
    if restored.is_ledger_whole:
        return f"。{kept}，其中的申报台账仍能读出，没有减少{came}。"
    return (
        f"。{kept}，其中的申报台账读不出来：{made} 之后的申报和缴费可能不在本机台账中。"
        "请先用“申报记录”“查询申报记录”“同步缴费记录”核对税务记录，不要重复办理。"
    )


def back_up_after(ctx: Context) -> str:
    """Keep the day's automatic backup up to date after a command; return words of a failure.

    What was submitted is in it at once; whatever else changed, after a quarter of an hour.
    """
    try:
        kept = ctx.store.settings
        is_due = ctx.wrote_ledger or _is_old(kept.get(LAST), ctx.now())
        if kept.get(AUTOMATIC) != OFF and is_due:
            _back_up_itself(_shelf(ctx, kept.get(FOLDER) or ""), kept)
    except (StoreError, FileRefusedError, SheetError) as error:
        return f"自动备份没有成功：{error.message}"
    return ""


def back_up_at_close(place: StorePlace, home: Path, now: datetime) -> None:
    """Bring the day's automatic backup up to date, where a store is; Excel is closing.

    Raises: StoreError, FileRefusedError.
    """
    from shebao.store import open_store

    if not place.path.exists():
        return
    with open_store(place.path, place.find_key()) as store:
        if store.settings.get(AUTOMATIC) == OFF:
            return
        folder = Path(store.settings.get(FOLDER) or default_folder(home)).expanduser()
        if folder.is_absolute():  # else it lies beside a workbook that is no longer open
            _back_up_itself(Shelf(place, folder, now), store.settings)


def _back_up_itself(shelf: Shelf, kept: Settings) -> None:
    """Make the newest automatic backup; of one day the newest stays, of all days the newest few."""
    from shebao.store.copies.backup_file import make_backup

    kept.put(LAST, shelf.now.isoformat())
    target = shelf.path(BY_ITSELF)
    make_backup(shelf.place, target, shelf.now, __version__, "")
    for earlier in shelf.folder.glob(f"{target.name[:13]}_??????.zip"):
        if earlier.name < target.name:
            earlier.unlink(missing_ok=True)
    _drop_oldest(shelf.folder, BY_ITSELF, int(kept.get(COPIES) or 7))


def _is_old(last: str | None, now: datetime) -> bool:
    if not last:
        return True
    age = now - datetime.fromisoformat(last)
    return not timedelta() <= age < FRESH  # a clock that was put back makes nothing fresh


def _drop_oldest(folder: Path, why: str, copies: int) -> None:
    """Leave the newest backups of one kind; their names sort by time."""
    for path in sorted(folder.glob(f"{why}_????????_??????.zip"))[:-copies]:
        path.unlink(missing_ok=True)


def _shelf(ctx: Context, folder: str) -> Shelf:
    try:
        chosen = default_folder(ctx.home)
        if folder:
            chosen = ctx.beside_book(Path(folder).expanduser())
        is_usable = chosen.is_dir() or not chosen.exists()
    except (RuntimeError, OSError, FileRefusedError):  # nobody's home, or no path at all
        is_usable = False
    if not is_usable:
        raise SheetError(
            BACKUPS.title,
            f"的“备份文件夹”是“{folder[:40]}”，不是文件夹，或路径不能使用",
            "没有执行。请改正后重试。",
        )
    return Shelf(ctx.store_place, chosen, ctx.now())


def _source(ctx: Context, table: SheetTable[BackupRow], given: str, folder: Path) -> Path:
    if given:
        return _existing(ctx, table, given)
    ticked = [row.file for row in table.rows() if row.tick]
    if len(ticked) != 1:
        raise table.error(
            f"没有“恢复文件”，并且勾选了 {len(ticked)} 份备份",
            "没有恢复。请勾选一份备份，或填写“恢复文件”后重试。",
        )
    return folder / ticked[0]


def _existing(ctx: Context, table: SheetHead, given: str) -> Path:
    try:
        path = ctx.beside_book(given)
        is_file = path.is_file()
    except (OSError, FileRefusedError):  # no path at all, or longer than the system takes
        is_file = False
    if not is_file:
        raise table.error(
            f"的“恢复文件”是“{given[:40]}”，不存在", "没有恢复。请检查备份文件的路径和文件名。"
        )
    return path


def _show(table: SheetTable[BackupRow], folder: Path, message: str) -> None:
    """List the folder's backups, newest first."""
    paths = sorted(folder.glob("*.zip"), key=lambda path: path.stat().st_mtime, reverse=True)
    table.replace([_line(path) for path in paths])
    table.note(message)


def _line(path: Path) -> BackupRow:
    from shebao.store.copies.backup_file import peek_note

    line = BackupRow(file=path.name, size=-(-path.stat().st_size // 1024))
    try:
        note = peek_note(path)
    except (StoreError, FileRefusedError) as error:
        return replace(line, remark=error.message)
    opened_by = PASSPHRASE if note.has_passphrase else "本机密钥"
    units = "、".join(note.units.values())
    return replace(line, made_at=local_time(note.made), units=units, opened_by=opened_by)


def _units(note: BackupNote) -> str:
    return "、".join(f"{name}（{unit}）" for unit, name in note.units.items()) or "没有单位"
