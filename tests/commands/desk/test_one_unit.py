"""A workbook's rows are one unit's: nothing of one employer is ever filed for another."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from shebao.commands.desk.permission import ribbon_state_path
from shebao.commands.registry import BY_ID, COMMANDS
from shebao.domain.ascii_text import escape
from shebao.domain.unit_mark import UnitMark, bare_title
from shebao.runner import run_command
from shebao.sandbox.control.seeding import Seeded
from shebao.sandbox.people.people import make_tax_id
from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HOME, UNITS
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import open_workbook
from tests.desk import Desk, Ran, open_desk
from tests.sheet_cells import SheetTable

pytestmark = [pytest.mark.feature("S-SWITCH"), pytest.mark.feature("S-LOGIN")]
WEST = "沙箱市城西区税务局"


@dataclass
class Two:
    """A desk with a second employer of the same people behind the same bureau."""

    desk: Desk
    other: Seeded
    monkeypatch: pytest.MonkeyPatch

    def become_other(self) -> None:
        """Let the environment hold the other employer's password."""
        self.monkeypatch.setenv("SHEBAO_PASSWORD", self.other.first_password)

    def login_other(self, *, agrees: bool = True) -> Ran:
        self.become_other()
        return self.desk.run("login", {"纳税人识别号": self.other.tax_id}, agrees=agrees)

    def type_home(self, field: str, text: str) -> None:
        """Type into a cell of the home sheet, as the clerk would."""

        def typed(table: SheetTable) -> None:
            table.set_parameter(field, text)

        change_table(self.desk, HOME, typed)


def change_table(desk: Desk, spec: AnySheet, change: Callable[[SheetTable], None]) -> None:
    book = open_workbook(desk.book)
    try:
        change(SheetTable(book, spec))
        book.save()
    finally:
        book.close()


def unit_of(desk: Desk, spec: AnySheet) -> UnitMark | None:
    book = open_workbook(desk.book)
    try:
        return SheetTable(book, spec).unit()
    finally:
        book.close()


def forget_marks(desk: Desk) -> None:
    """Let the workbook be one of a version that marked nothing."""
    book = open_workbook(desk.book)
    try:
        for spec in SHEETS:
            SheetTable(book, spec).mark(None)
        book.save()
    finally:
        book.close()


@pytest.fixture
def two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Two]:
    with open_desk(tmp_path, capsys, monkeypatch, people=12) as desk:
        roster = openpyxl.load_workbook(tmp_path / "参保职工列表.xlsx")
        tax_id = make_tax_id(desk.bureau.seeded.tax_id[2:8], 99)
        roster["缴费工资申报数据"]["B2"] = tax_id
        roster.save(tmp_path / "另一家.xlsx")
        yield Two(desk, desk.bureau.seed_another(tmp_path / "另一家.xlsx"), monkeypatch)


def test_login_of_another_employer_asks_and_empties(two: Two) -> None:
    """His people, wages and ticks would be filed for her: nine of ten work for both."""
    desk, ours = two.desk, two.desk.bureau.seeded
    desk.until_filled()
    before = desk.book.read_bytes()

    asked = two.login_other(agrees=False)

    assert (asked.status, asked.answer["code"]) == (1, "INP-04")
    assert f"本工作簿中有{ours.name}" in asked.message
    assert ours.tax_id in asked.message
    assert two.other.tax_id in asked.message
    assert "“缴费工资申报”12 行" in asked.message
    assert desk.book.read_bytes() == before

    entered = two.login_other()
    assert entered.status == 0, entered.said
    assert "已清空原单位的" in entered.message
    assert desk.rows(WAGES_BY_PERSON) == desk.rows(ROSTER) == []
    submitted = desk.run("submit_wages")
    assert submitted.status == 1
    assert desk.bureau.received().get("wage_filing", 0) == 0
    assert "没有可以撤销的步骤" in desk.run("undo_last").message


def test_the_former_units_files_and_people_are_gone_too(two: Two) -> None:
    """Its payroll would fill the same people's rows once more."""
    two.desk.until_filled()
    two.login_other()
    two.desk.done("update_roster")
    two.desk.done("new_wage_sheet")

    filled = two.desk.run("fill_from_payroll")

    assert (filled.status, "“工资表文件”为空" in filled.message) == (1, True)


def test_the_former_units_insurances_are_gone_and_own_columns_stay(two: Two) -> None:
    """610 is no national code; the rule book's cities have it, and so may the former unit."""
    two.desk.until_filled()
    ltc, own = "610|长期护理保险", "999|备份"

    def add(table: SheetTable) -> None:
        top = table.spec.header_row
        table._sheet.range((top, 40), (top + 1, 41)).raw_value = [[ltc, own], [9000, "留着"]]

    change_table(two.desk, ROSTER, add)
    two.login_other()

    book = openpyxl.load_workbook(two.desk.book)
    sheet, top = book[ROSTER.title], ROSTER.header_row
    cells = [[sheet.cell(top + n, at).value for at in (40, 41)] for n in (0, 1)]
    assert cells == [[ltc, own], [None, "留着"]]


