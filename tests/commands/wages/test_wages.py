"""Wages from the payroll to the bureau and back, through the terminal."""

from pathlib import Path

import pytest

from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.wage_sheets import (
    PAYROLL_DOUBTS,
    WAGE_FILINGS,
    WAGES_BY_INSURANCE,
    WAGES_BY_PERSON,
)
from tests.desk import Desk, open_desk


@pytest.mark.feature("W-PAYROLL")
def test_payroll_fills_the_certain_and_lists_the_rest(desk: Desk) -> None:
    """A guessed wage is somebody's pension."""
    desk.until_filled()

    rows = desk.rows(WAGES_BY_PERSON)
    filled = {r["id_number"]: r["wage"] for r in rows if r["wage"] is not None}
    assert filled == {i: fen / 100 for i, fen in desk.truth["wages_fen"].items()}
    assert {r["id_number"] for r in rows if r["tick"]} == set(filled)
    listed: dict[str, set[object]] = {}
    for row in desk.rows(PAYROLL_DOUBTS):
        listed.setdefault(str(row["kind"]), set()).add(row["id_number"])
    assert listed["未知人员"] == set(desk.truth["unknown"])
    assert listed["重复"] == set(desk.truth["duplicates"])
    assert listed["工资表中没有"] == set(desk.truth["absent"])


def test_check_marks_blank_rows_and_passes_filled_ones(desk: Desk) -> None:
    """What is shown before sending need not be found out after the window closed."""
    desk.until_filled()

    ran = desk.done("check_wages")

    blank = [r for r in desk.rows(WAGES_BY_PERSON) if r["wage"] is None]
    assert ran.answer["counts"]["errors"] == len(blank) > 0
    assert all("为空" in str(r["check"]) and r["faulty"] == ";!新缴费工资;" for r in blank)


@pytest.mark.feature("W-SUBMIT", "W-RESULT")
def test_ticked_rows_are_filed_and_their_answers_come_back(desk: Desk) -> None:
    """The main job: one filing, everyone's answer on the own row."""
    desk.until_filled()

    submitted = desk.done("submit_wages")
    result = desk.done("fetch_wage_result")

    people = len(desk.truth["wages_fen"])
    assert submitted.answer["counts"]["submitted"] == people
    assert result.answer["counts"] == {"accepted": people, "refused": 0, "pending": 0}
    states = {r["id_number"]: r["state"] for r in desk.rows(WAGES_BY_PERSON)}
    assert {i for i, state in states.items() if state == "申报成功"} == set(desk.truth["wages_fen"])
    assert [r["state"] for r in desk.rows(WAGE_FILINGS)] == ["全部申报成功"]
    assert desk.bureau.received()["wage_filing"] == 1


@pytest.mark.feature("W-RESULT")
def test_only_refused_rows_are_ticked_again_and_resubmitted(desk: Desk) -> None:
    """Filing everyone again for one refusal is how doubles are made."""
    desk.until_filled()
    victim = next(iter(desk.truth["wages_fen"]))
    desk.bureau.control("refused-people", id_numbers=[victim])
    desk.done("submit_wages")

    result = desk.done("fetch_wage_result")

    assert result.answer["counts"]["refused"] == 1
    ticked = [r for r in desk.rows(WAGES_BY_PERSON) if r["tick"] == TICK]
    assert [(r["id_number"], r["state"], bool(r["reason"])) for r in ticked] == [
        (victim, "申报失败", True)
    ]
    desk.bureau.control("refused-people", id_numbers=[])
    again = desk.done("submit_wages")
    assert again.answer["counts"]["submitted"] == 1
    assert desk.done("fetch_wage_result").answer["counts"]["accepted"] == 1
    assert desk.bureau.received()["wage_filing"] == 2


@pytest.mark.feature("W-SUBMIT-ALL")
def test_filing_everyone_is_refused_while_a_wage_is_blank(desk: Desk) -> None:
    """Rows without a wage are named, and nobody is filed."""
    desk.until_filled()
    before = desk.book.read_bytes()
    blank = next(r for r in desk.rows(WAGES_BY_PERSON) if r["wage"] is None)

    ran = desk.run("submit_all_wages")

    assert ran.status == 1
    assert f"第 {blank['_row']} 行 {blank['name']}" in ran.message
    assert desk.book.read_bytes() == before
    assert desk.bureau.received()["wage_filing"] == 0


@pytest.mark.feature("W-SUBMIT-ALL")
def test_everyone_is_filed_once_all_wages_are_there(desk: Desk) -> None:
    """The last step of the month for most employers."""
    desk.until_filled()
    rows = desk.rows(WAGES_BY_PERSON)
    for row in rows:
        row["wage"] = row["wage"] or 900_000
    desk.edit(WAGES_BY_PERSON, rows, "wage")

    ran = desk.done("submit_all_wages")

    assert ran.answer["counts"]["submitted"] == len(rows)


@pytest.mark.feature("W-RESULT")
def test_asking_again_says_the_same(desk: Desk) -> None:
    """A script that asks twice must not fail the second time."""
    desk.until_filed()

    again = desk.done("fetch_wage_result")

    assert again.answer["counts"]["accepted"] == len(desk.truth["wages_fen"])


