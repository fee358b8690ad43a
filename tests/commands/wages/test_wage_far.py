"""Wages that are perhaps wrong: the check and the question before sending say so and block none."""

import openpyxl
import pytest

from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.desk import Desk
from tests.sheet_cells import Row

WAGE = "新缴费工资"
PERCENT = "工资变动提醒"


def filled(desk: Desk, factor: float = 1.0) -> list[Row]:
    """A ticked wage for everyone, each so many times the one in force; the rows."""
    desk.until_rostered()
    desk.done("new_wage_sheet")
    rows = [row for row in desk.rows(WAGES_BY_PERSON) if row["old_wage"]]
    for row in rows:
        row.update(wage=round(float(str(row["old_wage"])) * 100 * factor), tick=TICK)
    desk.edit(WAGES_BY_PERSON, rows, "wage", "tick")
    return rows


def checks(desk: Desk) -> dict[object, str]:
    return {row["_row"]: str(row["check"]) for row in desk.rows(WAGES_BY_PERSON)}


@pytest.mark.feature("W-CHECK", "W-SUBMIT")
def test_wage_far_from_the_old_one_is_warned_of_and_filed(desk: Desk) -> None:
    """How far is far the clerk says; the bureau takes any wage."""
    rows = filled(desk)
    far, ten, *_ = rows
    old = [float(str(row["old_wage"])) for row in (far, ten)]
    far["wage"], ten["wage"] = round(old[0] * 160), round(old[1] * 1000)
    desk.edit(WAGES_BY_PERSON, [far, ten], "wage")

    desk.done("check_wages")
    usual = checks(desk)
    desk.done("check_wages", {PERCENT: "65%"})
    wider = checks(desk)

    assert f"比原缴费工资 {old[0]:,.2f} 元高 60%" in usual[far["_row"]]
    assert all("比原缴费工资" not in usual[row["_row"]] for row in rows[1:])
    assert "比原缴费工资" not in wider[far["_row"]]
    for found in (usual, wider):
        assert found[ten["_row"]].startswith(f"提醒：原缴费工资 {old[1]:,.2f} 元，现填 ")
        assert "约为其 10 倍，是否多写了一个 0" in found[ten["_row"]]
    marked = {row["_row"]: row["faulty"] for row in desk.rows(WAGES_BY_PERSON)}
    assert marked[ten["_row"]] == f";~{WAGE};"
    asked = desk.ask("submit_wages", {PERCENT: ""})
    assert "其中 2 人的缴费工资与原缴费工资相差较大" in asked.message
    assert f"第 {ten['_row']} 行 {ten['name']}" in asked.message
    sent = desk.done("submit_wages")
    assert sent.answer["counts"]["submitted"] == len(rows)
    assert "人的缴费工资与原缴费工资相差较大" in sent.message
    assert "请确认" not in sent.message  # what was sent is not asked about any more


@pytest.mark.feature("W-CHECK", "W-SUBMIT")
def test_column_sorted_without_the_names_is_named_first(desk: Desk) -> None:
    """Each wage is a good one, only somebody else's: no other check would tell."""
    rows = filled(desk, 1.05)
    wages = sorted(int(str(row["wage"])) for row in rows)
    for row, wage in zip(rows, wages, strict=True):
        row["wage"] = wage
    desk.edit(WAGES_BY_PERSON, rows, "wage")

    ran = desk.done("check_wages")

    assert ran.message.startswith(f"“{WAGE}”整列从小到大（或从大到小）排列")
    assert sum("可能单独排过序而姓名没有跟着移动" in one for one in checks(desk).values()) >= 10
    assert "可能单独排过序" in desk.ask("submit_wages").message
    sent = desk.done("submit_wages")
    assert sent.answer["counts"]["submitted"] == len(rows)
    assert "人的缴费工资与原缴费工资相差较大" in sent.message
    assert "请确认" not in sent.message  # what was sent is not asked about any more


@pytest.mark.feature("W-CHECK")
def test_column_pasted_a_row_too_low_is_named_first(desk: Desk) -> None:
    """The clerk marked one cell too many before pasting."""
    rows = filled(desk, 1.05)
    wages = [row["wage"] for row in rows]
    for row, wage in zip(rows[1:], wages, strict=False):
        row["wage"] = wage
    desk.edit(WAGES_BY_PERSON, rows, "wage")

    ran = desk.done("check_wages")

    assert "行的金额与上一行职工的原缴费工资相符，可能整列错开了一行" in ran.message


@pytest.mark.feature("W-CHECK")
def test_first_wage_of_a_joiner_is_far_from_nothing(desk: Desk) -> None:
    """There is no wage in force to depart from."""
    newcomer = desk.join("新来的", "110", "210")
    desk.until_rostered()
    desk.done("new_wage_sheet")
    row = next(r for r in desk.rows(WAGES_BY_PERSON) if r["id_number"] == newcomer)
    row["wage"] = 2_000_000
    desk.edit(WAGES_BY_PERSON, [row], "wage")

    desk.done("check_wages", {PERCENT: "1%"})

    assert checks(desk)[row["_row"]] == "通过"


@pytest.mark.feature("W-CHECK")
def test_older_workbook_without_the_cell_is_checked_by_the_usual_threshold(desk: Desk) -> None:
    """A workbook of last month must not be refused for what it cannot have."""
    rows = filled(desk)
    rows[0]["wage"] = round(float(str(rows[0]["old_wage"])) * 160)
    desk.edit(WAGES_BY_PERSON, rows[:1], "wage")
    parameter = next(p for p in WAGES_BY_PERSON.parameters if p.label == PERCENT)

    def older(book: openpyxl.Workbook) -> None:
        named = book.defined_names.pop(WAGES_BY_PERSON.parameter_anchor(parameter))
        ((title, cell),) = named.destinations
        at = book[title][cell]
        for step in (-1, 0, 1):
            at.offset(0, step).value = None

    desk.change(older)

    desk.done("check_wages")

    told = {row["id_number"]: str(row["check"]) for row in desk.rows(WAGES_BY_PERSON)}
    assert "高 60%" in told[rows[0]["id_number"]]  # the cell that was added moved the rows down


@pytest.mark.feature("W-CHECK")
@pytest.mark.parametrize("typed", ["很多", "-5%", "50%%", "1e3", "∞"])
def test_threshold_that_is_none_is_named(desk: Desk, typed: str) -> None:
    """Guessed, the warning that matters would not come."""
    filled(desk)
    before = desk.book.read_bytes()

    ran = desk.run("check_wages", {PERCENT: typed})

    assert (ran.status, f"的“{PERCENT}”是“{typed}”，不是百分比" in ran.message) == (1, True)
    assert desk.book.read_bytes() == before


@pytest.mark.feature("W-CHECK")
@pytest.mark.parametrize("typed", ["65%", "65", "0.65", "６５％", " 65 % "])
def test_threshold_is_read_as_people_write_it(desk: Desk, typed: str) -> None:
    """A cell formatted as a percentage holds a fraction, one that is text holds the sign."""
    rows = filled(desk)
    low, high = rows[:2]
    low["wage"] = round(float(str(low["old_wage"])) * 160)
    high["wage"] = round(float(str(high["old_wage"])) * 170)
    desk.edit(WAGES_BY_PERSON, [low, high], "wage")

    desk.done("check_wages", {PERCENT: typed})

    found = checks(desk)
    assert "比原缴费工资" not in found[low["_row"]]
    assert "高 70%" in found[high["_row"]]
