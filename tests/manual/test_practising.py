"""Whoever types what the manual's page on practising says gets through the month."""

import re
import shlex
from pathlib import Path

import pytest

from scripts.manual.generated import MANUAL
from shebao import cli
from shebao.sheets.declared.premium_sheets import BILLS
from tests.desk import open_desk

OWN_PASSWORD = "Lianxi-2026"


def typed_lines() -> list[list[str]]:
    """The words of each line of the block that begins with the first password."""
    text = (MANUAL / "practising.md").read_text("utf-8")
    (block,) = re.findall(r"```sh\n(export SHEBAO_PASSWORD=.*?)```", text, re.DOTALL)
    return [shlex.split(line, comments=True) for line in block.splitlines()]


def test_the_terminals_lines_do_what_they_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newcomer stopped at the second line: the login asked for a yes that no line gave."""
    with open_desk(tmp_path, capsys, monkeypatch, fresh=True) as desk:
        desk.book.unlink()
        monkeypatch.chdir(desk.folder)
        monkeypatch.setenv("SHEBAO_NEW_PASSWORD", OWN_PASSWORD)
        given = {"纳税人识别号=…": f"纳税人识别号={desk.bureau.seeded.tax_id}"}
        lines = typed_lines()

        for first, *words in lines:
            if first == "export":
                if "SHEBAO_PASSWORD=$SHEBAO_NEW_PASSWORD" in words:
                    monkeypatch.setenv("SHEBAO_PASSWORD", OWN_PASSWORD)
                continue
            status = cli.main([given.get(word, word) for word in words])
            assert status == 0, (words, capsys.readouterr().err)

        assert len(lines) > 10
        assert {row["state"] for row in desk.rows(BILLS)} == {"申报中"}
