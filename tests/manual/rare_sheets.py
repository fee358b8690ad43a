"""Pictures of what an ordinary month leaves empty: ``python -m tests.manual.rare_sheets``.

Somebody leaves, the agencies push a levy, a wage is raised for months that are filed, a group's
file has faults, the bureau debits what is owed; a province files wages daily; an agency keeps
a list of employers.
"""

import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import xlwings as xw

from scripts.manual.generated import PICTURES
from shebao.commands.registry import BY_ID
from shebao.runner import run_command, set_parameters
from shebao.sandbox.people.people import make_people
from shebao.sheets.declared.application_sheets import AGREEMENTS, CHOICES
from shebao.sheets.declared.employee_sheets import (
    GROUP_FAULTS,
    MONTH_CHANGES,
    MONTH_COMPARISON,
    ROSTER,
    STOPPED,
)
from shebao.sheets.declared.employer_list_sheet import EMPLOYERS
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import SPECIAL_BILLS, TOP_UPS
from shebao.sheets.declared.query_sheets import DEBIT_QUERY
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON, WAGES_DAILY
from shebao.templates import new_workbook
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import open_workbook
from tests.desk import SandboxHandle, running_sandbox
from tests.forms import agreement_form
from tests.manual.walk import PEOPLE, make_pictures
from tests.pairs import write_pair
from tests.sheet_cells import Row, SheetTable

ALL = {"提交范围": "全部"}
GROUPS = ("生产部/一车间/甲班/早班", "生产部//乙班", "行政部", "行政部")
JOINER = make_people(40, seed=12)[-1].id_number
LAST_MONTHS = ("2026-09", "2026-10", "2026-11", "2026-11")
STATES = (
    ("已完成", "缴费", ""),
    ("等待", "申报", "等待税务反馈"),
    ("需要处理", "校验", "2 行有错误"),
)
PROVINCE_OF_DAILY_WAGES = "350100"
DAY_OF_DEBIT = "2026-11-28T12:00:00+08:00"
UNITS = ("91520100MA00000017", "91520100MA00000025", "91520100MA00000033")


class Clerk:
    """A clerk at a workbook; ``shots`` are copies of it by sheet."""

    def __init__(self, folder: Path, bureau: SandboxHandle) -> None:
        self.folder, self.bureau = folder, bureau
        self.path = new_workbook(folder / "社保费.xlsx")
        self.book: xw.Book = open_workbook(self.path)
        self.shots: dict[str, Path] = {}

    def does(self, command_id: str, cells: Mapping[str, str] | None = None) -> None:
        """Run a command and agree to what it asks."""
        command = BY_ID[command_id]
        environment = {
            "SHEBAO_HOME": str(self.folder / "home"),
            "SHEBAO_BUREAU_URL": self.bureau.url,
            "SHEBAO_PASSWORD": self.bureau.seeded.first_password,
            "SHEBAO_KEY_FILE": str(self.folder / "store.key"),
        }
        named = set_parameters(command, self.book, dict(cells or {}))
        ui = TerminalUi(agrees=True)
        run_command(command, self.book, self.path, ui, environment, named)

    def types(self, spec: AnySheet, wage_yuan: float, people: int) -> None:
        """Fill a wage for the first people of a wage sheet and tick them."""
        table = SheetTable(self.book, spec)
        rows = table.rows()[:people]
        for row in rows:
            row.update(wage=wage_yuan, tick=TICK)
        table.update(rows, ("wage", "tick"))

    def shows(self, spec: AnySheet) -> None:
        """Keep the workbook as the sheet is now."""
        assert SheetTable(self.book, spec).rows(), spec.title
        self.book.save()
        self.shots[spec.name] = Path(shutil.copyfile(self.path, self.folder / f"{spec.name}.xlsx"))


def walk_rare(folder: Path) -> dict[str, Path]:
    """Return a workbook by sheet that has rows."""
    pair = write_pair(folder, kind="enterprise", layout=0, people=PEOPLE, seed=11)
    with running_sandbox(folder / "bureau", pair.roster_path) as bureau:
        bureau.control("clock", now="2026-11-10T04:00:00Z")
        clerk = Clerk(folder, bureau)
        clerk.does("login", {"纳税人识别号": bureau.seeded.tax_id})
        clerk.does("update_roster")
        _groups(clerk)
        clerk.does("update_bills")
        clerk.does("submit_bills", ALL)
        clerk.does("fetch_filing_result")
        _debits(clerk)
        clerk.does("new_wage_sheet", {"生效年度": "2026"})
        clerk.does("add_all_employees")
        clerk.types(WAGES_BY_PERSON, 21_000.0, 3)
        clerk.does("submit_wages")
        clerk.does("fetch_wage_result")
        clerk.does("update_bills")
        clerk.does("show_topup")
        clerk.shows(TOP_UPS)
        _levy(clerk)
        _leavers(clerk)
        clerk.book.close()
    daily = folder / "daily"
    daily.mkdir()
    return clerk.shots | {EMPLOYERS.name: _employers(folder)} | _daily(daily)


