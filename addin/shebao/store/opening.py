"""Opens a store, brought to the newest revision."""

from pathlib import Path

from sqlalchemy import URL, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from shebao.domain.errors import ParameterError
from shebao.store.database import Database
from shebao.store.errors import StoreUnwritableError
from shebao.store.migrating import migrate
from shebao.store.sealed import SealingKeys, seal_with
from shebao.store.sqlite_file import create_file, refuse_empty_file, sqlite_engine
from shebao.store.store import Store

CONNECT_TIMEOUT_SECONDS = 10
LOCK_TIMEOUT_MILLISECONDS = 5000
SEALED_WITH = "sealed_with"  # the fingerprint of the team's key


def open_store(path: Path, key: bytes) -> Store:
    """Return the store in the encrypted file at ``path``, which is created when absent.

    Raises: StoreError; an existing file is untouched.
    """
    if not path.exists():
        create_file(path, lambda draft: _migrated(Database(sqlite_engine(draft, key))).close())
    try:
        refuse_empty_file(path)
    except OSError as problem:
        raise StoreUnwritableError(f"errno {problem.errno}") from problem
    return Store(_migrated(Database(sqlite_engine(path, key))))


def open_shared_store(url: str, key: bytes) -> Store:
    """Return the store in a PostgreSQL database that a team shares, sealed under the team's key.

    Raises: ParameterError when the address is not one, or the key is not the team's; StoreError.
    The data is untouched.
    """
    address = _address(url)
    if address is None:
        raise ParameterError(
            "共享数据库的地址不正确。没有连接任何数据库，数据未作任何改动。"
            "请改成 postgresql://用户@主机/数据库名 的形式后重试。",
            log="address of the shared store cannot be used",
        )
    engine = create_engine(
        address,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            "options": f"-c lock_timeout={LOCK_TIMEOUT_MILLISECONDS}",
        },
        pool_pre_ping=True,
        hide_parameters=True,
    )
    keys = SealingKeys(key)
    seal_with(engine, keys)
    store = Store(_migrated(Database(engine)))
    try:
        _refuse_other_key(store, keys)
    except BaseException:
        store.close()
        raise
    return store


def _refuse_other_key(store: Store, keys: SealingKeys) -> None:
    """Two desks under two keys would each keep what the other cannot read."""
    if store.settings.put_first(SEALED_WITH, keys.fingerprint) != keys.fingerprint:
        raise ParameterError(
            "本机的密钥与共享数据库的不同，没有读取也没有改动任何数据。请把团队的密钥文件复制到本机，"
            "用环境变量 SHEBAO_KEY_FILE 指定后重试。",
            log="another key than the team's",
        )


def _address(url: str) -> URL | None:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # repeats the address, which may hold a password
        return None
    if address.get_backend_name() != "postgresql":
        return None
    return address.set(drivername="postgresql+psycopg")


def _migrated(database: Database) -> Database:
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database