@pytest.mark.feature("W-SUBMIT")
def test_nothing_ticked_is_refused_in_words(desk: Desk) -> None:
    """An empty filing would look like a done one."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    desk.done("update_roster")
    desk.done("new_wage_sheet")

    ran = desk.run("submit_wages")

    assert (ran.status, "没有勾选任何行" in ran.message) == (1, True)

    row = desk.rows(WAGES_BY_PERSON)[0]
    desk.edit(WAGES_BY_PERSON, [{**row, "wage": 900_000}], "wage")
    named = desk.run("submit_wages").message
    assert f"已填写未勾选 1 人：第 {row['_row']} 行 {row['name']}" in named
    assert "请点击“校验”" in named


@pytest.mark.feature("W-SUBMIT")
def test_unchanged_wages_are_not_filed_again(desk: Desk) -> None:
    """A second click must not make a second filing."""
    desk.until_filed()
    rows = desk.rows(WAGES_BY_PERSON)
    for row in rows:
        row["tick"] = TICK if row["wage"] is not None else ""
    desk.edit(WAGES_BY_PERSON, rows, "tick")

    ran = desk.run("submit_wages")

    assert ran.status == 1
    assert "都已申报且没有变化" in ran.message
    assert desk.bureau.received()["wage_filing"] == 1


def test_public_body_files_by_insurance(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By person, the bureau would work out some insurances of a public body wrongly (G 2.4.2.3)."""
    with open_desk(tmp_path, capsys, monkeypatch, kind="public_body") as desk:
        desk.until_filled()
        assert desk.rows(WAGES_BY_PERSON) == []
        row = next(r for r in desk.rows(WAGES_BY_INSURANCE) if r["tick"])
        heads = [head for head in row if "|" in head]
        insured = [h for h in heads if f";{h[:3]};" in str(row["insured"])]
        wage = desk.truth["wages_fen"][str(row["id_number"])] / 100
        assert {h: row[h] for h in heads} == {h: wage if h in insured else None for h in heads}

        desk.done("submit_wages")
        result = desk.done("fetch_wage_result")

        assert result.answer["counts"]["accepted"] == len(desk.truth["wages_fen"])


def test_wage_for_an_insurance_not_enrolled_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The grey cell cannot stop a paste; the check can."""
    with open_desk(tmp_path, capsys, monkeypatch, kind="public_body") as desk:
        desk.until_filled()
        rows = desk.rows(WAGES_BY_INSURANCE)
        heads = [head for head in rows[0] if "|" in head]
        row, head = next(
            (r, h)
            for r in rows
            for h in heads
            if r["tick"] and f";{h[:3]};" not in str(r["insured"])
        )
        row[head] = 500_000
        desk.edit(WAGES_BY_INSURANCE, [row], head)

        desk.done("check_wages")

        marked = {r["id_number"]: str(r["check"]) for r in desk.rows(WAGES_BY_INSURANCE)}
        assert f"未参加“{head}”" in marked[str(row["id_number"])]
        assert desk.run("submit_wages").status == 1


@pytest.mark.feature("W-RESULT")
def test_answers_find_their_rows_after_sorting(desk: Desk) -> None:
    """HR sorts by department while the bureau is working."""
    desk.until_filled()
    victim = next(iter(desk.truth["wages_fen"]))
    desk.bureau.control("refused-people", id_numbers=[victim])
    desk.done("submit_wages")
    rows = desk.rows(WAGES_BY_PERSON)
    places = [row["_row"] for row in rows]
    turned = [{**row, "_row": at} for row, at in zip(reversed(rows), places, strict=True)]
    fields = [c.field for c in WAGES_BY_PERSON.columns if c.field != "old_wage"]
    for row in turned:
        row["wage"] = None if row["wage"] is None else round(float(str(row["wage"])) * 100)
    desk.edit(WAGES_BY_PERSON, turned, *fields)

    desk.done("fetch_wage_result")

    refused = [r for r in desk.rows(WAGES_BY_PERSON) if r["state"] == "申报失败"]
    assert [r["id_number"] for r in refused] == [victim]
    assert refused[0]["_row"] != next(r["_row"] for r in rows if r["id_number"] == victim)


def test_key_left_behind_by_a_sort_is_named_and_not_filed(desk: Desk) -> None:
    """Sorting without the hidden column pairs one person's wage with another's key."""
    desk.until_filled()
    rows = [r for r in desk.rows(WAGES_BY_PERSON) if r["tick"]][:2]
    rows[0]["key"], rows[1]["key"] = rows[1]["key"], rows[0]["key"]
    desk.edit(WAGES_BY_PERSON, rows, "key")

    ran = desk.run("submit_wages")

    assert ran.status == 1
    assert f"第 {rows[0]['_row']} 行" in ran.message
    assert desk.bureau.received()["wage_filing"] == 0


@pytest.mark.feature("W-SUBMIT")
def test_unusual_first_month_stands_in_the_outcome(desk: Desk) -> None:
    """With --yes nobody reads the question, and last year's wages are filed by one wrong cell."""
    desk.until_filled()
    year = str(desk.bureau.month.year - 1)

    sent = desk.done("submit_wages", {"生效年度": year})

    assert f"的缴费工资（自 {year}-01 起生效），税务已受理" in sent.message
