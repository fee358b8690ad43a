"""Credentials of a batch: in the keyring, or in an encrypted file where there is none."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import keyring.backends.fail
import pytest

from shebao import cli
from shebao.vault import Vault
from shebao.vault.errors import VaultError
from tests.patience import PATIENCE_SECONDS
from tests.vault.keyrings import MemoryKeyring

SECRET = "Geheim-2026"


@pytest.fixture
def no_keyring(choose_keyring: Callable[..., None]) -> None:
    choose_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call] # its own


@pytest.mark.usefixtures("no_keyring")
def test_without_a_keyring_secrets_lie_encrypted(vault: Vault, data_folder: Path) -> None:
    """A server has none, and its disk has backups."""
    vault.keep_credential("甲", SECRET)
    vault.keep_credential("乙", "another")

    file = data_folder / "vault.bin"
    assert SECRET.encode() not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert vault.credentials() == ["乙", "甲"]
    assert Vault({}, data_folder).credential("甲") == SECRET
    assert vault.forget_credential("甲")
    assert (vault.credential("甲"), vault.credentials()) == (None, ["乙"])
    assert not vault.forget_credential("甲")


@pytest.mark.usefixtures("no_keyring")
@pytest.mark.parametrize("harm", ["other key", "changed", "emptied"])
def test_a_vault_that_cannot_be_opened_is_kept(
    vault: Vault, data_folder: Path, harm: str, tmp_path: Path
) -> None:
    """Taken for empty it would be written over, and every password with it."""
    vault.keep_credential("甲", SECRET)
    file = data_folder / "vault.bin"
    environment = {}
    if harm == "other key":
        (tmp_path / "other.key").write_text("ab" * 32)
        environment = {"SHEBAO_KEY_FILE": str(tmp_path / "other.key")}
    elif harm == "changed":
        file.write_bytes(file.read_bytes()[:-1] + b"x")
    else:
        file.write_bytes(b"")
    before = file.read_bytes()

    with pytest.raises(VaultError, match=r"vault\.bin"):
        Vault(environment, data_folder).keep_credential("乙", "another")

    assert file.read_bytes() == before


def test_a_keyring_takes_them_and_tells_their_names(
    memory: MemoryKeyring, vault: Vault, data_folder: Path
) -> None:
    """No keyring lists what it holds, so the names are kept too."""
    vault.keep_credential("甲", SECRET)

    assert not (data_folder / "vault.bin").exists()
    assert vault.credentials() == ["甲"]
    assert vault.credential("甲") == SECRET
    vault.forget_credential("甲")
    assert vault.credentials() == []
    assert SECRET not in str(memory.secrets)


@pytest.mark.usefixtures("no_keyring")
def test_terminal_takes_a_secret_from_standard_input_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a command line every other user of the machine would read it."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    with (tmp_path / "secret").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert cli.main(["vault", "set", "甲"]) == 0
        assert cli.main(["vault", "set", "乙"]) == 1  # nothing is left to read
    assert cli.main(["vault", "set", "a b"]) == 1
    assert cli.main(["vault", "remove", "丙"]) == 1
    said = "".join(capsys.readouterr())
    assert SECRET not in said
    assert cli.main(["vault", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["names"] == ["甲"]


@pytest.mark.usefixtures("no_keyring")
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_secret_that_nobody_can_type_is_not_kept(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    encoding: str,
) -> None:
    """PowerShell writes UTF-16, an editor a mark in front: wrong at each login, until it locks."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    (tmp_path / "secret").write_text(f"{SECRET}\n", encoding=encoding)
    with (tmp_path / "secret").open(encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert cli.main(["vault", "set", "甲"]) == 1
    assert "UTF-16 或带 BOM" in capsys.readouterr().err
    assert not (tmp_path / "home" / "vault.bin").exists()


def test_a_pipe_that_stays_open_is_not_waited_for(tmp_path: Path) -> None:
    """Whoever types into a pipe, or pipes from a program that goes on, has no end to give."""
    line = [sys.executable, "-m", "shebao.cli", "vault", "set", "甲"]
    environment = {**os.environ, "SHEBAO_HOME": str(tmp_path / "home")}
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    with subprocess.Popen(line, stdin=subprocess.PIPE, env=environment) as process:
        assert process.stdin is not None
        process.stdin.write(f"{SECRET}\n".encode())
        process.stdin.flush()
        assert process.wait(PATIENCE_SECONDS) == 0


@pytest.mark.usefixtures("no_keyring")
@pytest.mark.parametrize(("text", "status"), [("{}\nother\n", 1), ("{}\n\n \n", 0), ("{}", 0)])
def test_one_of_several_lines_is_not_guessed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    status: int,
) -> None:
    """A list of passwords kept its first: wrong at each login, until it locks."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    (tmp_path / "secret").write_text(text.format(SECRET))
    with (tmp_path / "secret").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert cli.main(["vault", "set", "甲"]) == status
    assert ("不止一行" in capsys.readouterr().err) == bool(status)
