"""A file that another program holds is not replaced, and what was written before still counts."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shebao.commands.registry import BY_ID
from shebao.domain.errors import FileRefusedError
from shebao.runner import run_command, set_parameters
from shebao.sheets.declared.client_sheets import CLIENT_FILES
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import open_workbook
from tests.commands.client.test_result_file import written
from tests.file_desk import FileDesk, file_desk, make_player

__all__ = ["file_desk"]


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Let a program run from the file: nobody can open it to write, as one open in Excel."""
    shutil.copy(shutil.which("sleep") or "/bin/sleep", path)
    program = subprocess.Popen([path, "600"])
    try:
        yield
    finally:
        program.kill()
        program.wait()


def raised(file_desk: FileDesk) -> None:
    rows = file_desk.rows(WAGES_BY_PERSON)
    for row in rows:
        row["wage"] = float(str(row["wage"])) + 1
    file_desk.edit(WAGES_BY_PERSON, rows, "wage")


@pytest.mark.feature("F-HANDOVER", "F-BOOKS")
def test_a_held_file_leaves_ledger_and_sheets_alone(file_desk: FileDesk) -> None:
    """Closed before the new file stands, the earlier one would count no more and be imported."""
    folder = file_desk.folder
    player = written(file_desk, make_player(people=3))
    player.detail(folder / "明细.xlsx", 1)
    file_desk.done("import_detail_file", 明细文件="明细.xlsx")
    number = str(file_desk.rows(WAGES_BY_PERSON)[0]["filing_no"])
    raised(file_desk)
    with held(folder / "占用.xlsx"), held(folder / "占用.pdf"):
        listed = sorted(folder.rglob("*"))
        for command, label, name in (
            ("export_wage_file", "参保职工文件", "占用.xlsx"),
            ("write_handover", "交接单文件", "占用.pdf"),
            ("write_tax_deductions", "导出文件", "占用.xlsx"),
        ):
            said = file_desk.refused(command, **{label: name})
            assert f"“{name}”不能替换（正被其他程序打开，或只读）" in said
        assert sorted(folder.rglob("*")) == listed

    player.result(folder / "结果.xlsx", {}, whole=True)
    answer = file_desk.done("import_result_file", 结果文件="结果.xlsx")
    assert (answer["number"], answer["counts"]["accepted"]) == (number, 3)


class _Holding(TerminalUi):
    """Somebody opens the target between the last question and the writing."""

    def __init__(self, path: Path) -> None:
        super().__init__(agrees=True)
        self.path = path

    def confirm(self, question: str) -> None:
        if "已写出过文件" in question:
            self.path.mkdir()


@pytest.mark.feature("F-RESULT")
def test_a_file_that_cannot_be_put_in_place_gives_the_earlier_back(file_desk: FileDesk) -> None:
    """The earlier file's answers still settle it, under the number that its rows have."""
    player = written(file_desk, make_player(people=3))
    number = str(file_desk.rows(CLIENT_FILES)[0]["number"])
    raised(file_desk)
    target = file_desk.folder / "另.xlsx"
    command = BY_ID["export_wage_file"]
    book = open_workbook(file_desk.book)
    try:
        named = set_parameters(command, book, {"参保职工文件": target.name})
        with pytest.raises(FileRefusedError, match="台账与以前写出的文件照旧"):
            run_command(command, book, file_desk.book, _Holding(target), os.environ, named)
    finally:
        book.close()

    assert [path.name for path in file_desk.folder.glob(".*.xlsx")] == []
    player.result(file_desk.folder / "结果.xlsx", {}, whole=True)
    answer = file_desk.done("import_result_file", 结果文件="结果.xlsx")
    assert (answer["number"], answer["counts"]["accepted"]) == (number, 3)
    assert {row["state"] for row in file_desk.rows(WAGES_BY_PERSON)} == {"申报成功"}
