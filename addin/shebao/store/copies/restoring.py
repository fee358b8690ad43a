"""Puts a backup's data in place of the store's, whole or not at all; the ledger only grows."""

import os
import shutil
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from shebao.store.copies.backup_file import attached, scratch_file, units_in, unpacked
from shebao.store.copies.looking import look_over, page_faults
from shebao.store.errors import (
    BackupRefusedError,
    StoreError,
    StoreUnreadableError,
    StoreUnwritableError,
)
from shebao.store.ledger_values import JOINED, EntryRow, EventRow, HeldEntry, LedgerTail
from shebao.store.opening import open_store
from shebao.store.place import StorePlace
from shebao.store.sqlite_file import raw_key
from shebao.store.tables import (
    OF_MACHINES,
    kept_print,
    ledger_entry,
    ledger_event,
    metadata,
    rule_file,
    setting,
)

# Settings of this machine, and of its ledger, which a backup never brings.
_OWN_SETTINGS = "name NOT GLOB 'backup.*' AND name NOT GLOB 'ledger_*'"
# The ledgers are joined; what undo keeps belongs to the workbooks of today; and a batch of then
# would pay once more what its list allowed then.
_APART = {ledger_entry.name, ledger_event.name, "kept_table", *(t.name for t in OF_MACHINES)}
# What was printed or fetched once stays beside what the backup brings: a print is the employer's
# proof, and rules never go back to an older version.
_ONLY_GROW = {kept_print.name, rule_file.name}
_SIDE_FILES = ("-wal", "-shm")
Join = Callable[[LedgerTail], LedgerTail | None]
_ENTRY = ", ".join(f'"{field.name}"' for field in fields(EntryRow))
_EVENT = ", ".join(f'"{field.name}"' for field in fields(EventRow))
_LAST = f"SELECT {_EVENT} FROM main.ledger_event"  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of the ledger: how many entries only the other one held.

    ``aside`` is where a damaged store was put, else None; ``is_ledger_whole`` is False when the
    ledger in it could not be read, so that entries since the backup may be missing.
    """

    joined: int
    aside: Path | None = None
    is_ledger_whole: bool = True


def restore_backup(
    place: StorePlace, source: Path, passphrase: str, wanted_unit: str, join: Join
) -> Restored:
    """Put a backup's data in place of the store's; ``join`` says what a ledger takes from another.

    Submissions that only the store knows stay in its ledger: a ledger that forgot one would let
    it be sent twice. A damaged store is put aside, and what its ledger still tells is taken over.

    Raises: BackupRefusedError, FileRefusedError, StoreError; the store is what it was.
    """
    key = place.find_key()
    place.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_whole = is_sound(place)
    with (
        unpacked(source, place.path.parent) as database,
        scratch_file(place.path) as fresh,
    ):
        _decipher(source.name, database, passphrase or raw_key(key), fresh, key)
        if not is_whole:
            return _in_place_of_damaged(place.path, key, fresh, source.name, wanted_unit, join)
        open_store(place.path, key).close()  # made when there is none, or brought up to date
        with attached(place.path, key, fresh, raw_key(key)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            _refuse_other_unit(source.name, connection, wanted_unit)
            joined = _join(source.name, connection, join)
            _replace_tables(connection)
            connection.execute("COMMIT")
    return Restored(joined)


def is_sound(place: StorePlace) -> bool:
    """Whether there is no store yet, or every page of it can be read.

    Raises: StoreError other than an unreadable file.
    """
    try:
        if place.path.exists():
            look_over(place.path, place.find_key())
    except StoreUnreadableError:
        return False
    return True


def _decipher(name: str, database: Path, database_key: str, fresh: Path, key: bytes) -> None:
    """Fill ``fresh`` with a backup's data under the store's own key, at the newest revision."""
    try:
        with attached(fresh, key, database, database_key) as connection:
            faults = page_faults(connection, "other")
            if not faults:
                connection.execute("SELECT sqlcipher_export('main', 'other')").fetchall()
        if faults:
            raise BackupRefusedError(name, "已损坏，不能恢复", "请换用另一份备份。")
        open_store(fresh, key).close()
    except StoreUnreadableError as error:
        raise BackupRefusedError(
            name,
            "打不开：口令不对，或它是用另一台电脑的密钥备份的",
            "请核对口令；换电脑时请在原电脑上用“口令”方式重新备份，或放回原来的密钥。",
        ) from error


def _in_place_of_damaged(
    path: Path, key: bytes, fresh: Path, name: str, wanted_unit: str, join: Join
) -> Restored:
    """Let ``fresh`` be the store, with what the damaged one's ledger still tells."""
    joined, is_whole = 0, True
    try:
        with attached(fresh, key, path, raw_key(key)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            joined = _join(name, connection, join)
            connection.execute("COMMIT")
    except (StoreError, sqlcipher.Error):
        joined, is_whole = 0, False
    with attached(fresh, key, fresh, raw_key(key)) as connection:
        for table in OF_MACHINES:
            connection.execute(f"DELETE FROM main.{table.name}")  # noqa: S608 - our own words
        theirs = units_in(connection, "main")
        if not theirs or (wanted_unit and wanted_unit not in theirs):
            raise _other_unit(name, theirs, [wanted_unit] if wanted_unit else [])
    return Restored(joined, _swap(path, fresh), is_whole)


def _swap(path: Path, fresh: Path) -> Path:
    """Let the fresh file be the store in one step; return where the former one is kept."""
    aside = path.with_name(f"{path.name}.unreadable-{uuid.uuid4().hex[:8]}")
    try:
        try:
            os.link(path, aside)
        except OSError:  # a file system without hard links
            shutil.copy2(path, aside)
        for ending in _SIDE_FILES:
            if (file := Path(f"{path}{ending}")).exists():
                file.rename(f"{aside}{ending}")
        fresh.replace(path)
    except OSError as problem:
        for ending in _SIDE_FILES:
            with suppress(OSError):
                Path(f"{aside}{ending}").rename(f"{path}{ending}")
        aside.unlink(missing_ok=True)
        raise StoreUnwritableError(f"errno {problem.errno}") from problem
    return aside


def _refuse_other_unit(name: str, connection: Any, wanted_unit: str) -> None:
    theirs, ours = units_in(connection, "other"), units_in(connection, "main")
    missing = [f"{unit}（{unit_name}）" for unit, unit_name in ours.items() if unit not in theirs]
    if wanted_unit and wanted_unit not in theirs and wanted_unit not in ours:
        missing.append(wanted_unit)
    if missing or not theirs:
        raise _other_unit(name, theirs, missing)


def _other_unit(name: str, theirs: dict[str, str], missing: list[str]) -> BackupRefusedError:
    names = "、".join(theirs.values()) or "空"
    return BackupRefusedError(
        name,
        f"是其他单位（{names}）的备份，其中没有 {'、'.join(missing) or '任何单位的数据'}",
        "请选择本单位的备份；其他单位请用另一个数据文件夹（环境变量 SHEBAO_HOME）恢复。",
    )


def _join(name: str, connection: Any, join: Join) -> int:
    """Add what only the other ledger holds; return how many entries came."""
    theirs = tail_of_other(connection)
    tail = join(theirs)
    if tail is None:
        raise BackupRefusedError(
            name, "的申报台账与校验值不符，可能损坏或被改动过", "请换用另一份备份。"
        )
    add_tail(connection, tail)
    moved = {event.row_hash for event in theirs.events} - {event.row_hash for event in tail.events}
    connection.executemany(
        f"INSERT OR IGNORE INTO main.{setting.name} (name, value) VALUES (?, '')",  # noqa: S608
        [(f"{JOINED}{row_hash}",) for row_hash in sorted(moved)],
    )
    return len(tail.entries)


def _replace_tables(connection: Any) -> None:
    for table in metadata.sorted_tables:
        if table.name in _APART:
            continue
        where = f" WHERE {_OWN_SETTINGS}" if table is setting else ""
        if table.name not in _ONLY_GROW:
            connection.execute(f"DELETE FROM main.{table.name}{where}")  # noqa: S608 - our own words
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        connection.execute(
            f"INSERT OR IGNORE INTO main.{table.name} ({columns})"  # noqa: S608 - our own words
            f" SELECT {columns} FROM other.{table.name}{where}"
        )


def tail_of_other(connection: Any) -> LedgerTail:
    """Return what the ledger attached as ``other`` holds behind the last common event.

    Raises: the driver's Error when a page of it cannot be read.
    """
    common = connection.execute(
        "SELECT max(ours.seq) FROM main.ledger_event ours JOIN other.ledger_event theirs"
        " ON ours.seq = theirs.seq AND ours.row_hash = theirs.row_hash"
    ).fetchone()[0]
    events = connection.execute(
        f"SELECT {_EVENT} FROM other.ledger_event WHERE seq > ? ORDER BY seq",  # noqa: S608
        (common or 0,),
    ).fetchall()
    entries = connection.execute(
        f"SELECT {_ENTRY} FROM other.ledger_entry WHERE entry_id IN"  # noqa: S608
        " (SELECT entry_id FROM other.ledger_event WHERE seq > ?)",
        (common or 0,),
    ).fetchall()
    held = connection.execute(
        "SELECT e.entry_id, key, kind, account, subject, revision, (SELECT state FROM"
        " main.ledger_event v WHERE v.entry_id = e.entry_id ORDER BY seq DESC LIMIT 1)"
        " FROM main.ledger_entry e"
    ).fetchall()
    return LedgerTail(
        _event_or_none(connection.execute(f"{_LAST} ORDER BY seq DESC LIMIT 1").fetchone()),
        _event_or_none(connection.execute(f"{_LAST} WHERE seq = ?", (common,)).fetchone()),
        tuple(HeldEntry(*row) for row in held),
        tuple(_with_time(EntryRow, row, "created_at") for row in entries),
        tuple(_with_time(EventRow, row, "at") for row in events),
    )


def add_tail(connection: Any, tail: LedgerTail) -> None:
    """Add entries and events to the ledger of ``main``."""
    for table, columns, rows in (
        ("ledger_entry", _ENTRY, tail.entries),
        ("ledger_event", _EVENT, tail.events),
    ):
        places = ", ".join("?" * (columns.count(",") + 1))
        statement = f"INSERT INTO main.{table} ({columns}) VALUES ({places})"  # noqa: S608
        connection.executemany(statement, [tuple(map(_bound, astuple(row))) for row in rows])


def _event_or_none(row: Any) -> EventRow | None:
    return None if row is None else _with_time(EventRow, row, "at")


def _with_time(kind: Any, row: Any, name: str) -> Any:
    values = dict(zip((field.name for field in fields(kind)), row, strict=True))
    return kind(**{**values, name: datetime.fromisoformat(values[name])})


def _bound(value: object) -> object:
    """As ``UtcTime`` writes a time."""
    is_time = isinstance(value, datetime)
    return value.astimezone(UTC).isoformat(timespec="microseconds") if is_time else value  # type: ignore[attr-defined]
