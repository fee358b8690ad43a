"""A backup: the store of one moment in a zip, with a readable note about it."""

import hashlib
import json
import os
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from shebao.domain.errors import FileRefusedError
from shebao.store.errors import BackupRefusedError
from shebao.store.migrating import HEAD, REVISIONS
from shebao.store.opening import open_store
from shebao.store.place import UNIT, StorePlace
from shebao.store.sqlite_file import connect, raw_key
from shebao.store.tables import setting
from shebao.store.translation import translated_driver

FORMAT = 1
_NOTE, _DATA = "backup.json", "store.db"
_LONGEST_NOTE = 1_000_000
_CHUNK = 1 << 20
_NEWER = ("由更新版本的插件备份，当前版本不能恢复", "请安装最新版本的插件后重试。")
_DAMAGED = ("已损坏或不完整，不能恢复", "请换用另一份备份。")


@dataclass(frozen=True, slots=True)
class BackupNote:
    """What can be known of a backup without its key; ``units`` are names by tax id."""

    format: int
    made_at: str
    version: str
    revision: str
    units: dict[str, str]
    has_passphrase: bool
    sha256: str

    @property
    def made(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)


def peek_note(path: Path) -> BackupNote:
    """Return the note of a backup without reading the data.

    Raises: BackupRefusedError, FileRefusedError.
    """
    with _package(path) as package:
        return _note(path, package)


def read_note(path: Path) -> BackupNote:
    """Return the note of a backup that is whole and not newer than we are.

    Raises: BackupRefusedError, FileRefusedError.
    """
    with _package(path) as package:
        note = _note(path, package)
        with package.open(_DATA) as data:
            if _digest(data) != note.sha256:
                raise BackupRefusedError(path.name, *_DAMAGED)
    return note


@contextmanager
def unpacked(path: Path, folder: Path) -> Iterator[Path]:
    """Yield the database of a backup as a file that is gone afterwards.

    Raises: BackupRefusedError, FileRefusedError.
    """
    with scratch_file(folder / path.name) as draft:
        with _package(path) as package, package.open(_DATA) as data, draft.open("wb") as file:
            while chunk := data.read(_CHUNK):
                file.write(chunk)
        yield draft


def write_backup(path: Path, database: Path, note: BackupNote) -> None:
    """Leave the backup at ``path``, whole or not at all, readable by its owner only.

    Raises: OSError.
    """
    text = json.dumps(asdict(note), ensure_ascii=False)
    with scratch_file(path) as draft:
        with (
            draft.open("r+b") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package,
        ):
            package.writestr(_NOTE, text)
            package.write(database, _DATA)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(path)


@contextmanager
def scratch_file(beside: Path) -> Iterator[Path]:
    """Yield an empty file of the owner's that is gone afterwards, with all SQLite adds to it.

    Raises: OSError.
    """
    draft = beside.with_name(f".{uuid.uuid4().hex}.new")
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield draft
    finally:
        for leftover in (draft, Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            leftover.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """Return the digest of a file's bytes."""
    with path.open("rb") as file:
        return _digest(file)


@contextmanager
def _package(path: Path) -> Iterator[zipfile.ZipFile]:
    if not path.is_file():
        raise FileRefusedError(path, "不存在", "请检查备份文件的路径和文件名。")
    try:
        with zipfile.ZipFile(path) as package:
            yield package
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError) as error:
        raise BackupRefusedError(path.name, *_DAMAGED) from error
    except OSError as error:
        raise FileRefusedError(path, "无法读取", "请检查权限和磁盘后重试。") from error


def _note(path: Path, package: zipfile.ZipFile) -> BackupNote:
    entry = package.getinfo(_NOTE)
    # A backup is stored, never compressed: what says otherwise is not ours and may be a bomb.
    if entry.file_size > _LONGEST_NOTE or any(e.compress_type for e in package.infolist()):
        raise BackupRefusedError(path.name, *_DAMAGED)
    found = json.loads(package.read(_NOTE))
    if not isinstance(found, dict) or not isinstance(found.get("format"), int):
        raise BackupRefusedError(path.name, *_DAMAGED)
    if found["format"] > FORMAT or found.get("revision") not in REVISIONS:
        raise BackupRefusedError(path.name, *_NEWER)
    try:
        note = BackupNote(**found)
        note.made.astimezone(UTC)
    except TypeError as error:
        raise BackupRefusedError(path.name, *_DAMAGED) from error
    return note


def _digest(data: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := data.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


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
