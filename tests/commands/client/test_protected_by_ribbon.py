"""A sheet that takes no cells, or a file that another program holds: nothing is kept or settled."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from shebao import ribbon
from shebao.commands.registry import BY_ID
from shebao.domain.period import Period
from shebao.runner import set_parameters
from shebao.sheets.declared.books_sheets import (
    ACCOUNTS,
    BANK_MATCHES,
    ENTRIES,
    HANDOVER,
    PAYROLL_BACK,
    TAX_DEDUCTIONS,
)
from shebao.sheets.declared.client_sheets import CLIENT_FILES
from shebao.sheets.declared.employee_sheets import GROUP_FAULTS, GROUPS, ROSTER
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.premium_sheets import BILL_LINES, BILLS, PREMIUM_FILINGS
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import PAYROLL_DOUBTS, WAGE_FILINGS, WAGES_BY_PERSON
from tests.com_stand_in import ComDesk, com_book, refusal
from tests.commands.client.test_result_file import written
from tests.file_desk import FILES, FileDesk, file_desk, make_player

__all__ = ["file_desk"]
COMMANDS: dict[str, tuple[dict[str, str], tuple[AnySheet, ...]]] = {
    "set_channel": ({"办理方式": FILES}, (HOME,)),
    "import_roster_file": (
        {"参保职工文件": "名单.xlsx"},
        (ROSTER, HOME, PAYROLL_DOUBTS, CLIENT_FILES),
    ),
    "import_result_file": (
        {"结果文件": "结果.xlsx"},
        (WAGES_BY_PERSON, WAGE_FILINGS, PAYROLL_DOUBTS, CLIENT_FILES),
    ),
    "import_detail_file": (
        {"明细文件": "明细.csv"},
        (BILLS, BILL_LINES, PAYROLL_DOUBTS, CLIENT_FILES),
    ),
    "import_records_file": (
        {"记录文件": "申报.xlsx"},
        (PREMIUM_FILINGS, BILLS, PAYROLL_DOUBTS, CLIENT_FILES),
    ),
    "export_wage_file": ({"参保职工文件": "再次.xlsx"}, (WAGES_BY_PERSON, CLIENT_FILES)),
    "write_handover": ({}, (HANDOVER,)),
    "write_back_payroll": ({"工资表文件": "工资.xlsx"}, (PAYROLL_BACK,)),
    "write_tax_deductions": ({}, (TAX_DEDUCTIONS,)),
    "write_entries": ({}, (ENTRIES, ACCOUNTS)),
    "match_bank": ({"银行流水文件": "流水.csv"}, (BANK_MATCHES,)),
    "export_group_templates": ({}, (GROUPS,)),
    "import_groups": ({}, (GROUPS, GROUP_FAULTS)),
    "import_employee_groups": ({}, (GROUPS, GROUP_FAULTS, ROSTER)),
}


def prepared(file_desk: FileDesk) -> None:
    """Bring a month as far as every button of it has something to do, with its files beside."""
    folder = file_desk.folder
    player = written(file_desk, make_player(people=3))
    player.detail(folder / "首份.xlsx", 1)
    file_desk.done("import_detail_file", 明细文件="首份.xlsx")
    file_desk.done("export_group_templates")
    player.roster(folder / "名单.xlsx", 1)
    player.result(folder / "结果.xlsx", {player.staff[0].id_number: "无效"}, whole=True)
    player.detail(folder / "明细.csv", 0)
    last_month = str(Period.parse(player.period).plus(-1))
    replace(player, period=last_month).filings(folder / "上月申报.xlsx")
    file_desk.done("import_records_file", 记录文件="上月申报.xlsx")  # its columns are remembered
    player.filings(folder / "申报.xlsx")
    player.payments(folder / "缴费.csv")
    player.payroll(folder / "工资.xlsx")
    bank = f'交易日期,借方金额,贷方金额\n{player.period}-11,"{player.total}",\n'
    (folder / "流水.csv").write_text(bank, encoding="utf-8")


def files_of(folder: Path) -> dict[str, bytes]:
    """Return what lies there, but for the log and what SQLite keeps beside its file."""
    found = (path for path in folder.rglob("*") if path.is_file() and "log" not in path.name)
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in found
        if path.suffix not in (".db-wal", ".db-shm")
    }


def cells_of(excel: ComDesk, folder: Path) -> dict[str, bytes]:
    path = folder / "then.xlsx"
    excel.save(path)
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist() if "sheet" in name}


@pytest.mark.feature("F-ROSTER", "F-DETAIL", "F-RESULT", "F-RECORDS", "F-HANDOVER")
def test_a_protected_sheet_changes_nothing(
    file_desk: FileDesk,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was kept and cannot be shown would count, and nobody would know."""
    prepared(file_desk)
    monkeypatch.delenv("DISPLAY", raising=False)
    aside = tmp_path_factory.mktemp("aside")
    with com_book(file_desk.book) as excel:
        for command, (given, _) in COMMANDS.items():
            set_parameters(BY_ID[command], excel.book, given)
        files, cells = files_of(file_desk.folder), cells_of(excel, aside)
        for command, spec in ((c, spec) for c, (_, specs) in COMMANDS.items() for spec in specs):
            excel.refuse_changes(spec.title, refusal("The cell is on a protected sheet."))
            assert ribbon.run(command) is None, (command, spec.title)
            said = f"工作表“{spec.title}”不能写入：工作表受保护"
            assert said in excel.message_boxes[-1], (command, spec.title)
            assert files_of(file_desk.folder) == files, (command, spec.title)
            excel.refuse_changes(spec.title, None)
        assert cells_of(excel, aside) == cells
        for command in COMMANDS:  # each would have gone well
            assert ribbon.run(command) is not None, (command, excel.message_boxes[-1])
