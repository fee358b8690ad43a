"""Wages that were typed and not ticked: ticked once when they came, never forgotten in silence."""

from pathlib import Path

import openpyxl
import pytest

from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import (
    READY,
    WAGES_BY_INSURANCE,
    WAGES_BY_PERSON,
    WAGES_DAILY,
)
from tests.desk import Desk, Ran, open_desk
from tests.sheet_cells import Row


def rows_of(desk: Desk, spec: AnySheet, ids: list[str]) -> list[Row]:
    found = {str(row["id_number"]): row for row in desk.rows(spec)}
    return [found[one] for one in ids]


def absent(desk: Desk) -> list[str]:
    """Whom the payroll left blank, in the sheet's order."""
    return [str(r["id_number"]) for r in desk.rows(WAGES_BY_PERSON) if r["wage"] is None]


def type_wages(desk: Desk, spec: AnySheet, ids: list[str], fen: int | None = 900_000) -> None:
    rows = rows_of(desk, spec, ids)
    heads = [h for h in rows[0] if "|" in h] or ["wage"]
    for row in rows:
        for head in heads:
            is_mine = head == "wage" or f";{head[:3]};" in str(row["insured"])
            row[head] = fen if is_mine else None
    desk.edit(spec, rows, *heads)


def set_ticks(desk: Desk, spec: AnySheet, ids: list[str], tick: str = "") -> None:
    rows = rows_of(desk, spec, ids)
    for row in rows:
        row["tick"] = tick
    desk.edit(spec, rows, "tick")


def ticked(desk: Desk, spec: AnySheet = WAGES_BY_PERSON) -> set[str]:
    return {str(row["id_number"]) for row in desk.rows(spec) if row["tick"]}


def named(desk: Desk, ran: Ran, one: str, spec: AnySheet = WAGES_BY_PERSON) -> bool:
    (row,) = rows_of(desk, spec, [one])
    return f"第 {row['_row']} 行 {row['name']}" in ran.message


@pytest.mark.feature("W-CHECK", "W-SUBMIT")
def test_wage_typed_after_the_fill_is_ticked_by_the_check_and_filed(desk: Desk) -> None:
    """Green and not filed, the clerk would learn of it from the employee."""
    desk.until_filled()
    filled, (late, *_) = ticked(desk), absent(desk)
    type_wages(desk, WAGES_BY_PERSON, [late])

    checked = desk.done("check_wages")

    assert ticked(desk) == {*filled, late}
    assert "已勾选新填写缴费工资的 1 人" in checked.message
    assert named(desk, checked, late)
    assert desk.done("submit_wages").answer["counts"]["submitted"] == len(filled) + 1


@pytest.mark.feature("W-CHECK", "W-SUBMIT", "W-PREVIEW")
def test_filled_row_without_a_tick_is_named_everywhere(desk: Desk) -> None:
    """Unticked on purpose it stays so, and nobody can overlook it."""
    desk.until_filled()
    out, *others = sorted(ticked(desk))
    set_ticks(desk, WAGES_BY_PERSON, [out])

    said = [desk.done(command) for command in ("check_wages", "check_wages", "preview_premiums")]
    asked = desk.ask("submit_wages")
    said.append(desk.done("submit_wages"))

    assert "已填写未勾选 1 人" in asked.message
    assert "。。" not in asked.message
    assert all("已填写未勾选 1 人" in ran.message for ran in said)
    assert all(named(desk, ran, out) for ran in [asked, *said])
    assert said[-1].answer["counts"]["submitted"] == len(others)
    assert desk.done("fetch_wage_result").answer["counts"]["accepted"] == len(others)
    assert "已填写未勾选 1 人" in desk.done("check_wages").message  # those filed are none


