"""Every difference between a bill and wage times rate is named, and the totals prove."""

import zipfile

import openpyxl
import pytest
from openpyxl import Workbook
from sqlalchemy import create_engine, select, update

from shebao.commands.bills.bills import COLLECTED_TEXT
from shebao.commands.bills.reconciliation import EQUAL
from shebao.rules.premiums.bill_causes import Cause
from shebao.sandbox.database import data_url
from shebao.sandbox.tables import bill_lines, bills
from shebao.sheets.declared.employee_sheets import LEAVERS, ROSTER
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import (
    BILL_CAUSES,
    BILLS,
    MOST_CAUSES,
    RECONCILIATION,
)
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON, WAGES_DAILY
from tests.desk import Desk

ALL = {"提交范围": "全部"}


def fen(value: object) -> int:
    return round(float(str(value)) * 100) if value is not None else 0


def proves(desk: Desk) -> None:
    """What is charged, less what we make of it, is what the causes add up to, to the fen."""
    lines = [row for row in desk.rows(RECONCILIATION) if row["cause"] != "征集"]
    own, amount, difference = (
        sum(fen(row[field]) for row in lines) for field in ("own", "amount", "difference")
    )
    assert amount - own == difference
    assert sum(fen(row["difference"]) for row in desk.rows(BILL_CAUSES)) == difference
    declared = [bill for bill in desk.rows(BILLS) if bill["reason"] != COLLECTED_TEXT]
    assert amount == sum(fen(bill["amount"]) for bill in declared)


def causes(desk: Desk) -> dict[object, object]:
    return {row["cause"]: row["people"] for row in desk.rows(BILL_CAUSES) if row["people"]}


@pytest.mark.feature("P-RECONCILE")
def test_an_earlier_period_is_held_against_the_wages_of_then(desk: Desk) -> None:
    """In January everybody has a new wage, and December is still as it was."""
    desk.bureau.control("clock", now="2026-12-10T04:00:00Z")
    desk.until_billed()
    desk.done("reconcile_bills", ALL)
    before = causes(desk)
    desk.bureau.control("clock", now="2027-01-10T04:00:00Z")
    desk.done("new_wage_sheet", {"生效年度": "2027"})
    desk.done("add_all_employees")
    rows = desk.rows(WAGES_BY_PERSON)
    for row in rows:
        row.update(wage=1_000_000, tick=TICK)
    desk.edit(WAGES_BY_PERSON, rows, "wage", "tick")
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    desk.done("update_bills", {"费款所属期": "2026-12"})

    desk.done("reconcile_bills", ALL)

    assert causes(desk) == before
    proves(desk)


