"""Lets one process at a time make the store's first key."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from shebao.vault.errors import VaultError

WAIT_SECONDS = 10.0


@contextmanager
def first_key_lock(data_folder: Path) -> Iterator[None]:
    """Hold the lock while the block runs.

    Two processes that start together on a new desktop would each put a key into the keyring:
    one of them would then encrypt the store with a key that is kept nowhere. An empty SQLite
    file is the lock because it works on every system and cannot outlive its process.

    Raises: VaultError when the data folder cannot be used or another process never ends.
    """
    try:
        data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(
            sqlite3.connect(data_folder / "vault.lock", timeout=WAIT_SECONDS, isolation_level=None)
        ) as lock:
            lock.execute("BEGIN IMMEDIATE")
            yield
    except (OSError, sqlite3.Error) as problem:
        raise VaultError(
            "无法在数据文件夹中准备密钥",
            "请检查数据文件夹的权限和磁盘空间，关闭其他正在运行的社保费窗口后重试。",
            log=f"first key lock failed: {type(problem).__name__}",
        ) from problem