@pytest.mark.feature("W-CHECK")
def test_row_ticked_by_the_check_and_unticked_since_is_left_alone(desk: Desk) -> None:
    """The product offers a tick once; whose wages are filed is the clerk's to say."""
    desk.until_filled()
    filled, late = ticked(desk), absent(desk)[:2]
    type_wages(desk, WAGES_BY_PERSON, late)
    desk.done("check_wages")
    set_ticks(desk, WAGES_BY_PERSON, [late[0]])

    again = desk.done("check_wages")
    assert ticked(desk) == {*filled, late[1]}
    assert "已勾选" not in again.message

    type_wages(desk, WAGES_BY_PERSON, [late[0]], None)
    desk.done("check_wages")
    type_wages(desk, WAGES_BY_PERSON, [late[0]], 950_000)
    desk.done("check_wages")
    assert ticked(desk) == {*filled, *late}  # taken away and typed anew is another wage


@pytest.mark.feature("W-CHECK")
def test_who_ticks_by_hand_chooses_alone(desk: Desk) -> None:
    """Twenty-five of thirty ticked on a fresh sheet means that five are not to be filed."""
    desk.until_rostered()
    desk.done("new_wage_sheet")
    everyone = [str(row["id_number"]) for row in desk.rows(WAGES_BY_PERSON)]
    type_wages(desk, WAGES_BY_PERSON, everyone)
    set_ticks(desk, WAGES_BY_PERSON, everyone[:25], TICK)

    ran = desk.done("check_wages")

    assert ticked(desk) == set(everyone[:25])
    assert f"已填写未勾选 {len(everyone) - 25} 人" in ran.message


@pytest.mark.feature("W-CHECK")
def test_faulty_wage_is_ticked_once_it_is_right(desk: Desk) -> None:
    """A tick on it would only block the others."""
    desk.until_filled()
    filled, (late, *_) = ticked(desk), absent(desk)
    type_wages(desk, WAGES_BY_PERSON, [late], -1)
    assert named(desk, desk.done("check_wages"), late)
    assert ticked(desk) == filled

    type_wages(desk, WAGES_BY_PERSON, [late])
    desk.done("check_wages")

    assert ticked(desk) == {*filled, late}


@pytest.mark.feature("W-PAYROLL")
def test_filling_again_ticks_no_one_who_was_unticked(desk: Desk) -> None:
    """The same payroll read twice says nothing new of the person left out."""
    desk.until_filled()
    out, *others = sorted(ticked(desk))
    set_ticks(desk, WAGES_BY_PERSON, [out])

    again = desk.done("fill_from_payroll")
    assert ticked(desk) == set(others)
    assert named(desk, again, out)

    type_wages(desk, WAGES_BY_PERSON, [out], 100)
    desk.done("fill_from_payroll")
    assert ticked(desk) == {out, *others}


@pytest.mark.feature("W-PAYROLL", "W-FILE")
def test_new_wage_takes_the_old_findings_along(desk: Desk) -> None:
    """A filled row that still says 为空 in red is not believed."""
    desk.until_rostered()
    desk.done("new_wage_sheet")
    desk.done("check_wages")
    assert all("为空" in str(row["check"]) for row in desk.rows(WAGES_BY_PERSON))

    desk.done("fill_from_payroll", {"工资表文件": str(desk.payroll)})
    rows = desk.rows(WAGES_BY_PERSON)
    assert {(r["check"], r["faulty"], r["state"]) for r in rows if r["tick"]} == {("", "", READY)}

    desk.done("export_wage_file")
    desk.done("check_wages")
    desk.done("import_wage_file")
    filled = [r for r in desk.rows(WAGES_BY_PERSON) if r["tick"]]
    assert {(r["check"], r["faulty"]) for r in filled} == {("", "")}


@pytest.mark.feature("W-ADD-ONE", "W-FILE", "W-CHECK")
def test_row_added_or_imported_is_ticked_like_a_filled_one(desk: Desk) -> None:
    """Whichever way a person came onto the sheet, a good wage is offered for filing."""
    desk.until_filled()
    filled, blank = ticked(desk), absent(desk)
    desk.done("export_wage_file")
    desk.done("import_wage_file")
    assert ticked(desk) == filled
    newcomer = desk.join("新来的", "110", "210")
    desk.done("update_roster")
    desk.done("add_employee", {"添加职工": newcomer})
    type_wages(desk, WAGES_BY_PERSON, [newcomer, blank[0]])

    desk.done("check_wages")

    assert ticked(desk) == {*filled, newcomer, blank[0]}


