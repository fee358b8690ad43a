"""The process's keyring, chosen by a test and put back after it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from shebao.vault import Vault
from tests.vault.keyrings import MemoryKeyring


@pytest.fixture
def choose_keyring() -> Iterator[Callable[[KeyringBackend], None]]:
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture
def memory(choose_keyring: Callable[[KeyringBackend], None]) -> MemoryKeyring:
    backend = MemoryKeyring()
    choose_keyring(backend)
    return backend


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    return tmp_path / "数据"


@pytest.fixture
def vault(data_folder: Path) -> Vault:
    return Vault({}, data_folder)
