"""Copies the store into a backup, and a backup back into the store, in one transaction."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from shebao.domain.errors import FileRefusedError
from shebao.store.backup_file import (
    FORMAT,
    BackupNote,
    scratch_file,
    sha256_of,
    unpacked,
    write_backup,
)
from shebao.store.errors import BackupRefusedError, StoreUnreadableError
from shebao.store.migrating import HEAD
from shebao.store.opening import open_store
from shebao.store.place import UNIT, StorePlace
from shebao.store.sqlite_file import connect, raw_key
from shebao.store.tables import ledger_entry, ledger_event, metadata, setting
from shebao.store.translation import translated_driver

LOCAL = "backup."  # settings of this machine, which a backup never brings
# The ledger only ever grows; what undo keeps belongs to the workbooks of today.
_APART = {"ledger_entry", "ledger_event", "kept_table"}


def make_backup(
    place: StorePlace, target: Path, made_at: datetime, version: str, passphrase: str
) -> BackupNote:
    """Leave a backup of this moment at ``target``; without a passphrase the store's key opens it.

    Raises: BackupRefusedError when there is no store yet, FileRefusedError; StoreError.
    """
    if not place.path.exists():
        raise BackupRefusedError(
            target.name, "没有生成：本机还没有数据", "请登录并更新职工后再备份。"
        )
    key = place.find_key()
    open_store(place.path, key).close()  # brought to the newest revision
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with scratch_file(target) as draft:
            with _attached(place.path, key, draft, passphrase or raw_key(key)) as connection:
                connection.execute("BEGIN")
                units = _units(connection, "main")
                connection.execute("SELECT sqlcipher_export('other')").fetchall()
                connection.execute("COMMIT")
            note = BackupNote(
                FORMAT,
                made_at.isoformat(),
                version,
                HEAD,
                units,
                bool(passphrase),
                sha256_of(draft),
            )
            write_backup(target, draft, note)
    except OSError as error:
        next_step = "请检查备份文件夹的路径、权限和磁盘空间，或换一个文件夹。"
        raise FileRefusedError(target, "无法写入", next_step) from error
    return note


def restore_backup(
    place: StorePlace, source: Path, passphrase: str, wanted_unit: str
) -> Path | None:
    """Put a backup's data in place of the store's, in one transaction or not at all.

    Submissions that only the store knows stay in its ledger: a ledger that forgot one would let
    it be sent twice. Returns where a store that could not be opened was put aside, else None.

    Raises: BackupRefusedError, FileRefusedError, StoreError; the store is what it was.
    """
    key = place.find_key()
    place.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        unpacked(source, place.path.parent) as database,
        scratch_file(place.path) as fresh,
    ):
        _decipher(source.name, database, passphrase or raw_key(key), fresh, key)
        aside = _open_or_put_aside(place.path, key)
        with _attached(place.path, key, fresh, raw_key(key)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            _refuse_other_unit(source.name, connection, wanted_unit)
            _extend_ledger(source.name, connection)
            _replace_tables(connection)
            connection.execute("COMMIT")
    return aside


def is_readable(place: StorePlace) -> bool:
    """Whether there is a store and it opens.

    Raises: StoreError other than an unreadable file.
    """
    if not place.path.exists():
        return False
    try:
        open_store(place.path, place.find_key()).close()
    except StoreUnreadableError:
        return False
    return True


@contextmanager
def _attached(path: Path, key: bytes, other: Path, other_key: str) -> Iterator[Any]:
    with translated_driver():
        connection = connect(path, key)
        try:
            connection.execute("ATTACH DATABASE ? AS other KEY ?", (str(other), other_key))
            yield connection
        finally:
            connection.close()  # undoes what was not committed


def _decipher(name: str, database: Path, database_key: str, fresh: Path, key: bytes) -> None:
    """Fill ``fresh`` with a backup's data under the store's own key, at the newest revision."""
    try:
        with _attached(fresh, key, database, database_key) as connection:
            faults = connection.execute("PRAGMA other.cipher_integrity_check").fetchall()
            faults += [
                row for row in connection.execute("PRAGMA other.quick_check") if row != ("ok",)
            ]
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


def _open_or_put_aside(path: Path, key: bytes) -> Path | None:
    """Return None when the store opens; else the new name of the file that does not."""
    try:
        open_store(path, key).close()
    except StoreUnreadableError as error:
        aside = path.with_name(f"{path.name}.unreadable-{uuid.uuid4().hex[:8]}")
        try:
            for ending in ("", "-wal", "-shm"):
                if (file := Path(f"{path}{ending}")).exists():
                    file.rename(f"{aside}{ending}")
        except OSError:
            raise error from None
        open_store(path, key).close()
        return aside
    return None


def _refuse_other_unit(name: str, connection: Any, wanted_unit: str) -> None:
    theirs, ours = _units(connection, "other"), _units(connection, "main")
    missing = [f"{unit}（{unit_name}）" for unit, unit_name in ours.items() if unit not in theirs]
    if wanted_unit and wanted_unit not in theirs and wanted_unit not in ours:
        missing.append(wanted_unit)
    if missing or not theirs:
        names = "、".join(theirs.values()) or "空"
        raise BackupRefusedError(
            name,
            f"是其他单位（{names}）的备份，其中没有 {'、'.join(missing) or '任何单位的数据'}",
            "请选择本单位的备份；其他单位请用另一个数据文件夹（环境变量 SHEBAO_HOME）恢复。",
        )


def _units(connection: Any, schema: str) -> dict[str, str]:
    rows = connection.execute(
        f"SELECT name, value FROM {schema}.{setting.name} WHERE name LIKE '{UNIT}%' ORDER BY name"  # noqa: S608 - our own words
    )
    return {name.removeprefix(UNIT): value for name, value in rows}


def _extend_ledger(name: str, connection: Any) -> None:
    """Leave the longer of two ledgers when one begins with the other; refuse two that differ."""
    last = {
        schema: connection.execute(
            f"SELECT coalesce(max(seq), 0) FROM {schema}.ledger_event"  # noqa: S608 - our own words
        ).fetchone()[0]
        for schema in ("main", "other")
    }
    both = "SELECT row_hash FROM {}.ledger_event WHERE seq = ?"
    common = (min(last.values()),)
    hashes = [
        connection.execute(both.format(schema), common).fetchone() for schema in ("main", "other")
    ]
    if hashes[0] != hashes[1]:
        raise BackupRefusedError(
            name,
            "与本机各有对方没有的申报记录，恢复会丢失本机的记录，因此没有恢复",
            "请改用较新的备份，或用另一个数据文件夹（环境变量 SHEBAO_HOME）恢复后查看。",
        )
    for table, condition in (
        (ledger_entry, "entry_id NOT IN (SELECT entry_id FROM main.ledger_entry)"),
        (ledger_event, f"seq > {last['main']}"),
    ):
        connection.execute(f"{_copy(table)} WHERE {condition}")


def _replace_tables(connection: Any) -> None:
    for table in metadata.sorted_tables:
        if table.name in _APART:
            continue
        where = f" WHERE name NOT LIKE '{LOCAL}%'" if table is setting else ""
        connection.execute(f"DELETE FROM main.{table.name}{where}")  # noqa: S608 - our own words
        connection.execute(_copy(table) + where)


def _copy(table: Any) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    return f"INSERT INTO main.{table.name} ({columns}) SELECT {columns} FROM other.{table.name}"  # noqa: S608 - our own words