@pytest.mark.feature("W-SHEET-INSURANCE", "W-CHECK")
def test_row_by_insurance_is_ticked_when_it_is_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One wage of four typed is not yet what the clerk wants to file."""
    with open_desk(tmp_path, capsys, monkeypatch, kind="public_body") as desk:
        desk.until_filled()
        filled = ticked(desk, WAGES_BY_INSURANCE)
        late = next(
            row for row in desk.rows(WAGES_BY_INSURANCE) if str(row["id_number"]) not in filled
        )
        one = str(late["id_number"])
        head = next(h for h in late if "|" in h and f";{h[:3]};" in str(late["insured"]))
        late[head] = 900_000
        desk.edit(WAGES_BY_INSURANCE, [late], head)
        part = desk.done("check_wages")
        assert ticked(desk, WAGES_BY_INSURANCE) == filled
        assert named(desk, part, one, WAGES_BY_INSURANCE)

        type_wages(desk, WAGES_BY_INSURANCE, [one])
        desk.done("check_wages")

        assert ticked(desk, WAGES_BY_INSURANCE) == {*filled, one}


@pytest.mark.feature("W-SHEET-DAILY", "W-CHECK")
def test_daily_wage_is_ticked_by_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The monthly sheet is typed by hand, joiner by joiner."""
    with open_desk(tmp_path, capsys, monkeypatch, people=6, region="350100") as desk:
        desk.until_rostered()
        desk.done("new_daily_wage_sheet")
        one, other, *_ = [str(row["id_number"]) for row in desk.rows(WAGES_DAILY)]
        type_wages(desk, WAGES_DAILY, [one, other])

        desk.done("check_wages")

        assert ticked(desk, WAGES_DAILY) == {one, other}
        assert desk.done("submit_wages").answer["counts"]["submitted"] == 2


@pytest.mark.feature("W-SUBMIT", "W-RESULT")
def test_failure_that_was_unticked_is_not_ticked_by_asking_again(desk: Desk) -> None:
    """The answer ticks a failure when it comes, not whenever somebody looks."""
    desk.until_filled()
    victim = min(ticked(desk))
    desk.bureau.control("refused-people", id_numbers=[victim])
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    assert ticked(desk) == {victim}
    set_ticks(desk, WAGES_BY_PERSON, [victim])

    desk.done("fetch_wage_result")
    checked = desk.done("check_wages")

    assert ticked(desk) == set()
    assert named(desk, checked, victim)


@pytest.mark.feature("W-RESULT")
def test_tick_on_a_changed_wage_survives_the_question_for_the_result(desk: Desk) -> None:
    """The clerk corrects a filed wage, ticks it and asks once more how the filing ended."""
    desk.until_filed()
    one = min(desk.truth["wages_fen"])
    type_wages(desk, WAGES_BY_PERSON, [one], 1_234_500)
    set_ticks(desk, WAGES_BY_PERSON, [one], TICK)

    desk.done("fetch_wage_result")

    assert ticked(desk) == {one}
    assert desk.done("submit_wages").answer["counts"]["submitted"] == 1


@pytest.mark.feature("W-SUBMIT")
def test_submitting_takes_the_old_findings_along(desk: Desk) -> None:
    """已申报 beside 改动未报 is one sentence too many."""
    desk.until_filed()
    one = min(desk.truth["wages_fen"])
    type_wages(desk, WAGES_BY_PERSON, [one], 1_234_500)
    desk.done("check_wages")
    (row,) = rows_of(desk, WAGES_BY_PERSON, [one])
    assert "改动未报" in str(row["check"])
    set_ticks(desk, WAGES_BY_PERSON, [one], TICK)

    desk.done("submit_wages")

    (row,) = rows_of(desk, WAGES_BY_PERSON, [one])
    assert (row["check"], row["faulty"], row["state"]) == ("", "", "处理中")