def _groups(clerk: Clerk) -> None:
    clerk.does("export_group_templates")
    path = clerk.folder / "分组导入模板.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for group in GROUPS:
        sheet.append([group])
    book.save(path)
    clerk.does("import_groups")
    clerk.shows(GROUP_FAULTS)


def _levy(clerk: Clerk) -> None:
    rows = SheetTable(clerk.book, ROSTER).rows()
    for number, person in enumerate((rows[0], rows[3]), start=1):
        line = {field: person[field] for field in ("person_no", "name", "id_number")}
        line |= {"base_fen": 500_000, "unit_ppm": 160_000, "unit_fen": 80_000, "person_fen": 40_000}
        clerk.bureau.control(
            "special-bills/push",
            tax_id=clerk.bureau.seeded.tax_id,
            notice_no=f"ZJ2026110{number}",
            collect_by="2026-11-30",
            bills=[{"insurance": "110", "period": f"2025-0{number + 4}", "lines": [line]}],
        )
    clerk.does("update_special_bills")
    clerk.shows(SPECIAL_BILLS)


def _leavers(clerk: Clerk) -> None:
    """Four leave; the next month is compared with this one and somebody joins in it."""
    everyone = dict.fromkeys(row["id_number"] for row in SheetTable(clerk.book, ROSTER).rows())
    tax_id = clerk.bureau.seeded.tax_id
    for id_number, month in zip(
        list(everyone)[-4:], ("2026-09", "2026-10", *["2026-11"] * 2), strict=True
    ):
        clerk.bureau.control("people/leave", tax_id=tax_id, id_number=id_number, last_period=month)
    clerk.does("update_roster")
    clerk.does("show_month_changes")
    clerk.shows(MONTH_CHANGES)
    clerk.does("show_stopped")
    clerk.shows(STOPPED)
    clerk.bureau.next_month()
    codes = ["110", "210", "310", "410"]
    joiner = {"name": "李练习", "id_number": JOINER, "insurances": codes}
    clerk.bureau.control("people/join", tax_id=tax_id, **joiner)
    clerk.does("update_roster")
    clerk.does("compare_months")
    clerk.shows(MONTH_COMPARISON)


def _debits(clerk: Clerk) -> None:
    """Under a 费批扣 agreement the bureau debits what is owed on its day."""
    clerk.does("update_debts")
    clerk.does("update_agreements")
    agreements = SheetTable(clerk.book, AGREEMENTS)
    choices = SheetTable(clerk.book, CHOICES).rows()
    agreements.replace([{**agreement_form(choices), "batch": "费批扣"}])
    clerk.does("save_agreements")
    rows = agreements.rows()
    for row in rows:
        row["tick"] = TICK if row["batch"] == "费批扣" else ""
    agreements.update(rows, ("tick",))
    clerk.does("verify_agreements")
    clerk.bureau.control("clock", now=DAY_OF_DEBIT)
    clerk.does("query_debits")
    clerk.shows(DEBIT_QUERY)


def _daily(folder: Path) -> dict[str, Path]:
    """A province where a wage changes from any month on."""
    pair = write_pair(folder, kind="enterprise", layout=0, people=PEOPLE, seed=11)
    region = PROVINCE_OF_DAILY_WAGES
    with running_sandbox(folder / "bureau", pair.roster_path, region=region) as bureau:
        bureau.control("clock", now="2026-11-10T04:00:00Z")
        clerk = Clerk(folder, bureau)
        clerk.does("login", {"纳税人识别号": bureau.seeded.tax_id})
        clerk.does("update_roster")
        clerk.does("new_daily_wage_sheet")
        clerk.types(WAGES_DAILY, 9_000.0, 5)
        clerk.does("submit_wages")
        clerk.does("fetch_wage_result")
        clerk.shows(WAGES_DAILY)
        clerk.book.close()
    return clerk.shots


def _employers(folder: Path) -> Path:
    path = new_workbook(folder / "单位清单.xlsx", "employers")
    book = open_workbook(path)
    rows: list[Row] = [
        {
            "tax_id": tax_id,
            "name": f"沙箱{number}号有限公司",
            "region": "贵阳",
            "credential": f"单位{number}",
            "book": f"单位{number}.xlsx",
            "payroll": f"单位{number}工资表.xlsx",
            "state": state,
            "stage": stage,
            "remark": remark,
        }
        for number, (tax_id, (state, stage, remark)) in enumerate(
            zip(UNITS, STATES, strict=True), start=1
        )
    ]
    SheetTable(book, EMPLOYERS).replace(rows)
    book.save()
    book.close()
    return path


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        shots = walk_rare(Path(temporary))
        make_pictures(shots, Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
