"""Copies the store into a backup, in one read transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from shebao.domain.errors import FileRefusedError
from shebao.store.copies.backup_file import (
    FORMAT,
    BackupNote,
    scratch_file,
    sha256_of,
    write_backup,
)
from shebao.store.errors import BackupRefusedError
from shebao.store.migrating import HEAD
from shebao.store.opening import open_store
from shebao.store.place import UNIT, StorePlace
from shebao.store.sqlite_file import connect, raw_key
from shebao.store.tables import setting
from shebao.store.translation import translated_driver


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
            with attached(place.path, key, draft, passphrase or raw_key(key)) as connection:
                connection.execute("BEGIN")
                units = units_in(connection, "main")
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


@contextmanager
def attached(path: Path, key: bytes, other: Path, other_key: str) -> Iterator[Any]:
    """Yield the driver's connection to one database, with another attached as ``other``.

    Raises: StoreError; what was not committed is undone.
    """
    with translated_driver():
        connection = connect(path, key)
        try:
            connection.execute("ATTACH DATABASE ? AS other KEY ?", (str(other), other_key))
            yield connection
        finally:
            connection.close()  # undoes what was not committed


def units_in(connection: Any, schema: str) -> dict[str, str]:
    """Return the names of the units that a database holds, by tax id."""
    rows = connection.execute(
        f"SELECT name, value FROM {schema}.{setting.name} WHERE name LIKE '{UNIT}%' ORDER BY name"  # noqa: S608 - our own words
    )
    return {name.removeprefix(UNIT): value for name, value in rows}
