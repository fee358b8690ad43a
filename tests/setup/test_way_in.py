"""The terminal's verbs for the add-in on this machine."""

import json
import sys
from pathlib import Path

import pytest

from shebao import cli

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="what Linux lacks; others in CI of theirs"
)


def test_doctor_lists_what_is_missing_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No Excel, no bureau: each with its mend, and status 1 for the script that asked."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path))
    monkeypatch.delenv("SHEBAO_BUREAU_URL", raising=False)

    status = cli.main(["doctor", "--json"])

    answer = json.loads(capsys.readouterr().out)
    codes = {finding["code"] for finding in answer["findings"]}
    assert status == 1
    assert {"excel_missing", "addin_not_installable", "bureau_url_unset"} <= codes
    assert all(finding["mend"] for finding in answer["findings"])


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
