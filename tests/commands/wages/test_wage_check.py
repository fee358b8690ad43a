"""The check on a workbook: every cause on its row, in words, with the cell marked."""

import re
from pathlib import Path

import openpyxl
import pytest

from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON, WAGES_DAILY
from shebao.workbooks import open_workbook
from tests.desk import Desk, open_desk
from tests.sheet_cells import Row, SheetTable

WAGE = "新缴费工资"
STRANGER = "520102199001010028"
E3 = "错误：该人员无效，或无有效险种"
Fields = dict[str, object]

# What is typed into a good row, the words that must stand beside it, and the cell marked.
CAUSES: dict[str, tuple[Fields, str, str]] = {
    "blank": (
        {"wage": None},
        f"“{WAGE}”为空，请填写或不要勾选",
        WAGE,
    ),
    "not a number": ({"wage": "待定"}, "内容“待定”不能作为工资：不是金额", WAGE),
    "formula error": ({"wage": "#N/A"}, "不能作为工资：是公式错误值", WAGE),
    "negative": ({"wage": -1.0}, "是 -1.00 元，缴费工资必须大于 0", WAGE),
    "zero": ({"wage": 0.0}, "是 0.00 元，缴费工资必须大于 0", WAGE),
    "over-precise": ({"wage": 8000.005}, "超过两位小数，不能自动舍入", WAGE),
    "text number": ({"wage": "9000"}, "是文本，不是数字，请改为数字 9,000.00", WAGE),
    "full-width": ({"wage": "９０００"}, "是文本，不是数字，请改为数字 9,000.00", WAGE),
    "too much": ({"wage": 10_000_000.01}, "的金额过大，请核对", WAGE),
    "name differs": ({"name": "无此人"}, f"{E3}：姓名“无此人”与参保登记的", "姓名"),
    "type differs": ({"id_type": "208"}, f"{E3}：证件类型“208”与参保登记的", "证件类型"),
    "stranger": (
        {"id_number": STRANGER, "key": ""},
        f"{E3}：参保职工中没有证件号码“{STRANGER}”",
        "证件号码",
    ),
    "no id": ({"id_number": "", "key": ""}, f"{E3}：证件号码为空", "证件号码"),
    "left behind": ({"key": STRANGER}, "与本行原来的职工不一致", "证件号码"),
}


@pytest.mark.feature("W-CHECK")
def test_every_cause_stands_on_its_row_with_the_cell_marked(desk: Desk) -> None:
    """What is shown before sending need not be found out after the window closed."""
    desk.until_filled()
    rows = [row for row in desk.rows(WAGES_BY_PERSON) if row["tick"]]
    spoilt = dict(zip(CAUSES, rows, strict=False))
    assert set(spoilt) == set(CAUSES)
    for cause, (typed, _, _) in CAUSES.items():
        spoilt[cause].update(typed)
    desk.edit(WAGES_BY_PERSON, rows, "name", "id_type", "id_number", "key", "wage")

    ran = desk.done("check_wages")

    checked = {row["_row"]: row for row in desk.rows(WAGES_BY_PERSON)}
    for cause, (_, words, column) in CAUSES.items():
        row = checked[spoilt[cause]["_row"]]
        assert words in str(row["check"]), cause
        signs = [mark for mark in str(row["faulty"]).split(";") if mark.startswith("!")]
        assert signs == [f"!{column}"], cause
    spoilt_rows = {row["_row"] for row in spoilt.values()}
    clean = [r for r in checked.values() if r["_row"] not in spoilt_rows and r["wage"] is not None]
    assert clean
    assert not any("错误" in str(row["check"]) for row in clean)
    blank = sum(row["wage"] is None for row in checked.values()) - 1  # one of them was spoilt
    assert ran.answer["counts"]["errors"] == len(CAUSES) + blank


@pytest.mark.feature("W-CHECK")
def test_both_rows_of_a_person_are_marked(desk: Desk) -> None:
    """Which of the two wages is meant is nobody's guess to make."""
    desk.until_filled()
    rows = desk.rows(WAGES_BY_PERSON)[:2]
    for field in ("name", "id_type", "id_number", "key"):
        rows[1][field] = rows[0][field]
    desk.edit(WAGES_BY_PERSON, rows, "name", "id_type", "id_number", "key")

    desk.done("check_wages")

    twins = desk.rows(WAGES_BY_PERSON)[:2]
    assert all("在本表出现 2 次，请只保留一行" in str(row["check"]) for row in twins)
    assert all("!证件号码" in str(row["faulty"]) for row in twins)


