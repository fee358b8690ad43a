"""HR's own workbook at the desk: its columns are confirmed once, a month's every time."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.wage_sheets import PAYROLL_DOUBTS, WAGES_BY_PERSON
from tests.desk import Desk

pytestmark = pytest.mark.feature("W-PAYROLL")


def ready(desk: Desk) -> None:
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    desk.done("update_roster")
    desk.done("new_wage_sheet")


def payroll(desk: Desk, heads: Sequence[str], *pay: object, name: str = "全年.xlsx") -> Path:
    """Write a payroll in which everyone has the same pay under the heads."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "工资"
    sheet.append(["姓名", "身份证号", *heads])
    for row in desk.rows(WAGES_BY_PERSON):
        sheet.append([row["name"], row["id_number"], *pay])
    book.save(desk.folder / name)
    return desk.folder / name


def wages(desk: Desk) -> set[object]:
    return {row["wage"] for row in desk.rows(WAGES_BY_PERSON)}


def test_the_columns_are_proposed_with_reasons_and_confirmed_once(desk: Desk) -> None:
    """A wrong column is everyone's wrong wage; asking each month teaches to press OK."""
    ready(desk)
    file = {"工资表文件": str(desk.payroll)}

    ran = desk.ask("fill_from_payroll", file)

    assert ran.status == 1
    assert "缴费工资取 H 列“应发合计”（列名“应发合计”：列名表示应发" in ran.message
    assert "证件号码取 D 列“身份证号”（列名“身份证号”表示证件号码）" in ran.message
    assert "表头在第 3 行" in ran.message
    assert wages(desk) == {None}

    desk.done("fill_from_payroll", file)
    renamed = desk.folder / "下月工资.xlsx"
    shutil.copy(desk.payroll, renamed)
    assert desk.ask("fill_from_payroll", {"工资表文件": str(renamed)}).status == 0


def test_a_refused_proposal_is_not_remembered(desk: Desk) -> None:
    ready(desk)
    file = {"工资表文件": str(desk.payroll)}

    assert desk.ask("fill_from_payroll", file).status == 1
    assert desk.ask("fill_from_payroll", file).status == 1


def test_a_months_column_is_confirmed_every_time(desk: Desk) -> None:
    """Its headers are the same next month, and so is the cell that names last month's column."""
    ready(desk)
    heads = [f"{month}月" for month in range(1, 13)]
    file = payroll(desk, heads, 4000.0, 5000.0, *[None] * 10)
    named = {"工资表文件": str(file), "工资列": "2月"}

    assert "“2月”（由您指定）" in desk.ask("fill_from_payroll", named).message
    desk.done("fill_from_payroll", named)
    assert wages(desk) == {5000.0}
    again = desk.ask("fill_from_payroll", named)

    assert again.status == 1
    assert "不会记住，下次重新确认" in again.message
    forgotten = desk.run("fill_from_payroll", {"工资表文件": str(file), "工资列": ""})
    assert forgotten.status == 1
    assert "没有能确定为缴费工资或应发工资的列" in forgotten.message


def test_twelve_months_fill_their_average_and_say_so(desk: Desk) -> None:
    ready(desk)
    heads = [f"{month}月应发工资" for month in range(1, 13)]
    file = payroll(desk, heads, *[5000.0] * 11, 5000.06)

    question = desk.ask("fill_from_payroll", {"工资表文件": str(file)})
    desk.done("fill_from_payroll", {"工资表文件": str(file)})

    assert "12 个月的工资列，取有工资月份的平均数，四舍五入到分" in question.message
    assert wages(desk) == {5000.01}


def test_a_joiners_months_are_told(desk: Desk) -> None:
    ready(desk)
    heads = [f"{month}月应发工资" for month in range(1, 13)]
    file = payroll(desk, heads, *[5000.0] * 12)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for column in range(3, 9):
        sheet.cell(2, column).value = None
    sheet.cell(3, 9).value = None
    joiner, gap = sheet["A2"].value, sheet["A3"].value
    book.save(file)

    ran = desk.done("fill_from_payroll", {"工资表文件": str(file)})

    assert f"1 人不足 12 个月，按有工资的月数平均（{joiner} 6 个月）" in ran.message
    (doubt,) = desk.rows(PAYROLL_DOUBTS)
    assert (doubt["kind"], doubt["name"]) == ("无法识别", gap)
    assert "在“7月应发工资”为空白" in str(doubt["sentence"])