def test_typing_another_tax_id_refuses_every_command(two: Two) -> None:
    """The cell is the clerk's to type in; the rows stay the former unit's."""
    desk = two.desk
    desk.until_owed()
    two.type_home("tax_id", two.other.tax_id)
    two.become_other()
    received = desk.bureau.received()
    refused, offline = {}, []

    for command in COMMANDS:
        if not command.needs_login:
            continue
        before = desk.book.read_bytes()
        ran = desk.run(command.id)
        if ran.status:
            assert desk.book.read_bytes() == before, command.id
            refused[command.id] = ran
        else:
            offline.append(command.id)

    # What these do, they do to the rows of the workbook, and ask nobody.
    assert set(offline) <= {"fill_from_payroll"}
    assert desk.bureau.received() == received
    for command_id in ("submit_wages", "submit_bills", "pay_by_agreement", "update_bills"):
        assert refused[command_id].answer["code"] == "INP-06", command_id
    said = refused["submit_wages"].message
    assert desk.bureau.seeded.tax_id in said
    assert two.other.tax_id in said
    assert "请点击“登录”" in said

    two.type_home("tax_id", desk.bureau.seeded.tax_id)
    two.monkeypatch.setenv("SHEBAO_PASSWORD", desk.bureau.seeded.first_password)
    desk.done("update_debts")


def test_another_registration_of_the_tax_id_is_another_unit(two: Two) -> None:
    """Two tax offices of one tax id: each has its own employees, bills and money."""
    desk = two.desk
    desk.until_filled()
    made = desk.bureau.control(
        "registrations",
        tax_id=desk.bureau.seeded.tax_id,
        tax_office=f"国家税务总局{WEST}",
        registration_type="组织临时登记",
        insurances=["110"],
        linked=True,
    )
    two.type_home("registration_no", str(made["registration_no"]))
    two.monkeypatch.setenv("SHEBAO_PASSWORD", "Shebao-1")

    refused = desk.run("submit_wages")
    asked = desk.ask("login")

    assert (refused.status, refused.answer["code"]) == (1, "INP-06")
    assert WEST in refused.message
    assert WEST in asked.message
    assert "“缴费工资申报”12 行" in asked.message
    assert desk.bureau.received().get("wage_filing", 0) == 0


def test_the_wrong_one_of_two_registrations_is_seen_at_once(two: Two) -> None:
    """By name both are the same company; its empty list said “请先更新职工”, again and again."""
    desk = two.desk
    made = desk.bureau.control(
        "registrations",
        tax_id=desk.bureau.seeded.tax_id,
        tax_office=f"国家税务总局{WEST}",
        registration_type="组织临时登记",
        insurances=["110"],
        linked=True,
    )
    two.monkeypatch.setenv("SHEBAO_PASSWORD", "Shebao-1")
    number = str(made["registration_no"])

    login = {"纳税人识别号": desk.bureau.seeded.tax_id, "登记序号": number}
    said = desk.done("login", login).message
    first = desk.run("new_wage_sheet")
    desk.done("update_roster")
    empty = desk.run("new_wage_sheet")

    assert f"，国家税务总局{WEST}，组织临时登记）" in said
    assert "请先点击“更新职工”" in first.message
    assert empty.status == 1
    assert "税务系统中本单位没有参保职工，没有执行" in empty.message
    assert "核对“登记序号”或点击“切换单位”" in empty.message


def test_every_sheet_names_its_unit_once_somebody_logged_in(two: Two) -> None:
    """The clerk sees whose sheet is in front; a fresh one is typed into by hand as well."""
    desk = two.desk
    desk.until_filled()

    for spec in SHEETS:
        unit = unit_of(desk, spec)
        if spec.of_machine and spec is not HOME:
            assert unit is None, spec.title
        else:
            assert unit is not None, spec.title
            assert desk.bureau.seeded.tax_id in unit.words


def test_rows_pasted_with_their_sheet_are_refused(two: Two) -> None:
    """Who copies a whole sheet from the other employer's workbook copies its title too."""
    desk = two.desk
    desk.until_filled()
    theirs = UnitMark.of("another", "另一家公司", two.other.tax_id)

    def pasted(table: SheetTable) -> None:
        table.mark(theirs)

    change_table(desk, WAGES_BY_PERSON, pasted)

    for command_id in ("submit_wages", "submit_all_wages", "check_wages"):
        ran = desk.run(command_id)
        assert (ran.status, ran.answer["code"]) == (1, "INP-06"), command_id
        assert "另一家公司" in ran.message
    assert desk.bureau.received().get("wage_filing", 0) == 0


