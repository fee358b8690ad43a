"""Putting people onto the wage sheet: never guessed, never doubled, nothing typed is lost."""

from pathlib import Path

import pytest

from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON
from tests.desk import Desk, open_desk

E3 = "该人员无效，或无有效险种"


def add(desk: Desk, who: str) -> None:
    desk.done("add_employee", {"添加职工": who})


@pytest.mark.feature("W-ADD-ONE")
@pytest.mark.parametrize("field", ["name", "id_number", "person_no"])
def test_name_or_number_brings_the_rest(desk: Desk, field: str) -> None:
    """系统自动带出员工相关信息 (G 2.4.1.2)."""
    desk.until_rostered()
    names = [row["name"] for row in desk.rows(ROSTER)]
    known = next(row for row in desk.rows(ROSTER) if names.count(row["name"]) == 2)

    add(desk, str(known[field]).lower())

    (row,) = desk.rows(WAGES_BY_PERSON)
    assert [row[f] for f in ("name", "id_type", "id_number", "key")] == [
        known["name"],
        known["id_type"],
        known["id_number"],
        known["id_number"],
    ]
    assert (row["wage"], bool(row["old_wage"])) == (None, True)


@pytest.mark.feature("W-ADD-ONE")
def test_several_of_one_name_are_listed_and_none_is_added(desk: Desk) -> None:
    """The wrong 张伟 would get the wage."""
    ids = [desk.join("欧阳新", "110", number=1), desk.join("欧阳新", "410", number=2)]
    desk.until_rostered()
    before = desk.book.read_bytes()

    ran = desk.run("add_employee", {"添加职工": "欧阳新"})

    assert (ran.status, "有 2 名职工同名" in ran.message) == (1, True), ran.message
    assert all(f"证件号码 {i[:6]}…{i[-4:]}" in ran.message for i in ids)
    assert desk.book.read_bytes() == before
    add(desk, ids[1])
    assert [row["id_number"] for row in desk.rows(WAGES_BY_PERSON)] == [ids[1]]


@pytest.mark.feature("W-ADD-ONE")
def test_one_who_left_beside_one_who_stays_is_no_choice(desk: Desk) -> None:
    """Only one of the two can be filed."""
    gone, stays = desk.join("欧阳新", "110", number=1), desk.join("欧阳新", "410", number=2)
    _leave(desk, gone)
    desk.until_rostered()

    add(desk, "欧阳新")

    assert [row["id_number"] for row in desk.rows(WAGES_BY_PERSON)] == [stays]


@pytest.mark.feature("W-ADD-ONE")
@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("", "“添加职工”为空"),
        ("没有这人", f"{E3}（参保职工中没有此人）"),
        ("520102199001010999", f"{E3}（参保职工中没有此人）"),
        ("𠮷" * 200, E3),
    ],
)
def test_nobody_is_added_for_what_names_nobody(desk: Desk, who: str, words: str) -> None:
    """The sentence carries what was typed."""
    desk.until_rostered()
    before = desk.book.read_bytes()

    ran = desk.run("add_employee", {"添加职工": who})

    assert (ran.status, words in ran.message, who in ran.message) == (1, True, True)
    assert desk.book.read_bytes() == before


@pytest.mark.feature("W-ADD-ONE")
def test_one_who_left_is_refused(desk: Desk) -> None:
    """E3, and why."""
    gone = desk.join("欧阳新", "110")
    _leave(desk, gone)
    desk.until_rostered()

    ran = desk.run("add_employee", {"添加职工": gone})

    assert (ran.status, f"{E3}（已停止缴费）" in ran.message) == (1, True)


def _leave(desk: Desk, id_number: str) -> None:
    desk.bureau.control(
        "people/leave",
        tax_id=desk.bureau.seeded.tax_id,
        id_number=id_number,
        last_period="2026-01",
    )


@pytest.mark.feature("W-ADD-ONE")
def test_one_already_on_the_sheet_is_named_with_the_row(desk: Desk) -> None:
    """A second row of one person would stop the filing."""
    desk.until_filled()
    row = desk.rows(WAGES_BY_PERSON)[4]

    ran = desk.run("add_employee", {"添加职工": str(row["id_number"])})

    assert ran.status == 1
    assert f"第 {row['_row']} 行已有职工“{row['name']}”，没有重复添加" in ran.message


@pytest.mark.feature("W-ADD-ALL")
def test_everyone_is_added_once_and_typed_rows_keep_their_cells(desk: Desk) -> None:
    """Adding must not cost what is typed already."""
    desk.until_rostered()
    names = [str(row["name"]) for row in desk.rows(ROSTER)]
    one = next(row for row in desk.rows(ROSTER) if names.count(str(row["name"])) == 2)
    add(desk, str(one["id_number"]))
    (typed,) = desk.rows(WAGES_BY_PERSON)
    desk.edit(WAGES_BY_PERSON, [{**typed, "wage": 1_234_500, "tick": "✔"}], "wage", "tick")

    first = desk.done("add_all_employees")
    again = desk.done("add_all_employees")

    rows = desk.rows(WAGES_BY_PERSON)
    assert (rows[0]["wage"], rows[0]["tick"]) == (12_345, "✔")
    assert (len(rows), len({row["id_number"] for row in rows})) == (30, 30)
    assert first.answer["counts"] == {"added": 29, "present": 1}
    assert again.answer["counts"] == {"added": 0, "present": 30}


