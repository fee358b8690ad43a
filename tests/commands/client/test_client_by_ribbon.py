"""A month with the client's files by clicks alone, over xlwings' Windows engine."""

import pytest

from shebao import ribbon
from shebao.commands.registry import BY_ID, COMMANDS
from shebao.domain.outcome import Outcome
from shebao.runner import set_parameters
from tests.com_stand_in import ComDesk, com_book
from tests.file_desk import FILES, FileDesk, file_desk, make_player

__all__ = ["file_desk"]


def click(excel: ComDesk, command_id: str, **cells: object) -> Outcome:
    """Press a button that must succeed."""
    given = {label: str(value) for label, value in cells.items()}
    set_parameters(BY_ID[command_id], excel.book, given)
    outcome = ribbon.run(command_id)
    assert outcome is not None, (command_id, excel.message_boxes[-1])
    return outcome


@pytest.mark.feature("F-MODE", "F-ROSTER", "F-DETAIL", "F-RESULT", "F-RECORDS")
def test_every_button_of_the_client(file_desk: FileDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel has the workbook open, and the client's files lie beside it."""
    player = make_player(people=4)
    folder = file_desk.folder
    player.roster(folder / "名单.xlsx", 0)
    player.payroll(folder / "工资.xlsx")
    player.result(folder / "结果.xlsx", {player.staff[0].id_number: "无有效险种"}, whole=True)
    player.detail(folder / "明细.xlsx", 3)
    player.filings(folder / "申报.xlsx")
    monkeypatch.delenv("DISPLAY", raising=False)
    unit = {"办理方式": FILES, "纳税人识别号": player.tax_id, "参保地": "成都"}
    with com_book(file_desk.book) as excel:
        pressed = {"set_channel": click(excel, "set_channel", **unit)}
        pressed["import_roster_file"] = click(excel, "import_roster_file", 参保职工文件="名单.xlsx")
        click(excel, "new_wage_sheet")
        click(excel, "fill_from_payroll", 工资表文件="工资.xlsx")
        click(excel, "export_wage_file", 参保职工文件="导入.xlsx")
        pressed["import_result_file"] = click(excel, "import_result_file", 结果文件="结果.xlsx")
        pressed["import_detail_file"] = click(excel, "import_detail_file", 明细文件="明细.xlsx")
        reconciled = click(excel, "reconcile_bills")
        pressed["import_records_file"] = click(excel, "import_records_file", 记录文件="申报.xlsx")

    assert {c.id for c in COMMANDS if c.module.startswith("client.")} == set(pressed)
    assert pressed["import_roster_file"].counts["employees"] == 4
    assert pressed["import_result_file"].counts["refused"] == 1
    assert pressed["import_detail_file"].counts["bill_total_fen"] == int(player.total * 100)
    assert (reconciled.counts["lines"], reconciled.counts["unexplained"]) == (16, 0)
    assert pressed["import_records_file"].counts["filed"] == 4