def test_whom_the_new_file_does_not_fill_keeps_no_wage_in_silence(desk: Desk) -> None:
    """October's wage, still ticked, was filed for whoever November's payroll left in doubt."""
    desk.until_filled()
    path = payroll(desk, ["应发合计"], 6000)
    book = openpyxl.load_workbook(path)
    book.worksheets[0].delete_rows(2)
    book.save(path)
    left = desk.rows(WAGES_BY_PERSON)[0]
    assert left["tick"]
    assert left["wage"] is not None

    ran = desk.done("fill_from_payroll", {"工资表文件": path.name})

    said = f"1 人的行还勾选着此前填写的缴费工资，“提交申报”会照此申报：第 {left['_row']} 行"
    assert f"{said} {left['name']}；" in ran.message
    rows = desk.rows(WAGES_BY_PERSON)
    rows[0]["tick"] = ""
    desk.edit(WAGES_BY_PERSON, rows, "tick")
    again = desk.done("fill_from_payroll", {"工资表文件": path.name})
    assert "此前填写的缴费工资" not in again.message


@pytest.mark.feature("W-PAYROLL")
def test_employees_who_are_not_on_the_sheet_are_not_called_strangers(desk: Desk) -> None:
    """A sheet of the one newcomer without a wage: thirty colleagues were 不在参保职工名单中."""
    desk.until_rostered()
    desk.join("单工伤", "410")
    desk.done("update_roster")
    desk.done("new_wage_sheet")
    assert len(desk.rows(WAGES_BY_PERSON)) == 1

    ran = desk.done("fill_from_payroll", {"工资表文件": desk.payroll.name})

    doubts = desk.rows(PAYROLL_DOUBTS)
    kinds = {
        row["kind"]: {r["id_number"] for r in doubts if r["kind"] == row["kind"]} for row in doubts
    }
    assert kinds["未知人员"] == set(desk.truth["unknown"])
    assert len(kinds["不在本表"]) > 20
    assert f"不在本表 {len(kinds['不在本表'])} 人" in ran.message
    said = next(str(row["sentence"]) for row in doubts if row["kind"] == "不在本表")
    assert said.startswith(
        "是“职工参保信息”中的正常缴费职工，但“缴费工资申报”没有此人，未填写。"
        "请点击“添加全部正常职工”"
    )
    desk.done("add_all_employees")
    assert "不在本表" not in desk.done("fill_from_payroll").message


@pytest.mark.feature("W-PAYROLL")
def test_a_roster_sheet_is_not_believed_for_ever_nor_needed(desk: Desk) -> None:
    """Whom the bureau let go since was 正常 at every click, and no button put him on the sheet."""
    desk.until_filled()
    row = next(row for row in desk.rows(WAGES_BY_PERSON) if row["wage"])
    one = str(row["id_number"])
    desk.bureau.control("people/leave", tax_id=desk.bureau.seeded.tax_id, id_number=one)
    desk.write(WAGES_BY_PERSON, [r for r in desk.rows(WAGES_BY_PERSON) if r["id_number"] != one])
    desk.done("add_all_employees")
    stale = desk.done("fill_from_payroll", {"工资表文件": desk.payroll.name})
    said = next(r["sentence"] for r in desk.rows(PAYROLL_DOUBTS) if r["id_number"] == one)
    desk.done("update_roster")
    fresh = desk.done("fill_from_payroll", {"工资表文件": desk.payroll.name})
    desk.change(lambda book: book.remove(book[ROSTER.title]))

    without = desk.done("fill_from_payroll", {"工资表文件": desk.payroll.name})

    assert "不在本表 1 人" in stale.message
    assert str(said).endswith("没有添加的，可能已减员，请点击“更新职工”核对。")
    assert "不在本表" not in fresh.message
    assert without.answer["counts"] == fresh.answer["counts"]