@pytest.mark.feature("W-CHECK")
def test_lower_case_x_and_spaces_are_no_fault(desk: Desk) -> None:
    """The same number written otherwise is the same person."""
    desk.until_filled()
    rows = desk.rows(WAGES_BY_PERSON)
    for row in rows:
        row["id_number"] = f" {str(row['id_number']).lower()} "
    desk.edit(WAGES_BY_PERSON, rows, "id_number")

    desk.done("check_wages")

    assert not any("证件号码" in str(r["check"]) for r in desk.rows(WAGES_BY_PERSON))


@pytest.mark.feature("W-CHECK")
def test_closed_window_is_said_on_every_row(desk: Desk) -> None:
    """Outside its window the bureau refuses the annual filing as a whole."""
    desk.bureau.control("clock", now="2026-11-22T04:00:00Z")
    desk.until_filled()

    closed = desk.done("check_wages", {"申报类型": "年度申报"})
    assert closed.answer["counts"]["errors"] == 30
    assert "本表现在不能申报：选择了“年度申报”" in closed.message
    assert all(
        "错误：选择了“年度申报”，但当前不在年度缴费工资申报期限（每年 04-01 至 06-30）内，"
        "请使用“年度调整”" in str(row["check"])
        for row in desk.rows(WAGES_BY_PERSON)
    )

    desk.done("check_wages", {"申报类型": "年度调整", "生效年度": "2027"})
    assert all(
        "“生效年度”不能申报：2027 年度" in str(r["check"]) for r in desk.rows(WAGES_BY_PERSON)
    )
    desk.done("check_wages", {"生效年度": "2026"})
    assert not any("申报期限" in str(row["check"]) for row in desk.rows(WAGES_BY_PERSON))


@pytest.mark.feature("W-CHECK")
def test_public_body_by_person_is_said_on_every_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By person, the bureau refuses a public body's filing as a whole."""
    with open_desk(tmp_path, capsys, monkeypatch, kind="public_body") as desk:
        desk.until_filled()
        rows = [{**row, "wage": 900_000} for row in desk.rows(WAGES_BY_INSURANCE)]
        book = open_workbook(desk.book)
        SheetTable(book, WAGES_BY_PERSON).replace(rows)
        book.save()
        book.close()

        desk.done("check_wages", {"操作表": WAGES_BY_PERSON.title})

        checked = desk.rows(WAGES_BY_PERSON)
        assert len(checked) == len(rows) > 0
        assert all("应按险种申报缴费工资" in str(row["check"]) for row in checked)


@pytest.mark.feature("W-CHECK")
def test_check_that_could_not_run_says_so(desk: Desk) -> None:
    """Silence would mean that it passed."""
    desk.until_filled()
    desk.bureau.control("faults", kind="unavailable", count=10, path="/v1/filed-wages")

    ran = desk.done("check_wages")

    assert ran.answer["counts"]["warnings"] > 0
    assert len(desk.rows(WAGES_BY_PERSON)) == 30
    assert all(
        "提醒：未能取得已申报属期，是否调低缴费工资未校验，以税务反馈为准" in str(row["check"])
        for row in desk.rows(WAGES_BY_PERSON)
    )


def lowered(desk: Desk) -> Row:
    """Two months after the filing one wage is lowered by a fen; return its checked row."""
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
    row = next(r for r in desk.rows(WAGES_BY_PERSON) if r["wage"] is not None)
    row["wage"] = round(float(str(row["wage"])) - 0.01, 2)
    desk.edit(WAGES_BY_PERSON, [row], "wage")
    desk.done("check_wages")
    return next(r for r in desk.rows(WAGES_BY_PERSON) if r["_row"] == row["_row"])


def file_everyone_in_september(desk: Desk) -> None:
    desk.bureau.control("clock", now="2026-09-10T04:00:00Z")
    desk.until_filled()
    rows = desk.rows(WAGES_BY_PERSON)
    for row in rows:
        row["wage"] = row["wage"] or 900_000
    desk.edit(WAGES_BY_PERSON, rows, "wage")
    desk.done("submit_all_wages")
    desk.done("fetch_wage_result")
    desk.done("update_bills")
    desk.done("submit_bills", {"提交范围": "全部"})
    desk.done("fetch_filing_result")