def test_users_of_another_employer_are_left_alone(two: Two) -> None:
    """Both may have a user of one name; resetting the wrong one locks somebody out."""
    from shebao.sheets.declared.employer_sheets import USERS

    desk = two.desk
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    desk.done("add_user", {"用户名": "财务01"})
    desk.edit(USERS, [{**row, "tick": TICK} for row in desk.rows(USERS)], "tick")

    def pasted(table: SheetTable) -> None:
        table.mark(UnitMark.of("another", "另一家公司", two.other.tax_id))

    change_table(desk, USERS, pasted)

    for command_id in ("reset_users", "disable_users", "edit_users", "enable_users"):
        ran = desk.run(command_id)
        assert (ran.status, ran.answer["code"]) == (1, "INP-06"), command_id


def test_an_older_workbook_goes_on_and_is_asked_about_once(two: Two) -> None:
    """Its sheets name nobody: never a refusal, and never taken for a unit without a word."""
    desk = two.desk
    desk.until_filled()
    forget_marks(desk)

    desk.done("login")  # the home sheet shows this unit's numbers
    assert len(desk.rows(WAGES_BY_PERSON)) == 12
    assert unit_of(desk, WAGES_BY_PERSON) is None
    asked = desk.ask("check_wages")
    assert asked.status == 0, asked.said
    done = desk.done("submit_wages")

    assert done.answer["counts"]["submitted"] > 0
    assert unit_of(desk, WAGES_BY_PERSON) is not None
    desk.done("update_bills")
    assert unit_of(desk, BILLS) is not None


def test_an_older_workbook_of_another_unit_is_emptied(two: Two) -> None:
    """What its home sheet shows tells whose the rows are, for want of a mark."""
    desk = two.desk
    desk.until_filled()
    forget_marks(desk)
    two.type_home("tax_id", two.other.tax_id)
    two.become_other()

    refused = desk.run("submit_wages")
    asked = desk.ask("login")
    desk.done("login")

    assert (refused.status, refused.answer["code"]) == (1, "INP-06")
    assert desk.bureau.seeded.name in asked.message
    assert desk.rows(WAGES_BY_PERSON) == []


def test_undo_brings_no_other_unit_back(two: Two) -> None:
    """The step before may be another unit's, in a workbook restored under the same name."""
    desk = two.desk
    desk.until_filled()

    def theirs(table: SheetTable) -> None:
        table.mark(UnitMark.of("another", "另一家公司", two.other.tax_id))

    change_table(desk, HOME, theirs)

    undone = desk.run("undo_last")

    assert undone.status == 1
    assert "另一家公司" in undone.message
    assert desk.bureau.seeded.name in undone.message


def test_every_question_before_sending_names_the_employer(two: Two) -> None:
    """A clerk of nine employers presses Enter at 16:55; which of the nine?"""
    desk = two.desk
    name = f"{desk.bureau.seeded.name}（{desk.bureau.seeded.tax_id}，贵州省"
    desk.until_filled()
    assert name in desk.ask("submit_wages").message
    assert name in desk.ask("remove_wage_rows").message
    assert name in desk.ask("undo_last").message
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    desk.done("update_bills")
    assert name in desk.ask("submit_bills", {"提交范围": "全部"}).message
    desk.done("submit_bills", {"提交范围": "全部"})
    desk.done("fetch_filing_result")
    desk.done("update_debts")
    assert name in desk.ask("pay_by_agreement", {"提交范围": "全部"}).message
    assert name in desk.ask("print_voucher", {"提交范围": "全部"}).message


def test_a_company_renamed_is_the_same_unit(two: Two) -> None:
    """Its account tells, not the words that the clerk reads."""
    desk = two.desk
    desk.until_filled()

    def renamed(table: SheetTable) -> None:
        present = table.unit()
        assert present is not None
        table.mark(UnitMark("旧名称公司（旧税号）", present.seal))

    change_table(desk, HOME, renamed)
    change_table(desk, WAGES_BY_PERSON, renamed)

    assert desk.done("submit_wages").answer["counts"]["submitted"] > 0


def test_a_title_of_the_clerks_own_stays() -> None:
    """The mark stands behind whatever the heading says."""
    mark = UnitMark.of("0123", "某〔甲〕公司", "91520100MA00000000")
    text = mark.behind("二〇二六年申报")
    assert UnitMark.in_title(text) == mark
    assert bare_title(text) == "二〇二六年申报"
    assert UnitMark.in_title("二〇二六年〔草稿〕") is None


