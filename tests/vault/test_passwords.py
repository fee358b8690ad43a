"""Passwords live in the keyring or are not kept at all."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring

from shebao.vault import Vault
from tests.patience import PATIENCE_SECONDS
from tests.vault.keyrings import (
    BrokenKeyring,
    ForgetfulKeyring,
    LockedKeyring,
    MemoryKeyring,
    ReadOnlyKeyring,
)

Choose = Callable[[KeyringBackend], None]
SECRET = "geheim-123"


class AltKeyring(MemoryKeyring):
    """Stands where keyrings.alt stands; the package is not installed."""


AltKeyring.__module__ = "keyrings.alt.file"
UNUSABLE = [FailKeyring, NullKeyring, AltKeyring, LockedKeyring, ForgetfulKeyring]


def test_a_password_is_kept_by_tax_id_and_forgotten(vault: Vault, memory: MemoryKeyring) -> None:
    assert vault.password("T1") is None
    assert vault.keep_password("T1", SECRET) is True
    assert vault.password("T1") == SECRET
    assert vault.password("T2") is None
    vault.forget_password("T1")
    vault.forget_password("T1")
    assert vault.password("T1") is None
    assert memory.secrets == {}


def test_the_environment_comes_first(data_folder: Path, memory: MemoryKeyring) -> None:
    Vault({}, data_folder).keep_password("T1", "from the keyring")
    assert Vault({"SHEBAO_PASSWORD": SECRET}, data_folder).password("T1") == SECRET
    assert Vault({"SHEBAO_PASSWORD": ""}, data_folder).password("T1") == "from the keyring"


@pytest.mark.parametrize("kind", UNUSABLE)
def test_without_a_usable_keyring_nothing_is_kept_and_nothing_fails(
    vault: Vault, choose_keyring: Choose, kind: type[KeyringBackend]
) -> None:
    """Told that it was kept, the user would not write it down."""
    choose_keyring(kind())
    assert vault.keep_password("T1", SECRET) is False
    assert vault.password("T1") is None
    vault.forget_password("T1")


class Chain(ChainerBackend):
    """A chain of given links."""

    backends = ()

    def __init__(self, *links: KeyringBackend) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring leaves it untyped
        self.__dict__["backends"] = links


def test_of_a_chain_the_first_real_keyring_is_used(vault: Vault, choose_keyring: Choose) -> None:
    alt, memory = AltKeyring(), MemoryKeyring()
    choose_keyring(Chain(alt, memory))
    assert vault.keep_password("T1", SECRET) is True
    assert vault.password("T1") == SECRET
    assert alt.secrets == {}
    choose_keyring(Chain(alt))
    assert vault.keep_password("T1", SECRET) is False


def test_a_bug_in_a_keyring_is_not_hidden(vault: Vault, choose_keyring: Choose) -> None:
    choose_keyring(BrokenKeyring())
    with pytest.raises(ZeroDivisionError):
        vault.password("T1")


def test_no_log_or_repr_shows_a_secret(
    vault: Vault, choose_keyring: Choose, caplog: pytest.LogCaptureFixture
) -> None:
    """The locked keyring quotes the secret in its exception."""
    caplog.set_level(logging.DEBUG)
    choose_keyring(LockedKeyring())
    vault.keep_password("T1", SECRET)
    assert "KeyringLocked" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in repr(Vault({"SHEBAO_PASSWORD": SECRET}, Path()))


@pytest.mark.skipif(sys.platform != "linux", reason="the Linux job runs this")
@pytest.mark.parametrize(
    "chosen",
    [None, "keyring.backends.null.Keyring", "keyring.backends.fail.Keyring", "no.such.Keyring"],
)
def test_a_headless_linux_has_no_keyring_and_no_error(chosen: str | None, tmp_path: Path) -> None:
    """In a process of its own, as keyring itself chooses."""
    hidden = ("DBUS_", "DISPLAY", "XDG_RUNTIME_DIR", "PYTHON_KEYRING_BACKEND")
    environment = {name: text for name, text in os.environ.items() if not name.startswith(hidden)}
    if chosen:
        environment["PYTHON_KEYRING_BACKEND"] = chosen
    script = f"""
import sys
sys.path[:] = {sys.path!r}
from pathlib import Path
from shebao.vault import Vault
assert "keyring" not in sys.modules, "importing the vault imports keyring"
vault = Vault({{}}, Path({str(tmp_path)!r}))
assert vault.keep_password("T1", "x") is False
assert vault.password("T1") is None
vault.forget_password("T1")
assert len(vault.store_key(database_exists=False)) == 32
assert Path({str(tmp_path)!r}, "store.key").exists()
"""
    subprocess.run(
        [sys.executable, "-c", script], env=environment, check=True, timeout=PATIENCE_SECONDS
    )


@pytest.mark.parametrize("kind", [ReadOnlyKeyring, ForgetfulKeyring])
def test_a_keyring_that_refuses_the_new_password_loses_the_old_one(
    vault: Vault, choose_keyring: Choose, kind: type[MemoryKeyring]
) -> None:
    """The old one would be tried at every click, until the bureau locks its holder out."""
    ring = kind()
    ring.secrets["shebao", "password:T1"] = "the old one"
    choose_keyring(ring)

    assert vault.replace_password("T1", SECRET) is False

    assert ring.secrets == {}
    assert vault.password("T1") is None


def test_a_password_that_was_never_kept_is_not_kept_by_a_change(
    vault: Vault, memory: MemoryKeyring
) -> None:
    """Who did not want it in the keyring does not find it there."""
    assert vault.replace_password("T1", SECRET) is False
    assert memory.secrets == {}
