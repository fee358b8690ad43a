"""Employees and wages by clicks alone: ``ribbon.run`` over xlwings' Windows engine.

The rich cases of each row run through the terminal; here every button of both groups is pressed in
the order of a month's work, in the Excel stand-in, against a running bureau.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlwings as xw

from shebao import ribbon
from shebao.commands.registry import BY_ID, COMMANDS
from shebao.domain.outcome import Outcome
from shebao.runner import set_parameters
from shebao.sheets.declared.employee_sheets import EMPLOYEE_DETAIL, GROUPS, LEAVERS, ROSTER
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import (
    WAGE_FILINGS,
    WAGES_BY_INSURANCE,
    WAGES_BY_PERSON,
    WAGES_DAILY,
)
from shebao.templates import template_path
from tests.com_stand_in import ComDesk, com_book
from tests.desk import SandboxHandle, running_sandbox
from tests.pairs import write_pair
from tests.sheet_cells import Row, SheetTable

PEOPLE = 12
RIBBON_GROUPS = ("职工", "缴费工资")


@dataclass
class Clerk:
    """Clicks, fills labelled cells, reads sheets; notes every button pressed."""

    excel: ComDesk
    bureau: SandboxHandle
    folder: Path
    payroll: Path
    pressed: set[str]

    @property
    def book(self) -> xw.Book:
        return self.excel.book

    def click(self, command_id: str, **cells: object) -> Outcome:
        """Press a button that must succeed."""
        outcome = self._pressed(command_id, cells)
        assert outcome is not None, (command_id, self.excel.message_boxes[-1])
        assert self.book.app.status_bar == outcome.message
        return outcome

    def refused(self, command_id: str, **cells: object) -> str:
        """Press a button that must refuse; return what the box says."""
        assert self._pressed(command_id, cells) is None
        return self.excel.message_boxes[-1]

    def _pressed(self, command_id: str, cells: dict[str, object]) -> Outcome | None:
        given = {label: str(value) for label, value in cells.items()}
        set_parameters(BY_ID[command_id], self.book, given)
        self.pressed.add(command_id)
        return ribbon.run(command_id)

    def table(self, spec: AnySheet) -> SheetTable:
        return SheetTable(self.book, spec)

    def tick(self, spec: AnySheet, count: int) -> list[Row]:
        """Tick the first rows and no other."""
        rows = self.table(spec).rows()
        for number, row in enumerate(rows):
            row["tick"] = TICK if number < count else ""
        self.table(spec).update(rows, ("tick",))
        return rows[:count]


@contextmanager
def clerk_at_work(
    folder: Path, monkeypatch: pytest.MonkeyPatch, region: str = ""
) -> Iterator[Clerk]:
    pair = write_pair(folder, kind="enterprise", layout=0, people=PEOPLE, seed=5)
    book = folder / "社保费.xlsx"
    book.write_bytes(template_path("shebao").read_bytes())
    with ExitStack() as stack:
        bureau = stack.enter_context(
            running_sandbox(folder / "bureau", pair.roster_path, region=region)
        )
        excel = stack.enter_context(com_book(book))
        for name, value in {
            "SHEBAO_HOME": str(folder / "home"),
            "SHEBAO_BUREAU_URL": bureau.url,
            "SHEBAO_PASSWORD": bureau.seeded.first_password,
            "SHEBAO_KEY_FILE": str(folder / "store.key"),
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("DISPLAY", raising=False)
        yield Clerk(excel, bureau, folder, pair.payroll_path, set())


@pytest.mark.feature(
    "R-UPDATE", "R-MONTH", "R-STOPPED", "R-EXPORT", "R-DETAIL", "R-GROUPS", "W-SHEET-PERSON",
    "W-SHEET-INSURANCE", "W-ADD-ONE", "W-ADD-ALL", "W-ADD-BLANK", "W-ADD-UNITNO", "W-FILE",
    "W-PAYROLL", "W-CHECK", "W-PREVIEW", "W-SUBMIT", "W-SUBMIT-ALL", "W-RESULT", "W-RECORDS",
    "W-NODELETE", "X-LEAVERS", "X-COMPARE", "X-DRIFT",
)  # fmt: skip
def test_every_button_for_employees_and_wages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of the table is done when a ribbon command does it on a workbook."""
    with clerk_at_work(tmp_path, monkeypatch) as clerk:
        _employees(clerk)
        _opening(clerk)
        _filing(clerk)
        _afterwards(clerk)

        here = {c.id for c in COMMANDS if c.group in RIBBON_GROUPS}
        # The next test opens the one; the other needs a rule file that is not in force yet.
        assert here - clerk.pressed == {"new_daily_wage_sheet", "rehearse_rules"}


