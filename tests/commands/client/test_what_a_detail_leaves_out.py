"""Rows in doubt, rows of 补缴 and months without records: counted and named, never passed over."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from shebao.domain.period import Period
from shebao.sheets.declared.premium_sheets import RECONCILIATION
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.client_layouts import Player
from tests.file_desk import FileDesk, file_desk, make_player, this_month

__all__ = ["file_desk"]


def changed(path: Path, cells: Mapping[str, str | float | None]) -> str:
    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    for cell, value in cells.items():
        page[cell] = value
    book.save(path)
    return path.name


@pytest.mark.feature("F-DETAIL")
def test_a_printed_total_counts_rows_in_doubt(file_desk: FileDesk) -> None:
    """A good file with one id that lost its digits is read; a bad total names what is odd."""
    player = make_player(people=3)
    file_desk.rostered(player)
    path = player.detail(file_desk.folder / "明细.xlsx", 1)
    name = changed(path, {"E5": 5.10104e17})

    answer = file_desk.done("import_detail_file", 明细文件=name)

    whole = len(list(player.dues()))
    assert (answer["counts"]["doubts"], answer["counts"]["lines"]) == (1, whole - 1)
    unread = changed(path, {"L6": "12O.00"})
    said = file_desk.refused("import_detail_file", 明细文件=unread)
    assert "合计行“单位应缴费额(元)”是" in said
    assert "（第 6 行“12O.00”" in said
    assert "有疑问的第 5 行已计入" in said
    said = file_desk.refused("import_detail_file", 明细文件=changed(path, {"C8": None, "E8": None}))
    assert "第 8 行" in said
    assert "既没有姓名和证件号码，也不是合计" in said


def with_made_up(player: Player, path: Path, month: str, odd: Decimal) -> None:
    """Write the month with a 补缴 of an earlier month for two people, one amount off by ``odd``."""
    player.detail(path, 0)
    with path.open(encoding="gb18030", newline="") as stream:
        rows = list(csv.reader(stream))
    earlier = replace(player, period=month)
    dues = [due for due in earlier.dues() if due.insurance == "110"][:2]
    for number, due in enumerate(dues):
        for side, amount in (("单位", due.unit), ("个人", due.person)):
            amount += odd if number and side == "单位" else 0
            who = [player.tax_id, due.staff.name, due.staff.id_number, "企业职工基本养老保险费"]
            what = [f"职工基本养老保险({side}缴纳)", f"{month}-01", str(due.base), "", str(amount)]
            rows.append([*who, *what, "补缴"])
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows(rows)


@pytest.mark.feature("F-DETAIL")
def test_made_up_premiums_are_shown_and_explained(file_desk: FileDesk) -> None:
    """Each by its own base at its own month's rates; what differs is unexplained."""
    player = make_player(people=3)
    file_desk.rostered(player)
    month = str(Period.parse(this_month()).plus(-1))
    with_made_up(player, file_desk.folder / "明细.csv", month, Decimal("5.00"))

    answer = file_desk.done("import_detail_file", 明细文件="明细.csv")
    counts = file_desk.done("reconcile_bills")["counts"]

    assert answer["counts"]["bill_total_fen"] == int(player.total * 100)
    assert (answer["counts"]["extra"], answer["counts"]["doubts"]) == (2, 0)
    assert "另有补缴 2 行" in answer["message"]
    assert (counts["extra"], counts["unexplained"]) == (2, 1)
    assert counts["extra_fen"] == answer["counts"]["extra_fen"]
    rows = [row for row in file_desk.rows(RECONCILIATION) if row["period"] == month]
    assert [str(row["cause"]) for row in rows] == ["补缴", "原因不明"]
    assert "与明细一致" in str(rows[0]["sentence"])
    assert "相差 5.00 元" in str(rows[1]["sentence"])


@pytest.mark.feature("F-RECORDS", "F-MODE")
def test_a_wage_lowered_in_a_filed_month_is_refused(file_desk: FileDesk) -> None:
    """The client refuses it after the import; before that its own records tell, or are missed."""
    current = Period.parse(this_month())
    before = str(current.plus(-1))
    player = make_player(people=3)
    file_desk.rostered(player)
    file_desk.done("new_wage_sheet")
    rows = file_desk.rows(WAGES_BY_PERSON)
    wages = {s.id_number: s.wage for s in player.staff}
    lowered = player.staff[0].id_number
    for row in rows:
        wage = wages[str(row["id_number"])]
        row["wage"] = float(wage - 100 if row["id_number"] == lowered else wage)
    file_desk.edit(WAGES_BY_PERSON, rows, "wage")

    def checked() -> tuple[str, list[str]]:
        said = str(file_desk.run("check_wages", 生效年度=str(current.year - 1)).answer["message"])
        found = {str(r["id_number"]): str(r["check"]) for r in file_desk.rows(WAGES_BY_PERSON)}
        return said, [i for i, check in found.items() if "不允许调低" in check]

    said, refused = checked()
    assert refused == []
    assert f"{current.year - 1}-01 至 {before} 中的" in said
    assert "没有校验" in said

    last = Player.of(player.tax_id, player.region, before, player.staff)
    last.detail(file_desk.folder / "上月明细.xlsx", 1)
    file_desk.done("import_detail_file", 明细文件="上月明细.xlsx")
    last.filings(file_desk.folder / "上月申报.xlsx")
    file_desk.done("import_records_file", 记录文件="上月申报.xlsx")
    assert checked()[1] == [lowered]

    voided = changed(
        file_desk.folder / "上月申报.xlsx", {f"G{row}": "作废成功" for row in range(4, 8)}
    )
    file_desk.done("import_records_file", 记录文件=voided)
    assert checked()[1] == []


@pytest.mark.feature("F-DETAIL")
def test_translated_heads_and_a_new_name_are_read(file_desk: FileDesk) -> None:
    """English heads are known; who is called otherwise is imported and named for a look."""
    player = make_player(people=3)
    file_desk.rostered(player)
    path = player.detail(file_desk.folder / "detail.xlsx", 1)
    heads = [
        "Employee name",
        "ID type",
        "ID number",
        "Insurance",
        "Period",
        "Wage",
        "Base",
        "Unit rate",
        "Person rate",
        "Unit due",
        "Person due",
        "Amount due",
    ]
    new = {f"C{row}": f"{player.staff[0].name}新" for row in range(4, 8)}
    name = changed(path, {f"{'CDEFGHIJKLMN'[at]}3": head for at, head in enumerate(heads)} | new)

    answer = file_desk.done("import_detail_file", 明细文件=name)

    counts = answer["counts"]
    assert counts["bill_total_fen"] == int(player.total * 100)
    assert (counts["renamed"], counts["unknown"], counts["doubts"]) == (1, 0, 0)
    assert f"1 人（{player.staff[0].name}新）的姓名与参保名单不同" in answer["message"]
    assert answer["status"] == "partial"