@pytest.mark.feature("W-ADD-BLANK")
def test_only_those_without_a_wage_are_added(desk: Desk) -> None:
    """The joiners of the month, and one who lacks a wage for one insurance alone."""
    desk.until_rostered()
    assert desk.done("add_blank_employees").answer["counts"]["added"] == 0
    joiner = desk.join("欧阳新", "110", "410")

    ran = desk.done("add_blank_employees")

    assert [row["id_number"] for row in desk.rows(WAGES_BY_PERSON)] == [joiner]
    assert ran.answer["counts"] == {"added": 1, "present": 0}
    rows = desk.rows(WAGES_BY_PERSON)
    desk.edit(WAGES_BY_PERSON, [{**rows[0], "wage": 900_000, "tick": "✔"}], "wage", "tick")
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    assert desk.done("add_blank_employees").answer["counts"] == {"added": 0, "present": 0}


@pytest.mark.feature("W-ADD-UNITNO")
def test_people_of_one_unit_number_are_added(desk: Desk) -> None:
    """Temporary staff of a public body stand under another number (G 2.4.1 四)."""
    injured = desk.join("欧阳新", "410", number=1)
    desk.until_rostered()
    roster = desk.rows(ROSTER)
    social = {str(r["unit_no"]) for r in roster if r["id_number"] == injured}
    (medical,) = {str(r["unit_no"]) for r in roster} - social
    insured = {r["id_number"] for r in roster if r["unit_no"] == medical}

    unknown = desk.run("add_unit_employees", {"单位编号": "0000"})
    blank = desk.run("add_unit_employees", {"单位编号": ""})
    ran = desk.done("add_unit_employees", {"单位编号": medical})

    assert (unknown.status, blank.status) == (1, 1)
    assert "“单位编号”是“0000”，没有职工在该编号下" in unknown.message
    assert f"{social.pop()}（31 人）" in blank.message
    assert ran.answer["counts"] == {"added": len(insured), "present": 0}
    assert {row["id_number"] for row in desk.rows(WAGES_BY_PERSON)} == insured
    assert injured not in insured


@pytest.mark.feature("W-ADD-ALL", "W-SHEET-INSURANCE")
def test_adding_by_insurance_adds_the_columns_that_are_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its column an insurance would go on at its old wage."""
    with open_desk(tmp_path, capsys, monkeypatch, kind="public_body", people=5) as desk:
        joiner = desk.join("欧阳新", "410")
        desk.until_rostered()
        add(desk, joiner)
        (row,) = desk.rows(WAGES_BY_INSURANCE)
        assert [head for head in row if "|" in head] == ["410|工伤保险"]
        desk.edit(WAGES_BY_INSURANCE, [{**row, "410|工伤保险": 812_300}], "410|工伤保险")

        desk.done("add_all_employees")

        rows = desk.rows(WAGES_BY_INSURANCE)
        heads = {head[:3] for head in rows[0] if "|" in head}
        assert (rows[0]["id_number"], rows[0]["410|工伤保险"]) == (joiner, 8123)
        assert heads == {code for r in rows for code in str(r["insured"]).split(";") if code}


@pytest.mark.feature("W-NODELETE")
def test_rows_are_removed_from_the_sheet_alone(desk: Desk) -> None:
    """And whoever was filed is told to stay filed."""
    desk.until_filed()
    rows = desk.rows(WAGES_BY_PERSON)
    filed = [row for row in rows if row["filing_no"]][::2][:3]
    desk.edit(WAGES_BY_PERSON, [{**row, "tick": "✔"} for row in filed], "tick")

    ran = desk.done("remove_wage_rows")

    left = desk.rows(WAGES_BY_PERSON)
    gone = {row["id_number"] for row in filed}
    kept = [row for row in rows if row["id_number"] not in gone]
    assert [(r["id_number"], r["wage"]) for r in left] == [
        (r["id_number"], r["wage"]) for r in kept
    ]
    assert ran.answer["counts"] == {"removed": 3, "filed": 3}
    assert "缴费工资申报后只能调整，不能删除，直至减员" in ran.message
    none = desk.run("remove_wage_rows")
    assert (none.status, "请在“选择”列打 ✔后重试。" in none.message) == (
        1,
        True,
    )  # 提交范围 is no help


@pytest.mark.feature("W-NODELETE")
def test_filing_everyone_without_those_removed_says_they_stay_filed(desk: Desk) -> None:
    """A removed row deletes nothing at the bureau, and the clerk must not think so."""
    desk.until_filed()
    rows = desk.rows(WAGES_BY_PERSON)
    filed = next(row for row in rows if row["filing_no"])
    was = filed["wage"]
    for row in rows:
        row["tick"] = "✔" if row is filed else ""
        row["wage"] = 999_900
    desk.edit(WAGES_BY_PERSON, rows, "tick", "wage")
    desk.done("remove_wage_rows")

    ran = desk.done("submit_all_wages")

    assert "另有 1 名已申报职工不在本表，其缴费工资继续有效" in ran.message
    desk.done("fetch_wage_result")
    desk.done("update_roster")
    add(desk, str(filed["id_number"]))
    back = next(r for r in desk.rows(WAGES_BY_PERSON) if r["id_number"] == filed["id_number"])
    assert back["old_wage"] == was
