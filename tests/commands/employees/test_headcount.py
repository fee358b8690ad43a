"""E5 looks at the period that is filed: who lacks a wage there is named, and can be given one."""

import pytest

from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.desk import Desk

E5 = "该单位存在未申报的应申报信息总人数与该单位实际参保总人数不一致"
INSURANCES = ("110", "210")


def tick_period(desk: Desk, period: str) -> None:
    """Tick the bills of one period alone."""
    rows = desk.rows(BILLS)
    for row in rows:
        row["tick"] = TICK if row["period"] == period else ""
    desk.edit(BILLS, rows, "tick")


def short_timer(desk: Desk, name: str = "短工") -> str:
    """Somebody joins and leaves within the month, without a wage; the next month begins."""
    id_number = desk.join(name, *INSURANCES)
    tax_id = desk.bureau.seeded.tax_id
    desk.bureau.control("people/leave", tax_id=tax_id, id_number=id_number, last_period="2026-11")
    desk.bureau.control("clock", now="2026-12-10T04:00:00Z")
    return id_number


@pytest.fixture(autouse=True)
def _in_november(desk: Desk) -> None:
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")


@pytest.mark.feature("P-SUBMIT", "P-BILLS", "P-OVERDUE")
def test_somebody_who_left_without_a_wage_is_foreseen_named_and_no_dead_end(desk: Desk) -> None:
    """The bureau counts whoever was insured in the period, not who is insured today."""
    desk.until_billed()
    id_number = short_timer(desk)
    listed = desk.done("update_bills")
    assert "2026-11 还有 1 名参保职工没有缴费工资（短工）" in listed.message
    tick_period(desk, "2026-11")

    foreseen = desk.run("submit_bills")

    assert (foreseen.status, E5 in foreseen.message) == (1, True)
    assert "2026-11 还有 1 名参保职工没有缴费工资（短工）" in foreseen.message
    assert desk.bureau.received()["premium_filing"] == 0
    desk.new_book()
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    desk.done("new_wage_sheet")
    (row,) = desk.rows(WAGES_BY_PERSON)
    assert (row["name"], row["id_number"]) == ("短工", id_number)
    row.update(wage=800_000, tick=TICK)
    desk.edit(WAGES_BY_PERSON, [row], "wage", "tick")
    assert desk.done("check_wages").answer["counts"]["errors"] == 0
    desk.done("submit_wages")
    assert "申报成功 1 人" in desk.done("fetch_wage_result").message
    before = desk.done("update_bills").message
    assert "没有缴费工资" not in before
    tick_period(desk, "2026-11")
    desk.done("submit_bills")
    assert "社保费申报成功 1 笔" in desk.done("fetch_filing_result").message


@pytest.mark.feature("P-SUBMIT", "P-OVERDUE")
def test_a_joiner_of_the_next_month_does_not_keep_this_one_back(desk: Desk) -> None:
    """The bureau would take the bills; a false refusal costs a day's late fee."""
    desk.until_billed()
    desk.bureau.control("clock", now="2026-12-10T04:00:00Z")
    desk.join("新来", *INSURANCES)
    listed = desk.done("update_bills")
    assert "2026-12 还有 1 名参保职工没有缴费工资（新来）" in listed.message
    assert listed.answer["counts"]["wages_missing"] == 1
    tick_period(desk, "2026-11")

    desk.done("submit_bills")

    assert "社保费申报成功 1 笔" in desk.done("fetch_filing_result").message
    tick_period(desk, "2026-12")
    later = desk.run("submit_bills")
    assert (later.status, "2026-12 还有 1 名参保职工没有缴费工资（新来）" in later.message) == (
        1,
        True,
    )


@pytest.mark.feature("P-SUBMIT", "P-RESULT")
def test_the_bureaus_own_e5_names_the_people_too(desk: Desk) -> None:
    """Somebody joined between our look and the bureau's answer."""
    desk.until_billed()
    desk.bureau.control("settings", feedback_delay_seconds=60)
    desk.done("submit_bills", {"提交范围": "全部"})
    desk.join("新来", *INSURANCES)
    desk.bureau.control("clock", advance_seconds=61)

    refused = desk.done("fetch_filing_result")

    assert E5 in refused.message
    assert "2026-11 还有 1 名参保职工没有缴费工资（新来）" in refused.message


@pytest.mark.feature("P-BILLS", "W-SHEET-PERSON")
def test_the_leaver_of_an_open_month_can_be_added_by_name_and_one_of_a_filed_month_not(
    desk: Desk,
) -> None:
    """A month that is filed is over: a wage there would be a stranger's to the bureau."""
    desk.until_filed()
    somebody = next(row for row in desk.rows(WAGES_BY_PERSON) if row["state"] == "申报成功")
    tax_id = desk.bureau.seeded.tax_id
    desk.bureau.control(
        "people/leave",
        tax_id=tax_id,
        id_number=somebody["id_number"],
        last_period="2026-11",
    )
    desk.done("update_bills")
    desk.bureau.control("clock", now="2026-12-10T04:00:00Z")
    book = desk.book.read_bytes()
    desk.new_book()
    desk.done("login", {"纳税人识别号": tax_id})
    desk.done("new_wage_sheet")
    assert somebody["id_number"] not in {row["id_number"] for row in desk.rows(WAGES_BY_PERSON)}
    desk.done("add_employee", {"添加职工": str(somebody["id_number"])})
    row = next(
        row for row in desk.rows(WAGES_BY_PERSON) if row["id_number"] == somebody["id_number"]
    )
    row.update(wage=3_000_000, tick=TICK)
    desk.edit(WAGES_BY_PERSON, [row], "wage", "tick")
    desk.done("submit_wages")
    assert "申报成功 1 人" in desk.done("fetch_wage_result").message

    desk.book.write_bytes(book)
    desk.done("update_bills")
    tick_period(desk, "2026-11")
    desk.done("submit_bills")
    desk.done("fetch_filing_result")
    desk.new_book()
    desk.done("login", {"纳税人识别号": tax_id})
    refused = desk.run("add_employee", {"添加职工": str(somebody["id_number"])})
    assert (refused.status, "已停止缴费" in refused.message) == (1, True)


@pytest.mark.feature("P-BILLS")
def test_the_home_sheet_counts_who_lacks_a_wage_in_any_open_month(desk: Desk) -> None:
    """Otherwise the first word of it comes when the month is filed."""
    desk.until_billed()
    short_timer(desk)

    desk.done("refresh_home")

    items = [str(row["content"]) for row in desk.rows(HOME)]
    assert any("需要给该职工申报缴费工资（1 人）" in item for item in items)
    assert [row["content"] for row in desk.rows(HOME) if row["item"] == "当前费款所属期"] == [
        "2026-12"
    ]