@pytest.mark.feature("W-SUBMIT")
def test_partial_repeat_files_the_rest_and_names_who_was_filed(desk: Desk) -> None:
    """All ticked once more with one wage changed: one is filed, and the clerk is told so."""
    desk.until_filed()
    everyone = sorted(desk.truth["wages_fen"])
    type_wages(desk, WAGES_BY_PERSON, everyone[:1], 1_234_500)
    set_ticks(desk, WAGES_BY_PERSON, everyone, TICK)

    ran = desk.done("submit_wages")

    assert ran.answer["counts"] == {"submitted": 1, "unchanged": len(everyone) - 1}
    assert f"{len(everyone) - 1} 人已申报且没有变化，没有重复提交：第 " in ran.message
    assert ticked(desk) == set()


@pytest.mark.feature("W-SUBMIT", "X-LEDGER")
def test_yesterdays_workbook_files_the_rest_and_names_who_was_filed(desk: Desk) -> None:
    """Half was filed from the newer copy; from the older one the other half goes, once."""
    desk.until_filled()
    everyone = sorted(ticked(desk))
    half = everyone[:10]
    yesterday = desk.book.read_bytes()
    set_ticks(desk, WAGES_BY_PERSON, everyone[10:])
    first = desk.done("submit_wages")
    desk.book.write_bytes(yesterday)

    ran = desk.done("submit_wages")

    assert ran.answer["counts"]["submitted"] == len(everyone) - len(half)
    assert f"流水号 {first.answer['filing_no']}" in ran.message
    assert f"结果已写回 {len(half)} 行，没有重复提交：" in ran.message
    states = rows_of(desk, WAGES_BY_PERSON, half)
    assert {row["filing_no"] for row in states} == {first.answer["filing_no"]}
    result = desk.done("fetch_wage_result")
    assert result.answer["counts"]["accepted"] >= len(everyone) - len(half)
    assert desk.bureau.received()["wage_filing"] == 2


@pytest.mark.feature("W-SUBMIT")
def test_rows_that_a_filter_hides_are_sent_and_said_so(desk: Desk) -> None:
    """Who filters to a group and submits means perhaps that group alone."""
    desk.until_filled()
    desk.done("check_wages")
    first = int(str(next(row for row in desk.rows(WAGES_BY_PERSON) if row["tick"])["_row"]))
    told = "表中有被筛选或隐藏的行，要提交的一并提交"
    assert told not in desk.ask("submit_wages").message

    def hide(book: openpyxl.Workbook) -> None:
        book[WAGES_BY_PERSON.title].row_dimensions[first].hidden = True

    desk.change(hide)

    assert told in desk.ask("submit_wages").message
    assert told in desk.done("submit_wages").message


@pytest.mark.feature("W-CHECK", "W-SUBMIT", "W-PREVIEW")
def test_rows_pasted_without_name_and_number_are_nobody_twice(desk: Desk) -> None:
    """The message named "第 19 行 、第 20 行", and the preview held two blanks for one person."""
    desk.until_filled()
    rows = desk.rows(WAGES_BY_PERSON)
    last = int(str(rows[-1]["_row"]))

    def paste(workbook: openpyxl.Workbook) -> None:
        sheet = workbook[WAGES_BY_PERSON.title]
        column = [c.field for c in WAGES_BY_PERSON.columns].index("wage") + 1
        sheet.cell(last + 1, column).value = 9000
        sheet.cell(last + 2, column).value = 8000

    desk.change(paste)

    checked = desk.done("check_wages")
    refused = desk.run("submit_all_wages")
    seen = desk.run("preview_premiums", {"提交范围": "全部"})

    nameless = f"第 {last + 1} 行（没有姓名）、第 {last + 2} 行（没有姓名）"
    assert nameless in checked.message + refused.said
    assert "行 、" not in checked.message + refused.said
    assert "不止一行" not in seen.said