@pytest.mark.feature("W-CHECK")
def test_lowering_below_an_earlier_filed_period_is_named_with_the_way_out(desk: Desk) -> None:
    """The adjustment reaches back to January, so September's confirmed premiums forbid it."""
    file_everyone_in_september(desk)

    row = lowered(desk)

    assert "错误：2026-09属期存在已申报数据，不允许调低缴费工资（已申报 " in str(row["check"])
    assert (
        "2026-09 未缴费，请依次办理：①作废这些属期的社保费申报；"
        "②调低并重新申报缴费工资；③重新申报社保费"
    ) in str(row["check"])
    assert row["faulty"] == f";!{WAGE};"
    assert desk.run("submit_wages", {"提交范围": "全部"}).status == 1


@pytest.mark.feature("W-CHECK")
def test_lowering_a_paid_period_is_sent_to_the_hall(desk: Desk) -> None:
    """Once paid nothing can be voided from here (G 2.4.1.3 一)."""
    file_everyone_in_september(desk)
    desk.done("update_debts")
    desk.done("pay_by_agreement", {"提交范围": "全部"})
    desk.done("fetch_payment_result")

    row = lowered(desk)

    assert "2026-09属期存在已申报数据，不允许调低缴费工资" in str(row["check"])
    assert "2026-09 已缴费，请到办税服务厅办理缴费工资调减业务，并办理退费" in str(row["check"])


@pytest.mark.feature("W-CHECK")
def test_lowering_from_a_month_after_the_filed_ones_is_allowed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only periods that the wage covers stand in its way; a daily filing can begin after them."""
    with open_desk(tmp_path, capsys, monkeypatch, people=6, region="350100") as desk:
        file_everyone_in_september(desk)
        desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
        desk.done("new_daily_wage_sheet")
        rows = desk.rows(WAGES_DAILY)
        for row in rows:
            row["wage"] = float(str(row["old_wage"])) - 0.01
        desk.edit(WAGES_DAILY, rows, "wage")

        checks = {}
        for month in ("2026-09", "2026-10"):
            desk.done("check_wages", {"操作表": WAGES_DAILY.title, "生效月份": month})
            checks[month] = [str(row["check"]) for row in desk.rows(WAGES_DAILY)]

        assert len(checks["2026-09"]) == len(rows) > 0
        assert all("2026-09属期存在已申报数据" in check for check in checks["2026-09"])
        assert not any("属期存在已申报数据" in check for check in checks["2026-10"])


@pytest.mark.feature("W-CHECK")
def test_a_good_row_is_green_though_it_has_a_fixed_sum(desk: Desk) -> None:
    """With every row yellow for 大额医疗, nobody looks at the yellow one that matters."""
    desk.until_filled()
    rows = [row for row in desk.rows(WAGES_BY_PERSON) if row["tick"]]
    for row in rows:
        row["wage"] = 900_000
    rows[0]["wage"] = 500_000
    desk.edit(WAGES_BY_PERSON, rows, "wage")

    desk.done("check_wages", {"工资变动提醒": "10000%"})

    checks = {row["_row"]: str(row["check"]) for row in desk.rows(WAGES_BY_PERSON)}
    assert {checks[row["_row"]] for row in rows[1:]} == {"通过"}
    low = checks[rows[0]["_row"]]
    assert "按下限 5,901.40 元（职工基本医疗保险，※二手" in low


@pytest.mark.feature("W-CHECK")
def test_an_insurance_is_called_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody at the desk knows what 210 is."""
    with open_desk(tmp_path, capsys, monkeypatch, kind="public_body", people=4) as desk:
        desk.until_filled()

        def drop(book: openpyxl.Workbook) -> None:
            sheet = book[WAGES_BY_INSURANCE.title]
            heads = [cell.value for cell in sheet[WAGES_BY_INSURANCE.header_row]]
            sheet.delete_cols(heads.index("210|失业保险") + 1)

        desk.change(drop)
        desk.done("check_wages")

        checks = [
            str(row["check"])
            for row in desk.rows(WAGES_BY_INSURANCE)
            if ";210;" in str(row["insured"])
        ]
        assert checks
        assert all("该职工参加失业保险，但本表没有这些险种的列" in check for check in checks)
        assert not any(re.search(r"险种 ?\d{3}", check) for check in checks)