def test_registering_another_unit_leaves_the_rows_to_the_login(two: Two) -> None:
    """添加单位 writes another tax id into the home sheet."""
    desk = two.desk
    desk.until_filled()
    desk.done("register_unit", {"纳税人识别号": two.other.tax_id})
    assert any(row["tax_id"] == two.other.tax_id for row in desk.rows(UNITS))
    two.become_other()

    refused = desk.run("submit_wages")

    assert (refused.status, refused.answer["code"]) == (1, "INP-06")


def test_another_users_session_of_another_employer_is_refused(two: Two) -> None:
    """He logs in by his own name; the rows are still not his employer's."""
    desk = two.desk
    two.login_other()
    desk.done("add_user", {"用户名": "财务01"})
    desk.new_book()
    two.monkeypatch.setenv("SHEBAO_PASSWORD", desk.bureau.seeded.first_password)
    desk.until_filled()
    two.type_home("tax_id", two.other.tax_id)
    two.type_home("user_name", "财务01")
    two.monkeypatch.setenv("SHEBAO_PASSWORD", "财务01")

    refused = desk.run("submit_wages")

    assert (refused.status, refused.answer["code"]) == (1, "INP-06")
    assert desk.bureau.received().get("wage_filing", 0) == 0


def test_a_restored_backup_changes_no_workbooks_unit(two: Two) -> None:
    """The store knows both units afterwards; the workbook is still one's."""
    desk = two.desk
    desk.until_filled()
    desk.done("back_up_data")
    backup = next((desk.folder / "home" / "backups").glob("备份_*.zip"))
    desk.done("restore_data", {"恢复文件": str(backup)})
    two.type_home("tax_id", two.other.tax_id)
    two.become_other()

    refused = desk.run("submit_wages")

    assert (refused.status, refused.answer["code"]) == (1, "INP-06")


def test_the_ribbon_names_whom_the_last_click_was_for(two: Two) -> None:
    """Two workbooks of two units are open; one file tells the ribbon of both."""
    desk = two.desk
    state = ribbon_state_path(desk.folder / "home")
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    ours = desk.book.read_bytes()
    desk.new_book()
    two.login_other()
    assert two.other.tax_id in state.read_text(encoding="ascii")
    theirs = desk.book.read_bytes()

    desk.book.write_bytes(ours)
    two.monkeypatch.setenv("SHEBAO_PASSWORD", desk.bureau.seeded.first_password)
    desk.done("update_debts")
    assert desk.bureau.seeded.tax_id in state.read_text(encoding="ascii")
    assert escape("最近办理：") in state.read_text(encoding="ascii")

    desk.book.write_bytes(theirs)
    desk.run("update_debts")  # with the wrong password: nobody is logged in
    assert desk.bureau.seeded.tax_id in state.read_text(encoding="ascii")


def test_payroll_columns_are_remembered_for_one_unit(two: Two) -> None:
    """Both payrolls have the same headers; that one took 基本工资 is no answer for the other."""
    desk = two.desk
    desk.until_filled()  # and answers which column is the wage
    assert desk.ask("fill_from_payroll").status == 0  # so it is not asked again
    two.login_other()
    desk.done("update_roster")
    desk.done("new_wage_sheet")

    asked = desk.ask("fill_from_payroll", {"工资表文件": str(desk.payroll)})

    assert (asked.status, asked.answer["code"]) == (1, "INP-04")
    assert two.other.tax_id in asked.message


class Recording(TerminalUi):
    """Agrees to everything, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(agrees=True)
        self.questions: list[str] = []

    def confirm(self, question: str) -> None:
        self.questions.append(question)


def test_rows_of_no_stated_unit_are_asked_about_before_sending(two: Two) -> None:
    """The question names sheet and employer, comes before the bureau is asked, and only once."""
    desk = two.desk
    desk.until_filled()
    forget_marks(desk)
    ui = Recording()
    book = open_workbook(desk.book)
    try:
        run_command(BY_ID["submit_wages"], book, desk.book, ui, os.environ)
        first = list(ui.questions)
        ui.questions.clear()
        row = next(r for r in SheetTable(book, WAGES_BY_PERSON).rows() if r["filing_no"])
        row.update(wage=9_876_500, tick=TICK)
        SheetTable(book, WAGES_BY_PERSON).update([row], ("wage", "tick"))
        run_command(BY_ID["submit_wages"], book, desk.book, ui, os.environ)
    finally:
        book.close()

    (asked,) = [question for question in first if "没有写明是哪个单位的数据" in question]
    assert f"“{WAGES_BY_PERSON.title}”" in asked
    assert desk.bureau.seeded.tax_id in asked
    assert first[-1] == asked
    assert ui.questions
    assert not any("没有写明" in question for question in ui.questions)
