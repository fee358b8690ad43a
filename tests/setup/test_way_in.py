"""The terminal's verbs for the add-in on this machine."""

import json
import sys
from pathlib import Path

import keyring.backends.fail
import keyring.core
import pytest

from shebao import cli

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="what Linux lacks; others in CI of theirs"
)


NOT_HERE = ["excel_missing", "addin_not_installable", "keyring_absent", "bureau_url_unset"]


@pytest.mark.parametrize("programs", [True, False], ids=["with programs", "without"])
def test_doctor_lists_exactly_what_is_missing_here(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    programs: bool,
) -> None:
    """Each with its mend, nothing else, and status 1 for the script that asked.

    The gate installs wkhtmltopdf and a Chinese font; without a PATH neither can be found, and of
    the font nobody can tell.
    """
    for name in ("SHEBAO_BUREAU_URL", "SHEBAO_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path))
    nobody = keyring.backends.fail.Keyring()  # type: ignore[no-untyped-call]  # keyring's own
    monkeypatch.setattr(keyring.core, "_keyring_backend", nobody)
    if not programs:
        monkeypatch.setenv("PATH", str(tmp_path))

    status = cli.main(["doctor", "--json"])

    answer = json.loads(capsys.readouterr().out)
    codes = [finding["code"] for finding in answer["findings"]]
    assert status == 1
    missing = [] if programs else ["wkhtmltopdf_missing"]
    assert codes == [*NOT_HERE[:2], *missing, *NOT_HERE[2:]]
    assert all(finding["mend"] for finding in answer["findings"])
    assert list(tmp_path.iterdir()) == []


def test_build_addin_writes_the_same_file_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A release that differs from its source cannot be checked by anyone."""
    for name in ("one.xlam", "two.xlam"):
        assert cli.main(["build-addin", "--out", str(tmp_path / name)]) == 0
    capsys.readouterr()

    assert (tmp_path / "one.xlam").read_bytes() == (tmp_path / "two.xlam").read_bytes()


@pytest.mark.parametrize("verb", [["install", "--province", "贵州", "--yes"], ["repair"]])
def test_linux_is_told_to_use_the_terminal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    verb: list[str],
) -> None:
    """Nothing to install into is a sentence, and nothing is written."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))

    assert cli.main(verb) == 1

    assert "shebao run" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()