@pytest.mark.feature("P-RECONCILE", "X-DRIFT")
def test_a_bill_reckoned_on_a_colleagues_wage_is_not_called_equal(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sheet says 6,000, the bureau bills 6,001, and "一致" was all the accountant was told."""
    desk.until_filed()
    rows = [r for r in desk.rows(WAGES_BY_PERSON) if r["state"] == "申报成功"]
    one = max(rows, key=lambda r: float(str(r["wage"])) if float(str(r["wage"])) < 15_000 else 0)
    mine, was = desk.book.read_bytes(), fen(one["wage"])
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("SHEBAO_HOME", str(desk.folder / "another-home"))
        elsewhere.setenv("SHEBAO_KEY_FILE", str(desk.folder / "another.key"))
        desk.edit(WAGES_BY_PERSON, [{**one, "wage": was + 10_000, "tick": TICK}], "wage", "tick")
        desk.done("update_roster")
        desk.done("submit_wages", {"提交范围": "已勾选"})
        desk.done("fetch_wage_result")
        desk.done("update_bills")
        theirs = desk.done("reconcile_bills", ALL)
    desk.book.write_bytes(mine)
    desk.done("update_bills")

    ran = desk.done("reconcile_bills", ALL)

    lines = [r for r in desk.rows(RECONCILIATION) if r["id_number"] == one["id_number"]]
    assert "缴费工资不同" not in theirs.message
    assert {fen(r["own_wage"]) for r in lines} == {was}
    assert {fen(r["wage"]) for r in lines} == {was + 10_000}
    assert all("缴费工资不同" in str(r["cause"]) for r in lines)
    assert all("可能由他人另行申报" in str(r["sentence"]) for r in lines)
    assert f"缴费工资不同 {len(lines)} 行" in ran.message
    assert causes(desk)["缴费工资不同"] == len(lines)
    proves(desk)


@pytest.mark.feature("P-RECONCILE", "X-DRIFT")
def test_a_wage_sheet_that_is_no_good_stops_no_reconciliation(desk: Desk) -> None:
    """The sheets of the other ways to file are deleted as useless; an id was typed as a number."""
    desk.until_billed()
    whole = desk.done("reconcile_bills", ALL)
    desk.change(lambda book: book.remove(book[WAGES_DAILY.title]))

    without = desk.done("reconcile_bills", ALL)
    desk.change(spoil_an_id_number)
    unread = desk.done("reconcile_bills", ALL)

    assert without.message == whole.message
    assert unread.message.startswith(whole.message)
    assert f"工作表“{WAGES_BY_PERSON.title}”有误，不能读取，没有核对" in unread.message
    assert unread.answer["status"] == "partial"


def spoil_an_id_number(book: Workbook) -> None:
    sheet = book[WAGES_BY_PERSON.title]
    head = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "证件号码")
    sheet.cell(sheet.max_row + 1, head.column).value = 110101199001010000


@pytest.mark.feature("P-RECONCILE")
def test_every_difference_has_its_cause_and_the_sums_prove(desk: Desk) -> None:
    """The sore point of every month: why is the bill not what we computed."""
    desk.until_billed()

    ran = desk.done("reconcile_bills", ALL)

    rows = desk.rows(RECONCILIATION)
    assert set(causes(desk)) <= {str(Cause.FLOOR), str(Cause.CAP)}
    assert ran.answer["counts"]["differences"] > 0
    assert ran.answer["counts"]["unexplained"] == 0
    is_equal = [row["cause"] == EQUAL for row in rows]
    assert is_equal == sorted(is_equal)  # the differences come first
    for row in rows:
        assert (fen(row["difference"]) == 0) is (row["cause"] == EQUAL)
        assert bool(row["sentence"]) is (row["cause"] != EQUAL)
    proves(desk)
    with zipfile.ZipFile(desk.book) as package:
        charts = [
            package.read(name).decode().replace("'", "")
            for name in package.namelist()
            if name.startswith("xl/charts/chart")
        ]
    assert sum("差异原因!$" in chart for chart in charts) == 1


@pytest.mark.feature("P-RECONCILE")
def test_people_who_come_and_go_are_named(desk: Desk) -> None:
    """Seed G 2.4.1.3 三: joiners and leavers that nobody reported."""
    desk.until_billed()
    roster = [row for row in desk.rows(ROSTER) if row["state"] == "正常缴费"]
    leaver, absent = roster[0], roster[1]
    tax_id = desk.bureau.seeded.tax_id
    desk.bureau.control(
        "people/leave", tax_id=tax_id, id_number=leaver["id_number"], stays_billed=True
    )
    desk.join("新来者", "110")
    desk.write(LEAVERS, [{"person_no": absent["person_no"], "name": absent["name"]}])
    desk.done("update_bills")

    ran = desk.done("reconcile_bills", ALL)

    rows = desk.rows(RECONCILIATION)
    left = [row for row in rows if row["cause"] == str(Cause.LEFT)]
    assert {row["id_number"] for row in left} == {leaver["id_number"], absent["id_number"]}
    late = next(str(row["sentence"]) for row in left if row["id_number"] == leaver["id_number"])
    assert "须由办税服务厅核销" in late
    (joiner,) = (row for row in rows if row["cause"] == str(Cause.NO_WAGE))
    assert joiner["name"] == "新来者"
    assert ran.answer["counts"]["unexplained"] == 0
    proves(desk)


@pytest.mark.feature("P-RECONCILE")
def test_tolerance_is_a_number_of_fen(desk: Desk) -> None:
    """A sum hidden as rounding is a sum lost."""
    desk.until_billed()

    odd = desk.run("reconcile_bills", {**ALL, "尾差上限（分）": "1.5"})

    assert (odd.status, "“尾差上限（分）”是“1.5”" in odd.message) == (1, True)
    assert desk.rows(RECONCILIATION) == []
    none = desk.run("reconcile_bills", {"提交范围": "已勾选", "尾差上限（分）": "0"})
    assert "没有勾选任何行" in none.message


def overcharge(desk: Desk, id_number: str, fen_more: int) -> None:
    """Let the bureau charge one person more than anything explains."""
    engine = create_engine(data_url(desk.folder / "bureau"))
    with engine.begin() as connection:
        line = connection.execute(
            select(bill_lines.c.bill_id, bill_lines.c.line, bill_lines.c.revision)
            .join(bills, (bills.c.id == bill_lines.c.bill_id))
            .where(
                bill_lines.c.id_number == id_number,
                bill_lines.c.revision == bills.c.revision,
                bills.c.insurance == "110",
            )
        ).one()
        connection.execute(
            update(bill_lines)
            .where(
                bill_lines.c.bill_id == line.bill_id,
                bill_lines.c.line == line.line,
                bill_lines.c.revision == line.revision,
            )
            .values(unit_fen=bill_lines.c.unit_fen + fen_more)
        )
        connection.execute(
            update(bills)
            .where(bills.c.id == line.bill_id)
            .values(unit_fen=bills.c.unit_fen + fen_more)
        )
    engine.dispose()


@pytest.mark.feature("P-RECONCILE")
def test_the_summary_begins_with_what_nothing_explains(desk: Desk) -> None:
    """“227 条有差异” of a month that is as the law says has the accountant look for hours."""
    desk.until_billed()
    plain = desk.done("reconcile_bills", ALL)
    clamped = causes(desk)
    victim = next(
        row for row in desk.rows(RECONCILIATION)
        if row["cause"] == EQUAL and str(row["insurance_name"]).startswith("企业职工")
    )  # fmt: skip
    overcharge(desk, str(victim["id_number"]), 100_00)
    absent = next(
        row
        for row in desk.rows(ROSTER)
        if row["state"] == "正常缴费" and row["id_number"] != victim["id_number"]
    )
    desk.write(LEAVERS, [{"person_no": absent["person_no"], "name": absent["name"]}])
    desk.done("update_bills")
    odd = desk.done("reconcile_bills", ALL)

    assert plain.message.startswith("除保底限高外全部一致（"), plain.message
    for cause, count in clamped.items():
        assert f"{cause} {int(float(str(count)))} 行" in plain.message
    lines = len(desk.rows(RECONCILIATION))
    assert plain.answer["counts"]["lines"] == lines
    assert odd.message.startswith("1 行差异无法解释（合计 100.00 元），排在最前，"), odd.message
    assert "需要处理" in odd.message
    assert f"{Cause.LEFT} " in odd.message
    assert (odd.answer["counts"]["lines"], odd.answer["counts"]["unexplained"]) == (lines, 1)
    assert odd.answer["status"] == "partial"
    assert desk.rows(RECONCILIATION)[0]["id_number"] == victim["id_number"]
    assert desk.note(RECONCILIATION) == odd.message
    proves(desk)


@pytest.mark.feature("P-RECONCILE")
def test_the_chart_leaves_zeros_out(desk: Desk) -> None:
    """Ten names of which eight have no bar hide the two that have."""
    desk.until_billed()
    desk.done("reconcile_bills", ALL)

    rows = desk.rows(BILL_CAUSES)

    assert 0 < len(rows) < len(Cause)
    assert all(row["people"] for row in rows)
    people = [int(float(str(row["people"]))) for row in rows]
    assert people == sorted(people, reverse=True)
    sheet = openpyxl.load_workbook(desk.book)[BILL_CAUSES.title]
    first = BILL_CAUSES.header_row + 1
    hidden = [sheet.row_dimensions[first + n].hidden for n in range(len(Cause))]
    assert hidden == [n >= len(rows) for n in range(len(Cause))]
    assert len(Cause) == MOST_CAUSES


@pytest.mark.feature("P-RECONCILE")
def test_a_chart_without_rows_keeps_one_in_sight(desk: Desk) -> None:
    """Of hidden rows alone LibreOffice draws “Series1”, in a new workbook and after an undo."""
    desk.stages = None  # what is kept for undoing belongs to this workbook's full path
    first = BILL_CAUSES.header_row + 1

    def shown() -> list[int]:
        rows = openpyxl.load_workbook(desk.book)[BILL_CAUSES.title].row_dimensions
        return [n for n in range(MOST_CAUSES) if not rows[first + n].hidden]

    assert shown() == [0]
    desk.until_billed()
    desk.done("reconcile_bills", ALL)

    desk.done("undo_last")

    assert desk.rows(BILL_CAUSES) == []
    assert shown() == [0]


@pytest.mark.feature("P-RECONCILE")
def test_the_chart_fits_what_was_put_back(desk: Desk) -> None:
    """Rows behind the last picture's were put back, and stayed out of sight and sum."""
    desk.stages = None  # what is kept for undoing belongs to this workbook's full path
    desk.until_billed()
    desk.done("reconcile_bills", ALL)
    before = desk.rows(BILL_CAUSES)
    assert before
    first = BILL_CAUSES.header_row + 1

    desk.done("undo_last")
    assert desk.rows(BILL_CAUSES) == []
    desk.done("undo_last")

    assert desk.rows(BILL_CAUSES) == before
    sheet = openpyxl.load_workbook(desk.book)[BILL_CAUSES.title]
    hidden = [sheet.row_dimensions[first + n].hidden for n in range(MOST_CAUSES)]
    assert hidden == [n >= len(before) for n in range(MOST_CAUSES)]


@pytest.mark.feature("P-RECONCILE")
def test_rows_beside_which_an_older_chart_lies_stay_in_sight(desk: Desk) -> None:
    """In a workbook of 0.2.0 they are all shown, and the picture would shrink with them."""
    desk.until_billed()
    first = BILL_CAUSES.header_row + 1

    def shown(book: openpyxl.Workbook) -> None:
        for number in range(first, first + MOST_CAUSES):
            book[BILL_CAUSES.title].row_dimensions[number].hidden = False

    desk.change(shown)

    desk.done("reconcile_bills", ALL)

    sheet = openpyxl.load_workbook(desk.book)[BILL_CAUSES.title]
    assert not any(sheet.row_dimensions[first + n].hidden for n in range(MOST_CAUSES))


@pytest.mark.feature("P-RECONCILE")
def test_who_left_hides_no_overcharge(desk: Desk) -> None:
    """“离职未减员” explains what the law makes of the wage, and not what somebody added to it."""
    desk.until_billed()
    absent = next(row for row in desk.rows(ROSTER) if row["state"] == "正常缴费")
    desk.write(LEAVERS, [{"person_no": absent["person_no"], "name": absent["name"]}])
    overcharge(desk, str(absent["id_number"]), 100_00)
    desk.done("update_bills")

    ran = desk.done("reconcile_bills", ALL)

    assert ran.message.startswith("1 行差异无法解释（合计 100.00 元），排在最前，"), ran.message
    first = desk.rows(RECONCILIATION)[0]
    assert first["id_number"] == absent["id_number"]
    assert first["cause"] == f"{Cause.LEFT}、{Cause.UNEXPLAINED}"
    assert "还有 100.00 元找不到原因" in str(first["sentence"])
    proves(desk)


@pytest.mark.feature("P-RECONCILE")
def test_the_greatest_unexplained_rest_stands_first(desk: Desk) -> None:
    """Three fen beside a cap of hundreds are not the first thing to look into."""
    desk.until_billed()
    desk.done("reconcile_bills", ALL)
    rows = [r for r in desk.rows(RECONCILIATION) if str(r["insurance_name"]).startswith("企业职工")]
    clamped = next(row for row in rows if row["cause"] != EQUAL)
    plain = next(row for row in rows if row["cause"] == EQUAL)
    overcharge(desk, str(clamped["id_number"]), 3)
    overcharge(desk, str(plain["id_number"]), -100)
    desk.done("update_bills")

    ran = desk.done("reconcile_bills", ALL)

    first, second = desk.rows(RECONCILIATION)[:2]
    assert (first["id_number"], second["id_number"]) == (plain["id_number"], clamped["id_number"])
    assert abs(fen(first["difference"])) < abs(fen(second["difference"]))
    assert "2 行差异无法解释（多计 0.03 元，少计 1.00 元）" in ran.message
