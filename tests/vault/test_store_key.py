"""The store's key is made once and never again."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as FailKeyring

from shebao.vault import Vault, VaultError, errors
from tests.patience import PATIENCE_SECONDS
from tests.vault.keyrings import (
    ForgetfulKeyring,
    LockedKeyring,
    MemoryKeyring,
    UnlockedOnWritingKeyring,
)

Choose = Callable[[KeyringBackend], None]
KEY = bytes(range(32))
ENTRY = ("shebao", "store-key")


def with_key_file(path: Path, data_folder: Path) -> Vault:
    return Vault({"SHEBAO_KEY_FILE": str(path)}, data_folder)


def test_a_first_key_goes_to_the_keyring_and_stays(
    vault: Vault, data_folder: Path, memory: MemoryKeyring
) -> None:
    key = vault.store_key(database_exists=False)
    assert len(key) == 32
    assert memory.secrets == {ENTRY: key.hex()}
    assert not (data_folder / "store.key").exists()
    assert vault.store_key(database_exists=False) == key
    assert vault.store_key(database_exists=True) == key


def test_every_first_key_is_another_one(data_folder: Path, choose_keyring: Choose) -> None:
    keys = set()
    for _ in range(3):
        choose_keyring(MemoryKeyring())
        keys.add(Vault({}, data_folder).store_key(database_exists=False))
    assert len(keys) == 3


@pytest.mark.parametrize("kind", [FailKeyring, LockedKeyring, ForgetfulKeyring])
def test_without_a_usable_keyring_a_first_key_goes_to_a_file_of_the_data_folder(
    vault: Vault, data_folder: Path, choose_keyring: Choose, kind: type[KeyringBackend]
) -> None:
    choose_keyring(kind())
    key = vault.store_key(database_exists=False)
    file = data_folder / "store.key"
    assert file.read_text() == key.hex() + "\n"
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(data_folder.stat().st_mode) == 0o700
    assert vault.store_key(database_exists=True) == key


def test_the_folders_own_file_comes_before_the_keyring(
    vault: Vault, data_folder: Path, memory: MemoryKeyring
) -> None:
    """Made without a keyring, then opened on a desktop whose keyring serves another folder."""
    data_folder.mkdir()
    (data_folder / "store.key").write_text(KEY.hex())
    memory.set_password(*ENTRY, "ab" * 32)
    assert vault.store_key(database_exists=True) == KEY


def test_a_key_in_a_keyring_that_was_locked_is_never_written_over(
    vault: Vault, data_folder: Path, choose_keyring: Choose
) -> None:
    """It may be the key of another data folder, whose data would be lost."""
    keyring = UnlockedOnWritingKeyring()
    keyring.secrets[ENTRY] = "ab" * 32
    choose_keyring(keyring)
    key = vault.store_key(database_exists=False)
    assert keyring.secrets == {ENTRY: "ab" * 32}
    assert (data_folder / "store.key").read_text().strip() == key.hex()


@pytest.mark.parametrize("kind", [MemoryKeyring, FailKeyring])
def test_no_new_key_is_made_for_an_existing_store(
    vault: Vault, data_folder: Path, choose_keyring: Choose, kind: type[KeyringBackend]
) -> None:
    """It could not open the store, and would hide that the old one is needed."""
    backend = kind()
    choose_keyring(backend)
    with pytest.raises(VaultError, match=r"本地数据完好.*请放回原来的密钥"):
        vault.store_key(database_exists=True)
    assert not data_folder.exists()
    assert getattr(backend, "secrets", {}) == {}


def test_a_locked_keyring_is_said_when_a_store_exists(vault: Vault, choose_keyring: Choose) -> None:
    keyring = LockedKeyring()
    keyring.secrets[ENTRY] = KEY.hex()
    choose_keyring(keyring)
    with pytest.raises(VaultError, match="请解锁系统钥匙串") as caught:
        vault.store_key(database_exists=True)
    assert KEY.hex() not in f"{caught.value!r}{caught.value.log}{caught.value.__cause__!r}"


@pytest.mark.parametrize("entry", ["", "ab", "zz" * 32, "ab" * 33])
@pytest.mark.parametrize("database_exists", [True, False])
def test_a_damaged_entry_of_the_keyring_is_refused_and_kept(
    vault: Vault, memory: MemoryKeyring, entry: str, *, database_exists: bool
) -> None:
    memory.set_password(*ENTRY, entry)
    with pytest.raises(VaultError, match="密钥已损坏") as caught:
        vault.store_key(database_exists=database_exists)
    assert memory.secrets == {ENTRY: entry}
    assert caught.value.code == "VAU-01"


def test_a_named_key_file_comes_first(tmp_path: Path, data_folder: Path) -> None:
    file = tmp_path / "named.key"
    file.write_text(KEY.hex().upper() + "\r\n")
    vault = with_key_file(file, data_folder)
    assert vault.store_key(database_exists=True) == KEY
    assert vault.store_key(database_exists=False) == KEY


def test_a_named_key_file_is_made_when_there_is_no_store(
    tmp_path: Path, data_folder: Path, memory: MemoryKeyring
) -> None:
    file = tmp_path / "secrets" / "named.key"
    vault = with_key_file(file, data_folder)
    key = vault.store_key(database_exists=False)
    assert file.read_text().strip() == key.hex()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["named.key"]
    assert memory.secrets == {}
    assert vault.store_key(database_exists=True) == key


def test_a_missing_named_key_file_is_not_made_when_there_is_a_store(
    tmp_path: Path, data_folder: Path, memory: MemoryKeyring
) -> None:
    """Nor is another key tried: whoever names a file means that one."""
    memory.set_password(*ENTRY, KEY.hex())
    file = tmp_path / "named.key"
    with pytest.raises(VaultError, match=r"“named\.key”不存在.*本地数据完好"):
        with_key_file(file, data_folder).store_key(database_exists=True)
    assert not file.exists()


@pytest.mark.parametrize("content", [b"", b"ab", b"z" * 64, b"ab" * 33, "密钥".encode(), b"\xff\0"])
@pytest.mark.parametrize("database_exists", [True, False])
@pytest.mark.parametrize("named", [True, False])
def test_a_damaged_key_file_is_refused_and_kept(
    data_folder: Path, memory: MemoryKeyring, content: bytes, *, database_exists: bool, named: bool
) -> None:
    data_folder.mkdir()
    file = data_folder / ("named.key" if named else "store.key")
    file.write_bytes(content)
    vault = with_key_file(file, data_folder) if named else Vault({}, data_folder)
    with pytest.raises(VaultError, match="64 位十六进制") as caught:
        vault.store_key(database_exists=database_exists)
    assert file.read_bytes() == content
    assert "z" * 64 not in f"{caught.value!r}{caught.value.log}"
    assert caught.value.__cause__ is None


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="runs in the Linux job")
def test_a_device_instead_of_a_key_file_is_refused(data_folder: Path) -> None:
    """Read to its end it would fill the memory."""
    with pytest.raises(VaultError, match="无法读取或内容不是"):
        with_key_file(Path("/dev/zero"), data_folder).store_key(database_exists=True)


def test_a_folder_instead_of_a_key_file_is_refused(tmp_path: Path, data_folder: Path) -> None:
    with pytest.raises(VaultError, match="无法读取"):
        with_key_file(tmp_path, data_folder).store_key(database_exists=False)


def test_a_key_file_that_cannot_be_written_is_said(tmp_path: Path, data_folder: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(VaultError):
        with_key_file(tmp_path / "file" / "k", data_folder).store_key(database_exists=False)


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path: Path, memory: MemoryKeyring) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(VaultError):
        Vault({}, tmp_path / "file" / "home").store_key(database_exists=False)
    assert memory.secrets == {}


@pytest.mark.parametrize("place", ["keyring", "named file", "data folder"])
def test_two_processes_that_start_together_get_one_key(place: str, tmp_path: Path) -> None:
    """Else one of them would encrypt the store with a key that is kept nowhere."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "TEST_KEYRING_FILE": str(tmp_path / "keyring.json"),
    }
    if place == "keyring":
        environment["PYTHON_KEYRING_BACKEND"] = "tests.vault.keyrings.SlowFileKeyring"
    if place == "named file":
        environment["SHEBAO_KEY_FILE"] = str(tmp_path / "named.key")
    script = f"""
import os, sys
from pathlib import Path
from shebao.vault import Vault
key = Vault(os.environ, Path({str(tmp_path / "home")!r})).store_key(database_exists=False)
sys.stdout.write(key.hex())
"""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    keys = [child.communicate(timeout=PATIENCE_SECONDS)[0] for child in children]
    assert len(keys[0]) == 64
    assert keys[0] == keys[1]


def test_the_error_stands_in_the_drawn_tree() -> None:
    assert f"VaultError  {VaultError.code}" in (errors.__doc__ or "")