def _employees(clerk: Clerk) -> None:
    folder = clerk.folder
    clerk.click("login", 纳税人识别号=clerk.bureau.seeded.tax_id)
    assert clerk.click("update_roster").counts["employees"] == PEOPLE
    clerk.table(GROUPS).replace([{"path": "生产部/一车间"}, {"path": "后勤"}])
    clerk.click("save_groups")
    chosen = clerk.tick(ROSTER, 3)
    clerk.click("set_employee_group", 设为分组="生产部/一车间")
    clerk.click("show_groups")
    people = {r["path"]: r["people_below"] for r in clerk.table(GROUPS).rows()}
    assert people["生产部"] == len({row["id_number"] for row in chosen})
    exported = folder / "职工.xlsx"
    clerk.click("export_roster", 导出范围="全部", 导出文件=exported)
    assert exported.stat().st_size > 0
    clerk.click("show_employee", 证件号码=chosen[0]["id_number"])
    assert clerk.table(EMPLOYEE_DETAIL).rows()
    clerk.click("show_stopped")
    clerk.click("show_month_changes")
    clerk.refused("export_month_changes", 导出文件=exported.parent / "没有" / "本月.xlsx")
    clerk.click(
        "export_group_templates",
        分组文件=folder / "分组.xlsx",
        职工分组文件=folder / "职工分组.xlsx",
    )
    clerk.click("import_groups")
    clerk.click("import_employee_groups")
    clerk.tick(GROUPS, 1)
    clerk.click("rename_group", 改名为="分厂")
    assert "分厂" in {row["path"] for row in clerk.table(GROUPS).rows()}
    clerk.tick(GROUPS, 1)
    clerk.click("delete_groups")
    leavers = clerk.click("list_leavers", 工资表文件=clerk.payroll)
    assert leavers.counts["leavers"] == len(clerk.table(LEAVERS).rows())


def _opening(clerk: Clerk) -> None:
    clerk.click("new_insurance_wage_sheet")
    by_insurance = clerk.table(WAGES_BY_INSURANCE)
    assert {row["id_number"] for row in by_insurance.rows()}
    by_insurance.replace([])
    clerk.table(WAGES_BY_PERSON).activate()
    assert "没有日常缴费工资申报" in clerk.refused("new_daily_wage_sheet")
    clerk.pressed.discard("new_daily_wage_sheet")
    clerk.click("new_wage_sheet")
    first = clerk.tick(WAGES_BY_PERSON, 1)[0]
    clerk.click("remove_wage_rows")
    clerk.click("add_employee", 添加职工=first["id_number"])
    assert "没有重复添加" in clerk.refused("add_employee", 添加职工=first["id_number"])
    clerk.tick(WAGES_BY_PERSON, 2)
    clerk.click("remove_wage_rows")
    clerk.click("add_blank_employees")
    clerk.click("add_unit_employees", 单位编号=clerk.bureau.seeded.unit_no)
    clerk.click("add_all_employees")
    ids = [row["id_number"] for row in clerk.table(WAGES_BY_PERSON).rows()]
    assert len(ids) == len(set(ids))


def _filing(clerk: Clerk) -> None:
    wages = clerk.table(WAGES_BY_PERSON)
    file = clerk.folder / "参保职工列表.xlsx"
    clerk.click("export_wage_rows", 参保职工文件=clerk.folder / "申报表人员.xlsx")
    clerk.click("export_wage_file", 参保职工文件=file)
    clerk.click("import_wage_file", 参保职工文件=file)
    clerk.click("fill_from_payroll", 工资表文件=clerk.payroll)
    clerk.click("check_wages")
    clerk.click("preview_premiums", 提交范围="全部")
    wages.activate()
    assert "没有提交任何数据" in clerk.refused("submit_all_wages")
    clerk.click("submit_wages", 提交范围="已勾选")
    clerk.click("fetch_wage_result")
    clerk.click("next_step")
    assert clerk.table(BILLS).is_active()
    clerk.click("previous_step")
    assert wages.is_active()
    accepted = [row for row in wages.rows() if row["state"] == "申报成功"]
    assert accepted
    accepted[0]["wage"] = 1_234_500
    wages.update(accepted[:1], ("wage",))
    assert clerk.click("show_drift").counts["changed"] == 1
    clerk.tick(WAGES_BY_PERSON, PEOPLE)
    clerk.click("restore_filed_wages")
    assert clerk.click("show_drift").counts["changed"] == 0
    accepted[0]["wage"] = None
    wages.update(accepted[:1], ("wage",))
    clerk.tick(WAGES_BY_PERSON, PEOPLE)
    clerk.refused("submit_wages")
    assert "不能删除" in " ".join(str(row["check"]) for row in _checked(clerk))


def _checked(clerk: Clerk) -> list[Row]:
    clerk.click("check_wages")
    return clerk.table(WAGES_BY_PERSON).rows()


def _afterwards(clerk: Clerk) -> None:
    clerk.click("query_wage_filings")
    clerk.tick(WAGE_FILINGS, 1)
    clerk.click("show_wage_filing")
    clerk.click("export_wage_filing", 导出文件=clerk.folder / "明细.xlsx")
    clerk.bureau.next_month()
    clerk.click("compare_months")


@pytest.mark.feature("W-SHEET-DAILY")
def test_daily_wages_where_the_province_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """福建's own sheet, and no other province's."""
    with clerk_at_work(tmp_path, monkeypatch, region="350100") as clerk:
        clerk.click("login", 纳税人识别号=clerk.bureau.seeded.tax_id)
        clerk.click("update_roster")
        assert clerk.click("new_daily_wage_sheet").counts["employees"]
        clerk.click("fill_from_payroll", 工资表文件=clerk.payroll)
        clerk.tick(WAGES_DAILY, 1)
        clerk.click("submit_wages")
        clerk.click("fetch_wage_result")

        assert clerk.table(WAGES_DAILY).rows()[0]["state"] == "申报成功"
