"""After filing: what was changed since is shown, and can be put back; nothing is deleted."""

from pathlib import Path

import pytest

from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON
from tests.desk import Desk, open_desk
from tests.gateway import gateway, refusal
from tests.pairs import Kind

STAYS = "缴费工资申报后只能调整，不能删除，直至减员"


def filed_rows(desk: Desk) -> list[dict[str, object]]:
    return [row for row in desk.rows(WAGES_BY_PERSON) if row["state"] == "申报成功"]


def yuan(value: object) -> str:
    return f"{float(str(value)):,.2f}"


@pytest.mark.feature("X-DRIFT")
def test_change_since_filing_is_shown_and_put_back(desk: Desk) -> None:
    """A sheet that shows 9,999 while the bureau holds 8,000 is believed."""
    desk.until_filed()
    one, other = filed_rows(desk)[:2]
    was = one["wage"]
    desk.edit(WAGES_BY_PERSON, [{**one, "wage": 999_900}], "wage")

    shown = desk.done("show_drift")

    rows = {row["id_number"]: row for row in desk.rows(WAGES_BY_PERSON)}
    changed = rows[one["id_number"]]
    assert shown.answer["counts"]["changed"] == 1
    assert f"已申报 {yuan(was)} 元，改动未报" in str(changed["check"])
    assert (changed["faulty"], changed["tick"]) == (";~新缴费工资;", TICK)
    assert rows[other["id_number"]]["check"] == ""
    checked = desk.done("check_wages")
    assert checked.answer["counts"]["warnings"] >= 1

    restored = desk.done("restore_filed_wages")

    back = next(r for r in desk.rows(WAGES_BY_PERSON) if r["id_number"] == one["id_number"])
    assert (restored.answer["counts"], back["wage"], back["tick"]) == ({"restored": 1}, was, "")
    assert desk.done("show_drift").answer["counts"]["changed"] == 0
    assert desk.bureau.received()["wage_filing"] == 1


@pytest.mark.feature("X-DRIFT")
def test_formula_that_replaced_a_filed_wage_is_put_back_as_the_number(desk: Desk) -> None:
    """What was filed is a number."""
    desk.until_filed()
    one = filed_rows(desk)[0]
    desk.edit(WAGES_BY_PERSON, [{**one, "wage": "待定", "tick": TICK}], "wage", "tick")

    desk.done("restore_filed_wages")

    assert filed_rows(desk)[0]["wage"] == one["wage"]


@pytest.mark.feature("X-DRIFT")
def test_person_on_two_rows_is_not_guessed(desk: Desk) -> None:
    """Which of the rows was filed only the clerk knows."""
    desk.until_filed()
    one, other = filed_rows(desk)[:2]
    double = {**other, **{f: one[f] for f in ("name", "id_number", "key", "filing_no")}}
    fields = ("name", "id_number", "key", "filing_no")
    desk.edit(WAGES_BY_PERSON, [{**double, "wage": 100, "tick": TICK}], *fields, "wage", "tick")

    shown = desk.done("show_drift")
    restored = desk.run("restore_filed_wages")

    assert shown.answer["counts"]["unsure"] == 1
    assert "有 1 人在本表出现多次，无法确定是哪一行" in shown.message
    assert (restored.status, "没有可以恢复的" in restored.message) == (1, True)


@pytest.mark.feature("X-DRIFT")
def test_refused_row_has_nothing_to_put_back(desk: Desk) -> None:
    """The wage that was refused is the one to be changed."""
    desk.until_filled()
    victim = next(iter(desk.truth["wages_fen"]))
    desk.bureau.control("refused-people", id_numbers=[victim])
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    row = next(r for r in desk.rows(WAGES_BY_PERSON) if r["id_number"] == victim)
    desk.edit(WAGES_BY_PERSON, [{**row, "wage": 999_900}], "wage")

    assert desk.done("show_drift").answer["counts"]["changed"] == 0
    assert desk.run("restore_filed_wages").status == 1


@pytest.mark.feature("X-DRIFT")
def test_by_insurance_only_the_changed_cell_is_put_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk's other cells stay as they are."""
    with open_desk(tmp_path, capsys, monkeypatch, kind="public_body", people=6) as desk:
        desk.until_filed()
        row = next(r for r in desk.rows(WAGES_BY_INSURANCE) if r["state"] == "申报成功")
        head = next(h for h in row if str(h).startswith("410|"))
        desk.edit(WAGES_BY_INSURANCE, [{**row, head: 999_900}], head)

        desk.done("show_drift")
        marked = next(
            r for r in desk.rows(WAGES_BY_INSURANCE) if r["id_number"] == row["id_number"]
        )
        desk.done("restore_filed_wages")

        assert marked["faulty"] == f";~{head};"
        back = next(r for r in desk.rows(WAGES_BY_INSURANCE) if r["id_number"] == row["id_number"])
        heads = [h for h in row if "|" in str(h)]
        assert [back[h] for h in heads] == [row[h] for h in heads]


@pytest.mark.feature("W-NODELETE", "X-DRIFT")
@pytest.mark.parametrize("typed", [None, 0])
def test_filed_wage_that_was_cleared_is_refused_in_words(desk: Desk, typed: object) -> None:
    """F 三4: only changed, never deleted, until 减员."""
    desk.until_filed()
    one = filed_rows(desk)[0]
    desk.edit(WAGES_BY_PERSON, [{**one, "wage": typed, "tick": TICK}], "wage", "tick")

    desk.done("check_wages")
    sent = desk.run("submit_wages")

    marked = next(r for r in desk.rows(WAGES_BY_PERSON) if r["id_number"] == one["id_number"])
    assert STAYS in str(marked["check"])
    assert marked["faulty"] == ";!新缴费工资;"
    assert (sent.status, STAYS in sent.message) == (1, True), sent.message
    assert f"第 {one['_row']} 行" in sent.message
    assert desk.bureau.received()["wage_filing"] == 1


@pytest.mark.feature("W-NODELETE")
def test_filed_wage_can_be_raised(desk: Desk) -> None:
    """Only deleting is refused."""
    desk.until_filed()
    one = filed_rows(desk)[0]
    desk.edit(WAGES_BY_PERSON, [{**one, "wage": 9_999_900, "tick": TICK}], "wage", "tick")

    desk.done("submit_wages")

    assert desk.done("fetch_wage_result").answer["counts"]["accepted"] == 1


@pytest.mark.feature("X-DRIFT")
@pytest.mark.parametrize("kind", ["enterprise", "public_body"])
def test_wage_that_a_colleague_filed_since_is_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    kind: Kind,
) -> None:
    """The bureau bills the colleague's wage while this sheet shows another and "0 changed"."""
    with open_desk(tmp_path, capsys, monkeypatch, kind=kind, people=6) as desk:
        spec = WAGES_BY_PERSON if kind == "enterprise" else WAGES_BY_INSURANCE
        desk.until_filed()
        alone = desk.done("show_drift")
        mine = desk.book.read_bytes()
        one = next(r for r in desk.rows(spec) if r["state"] == "申报成功")
        head = "wage" if kind == "enterprise" else next(h for h in one if str(h).startswith("410|"))
        was = float(str(one[head]))
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("SHEBAO_HOME", str(tmp_path / "another-home"))
            elsewhere.setenv("SHEBAO_KEY_FILE", str(tmp_path / "another.key"))
            desk.edit(spec, [{**one, head: round(was * 100) + 100, "tick": TICK}], head, "tick")
            desk.done("update_roster")
            desk.done("submit_wages", {"提交范围": "已勾选"})
            desk.done("fetch_wage_result")
            theirs = desk.done("show_drift")
        desk.book.write_bytes(mine)

        shown = desk.done("show_drift")

        marked = next(r for r in desk.rows(spec) if r["id_number"] == one["id_number"])
        quiet = [ran.answer["counts"]["overtaken"] for ran in (alone, theirs)]
        assert (quiet, shown.answer["counts"]["overtaken"]) == ([0, 0], 1)
        assert (alone.answer["status"], shown.answer["status"]) == ("done", "partial")
        assert str(one["name"]) in shown.message
        assert "可能由他人另行申报" in shown.message
        assert f"税务 {was + 1:,.2f}，本表 {was:,.2f} 元" in str(marked["check"])
        assert marked["tick"] == ""
        desk.edit(spec, [{**marked, "tick": TICK}], "tick")
        desk.done("submit_wages", {"提交范围": "已勾选"})
        desk.done("fetch_wage_result")
        assert desk.done("show_drift").answer["counts"]["overtaken"] == 0


@pytest.mark.feature("X-DRIFT")
def test_wage_that_this_machine_filed_since_is_no_other_ones(desk: Desk) -> None:
    """An older copy of the workbook lacks it; 申报结果查询 brings it back; nobody else filed."""
    desk.until_filed()
    older = desk.book.read_bytes()
    one = filed_rows(desk)[0]
    wage = round(float(str(one["wage"])) * 100) + 100
    desk.edit(WAGES_BY_PERSON, [{**one, "wage": wage, "tick": TICK}], "wage", "tick")
    desk.done("submit_wages", {"提交范围": "已勾选"})
    desk.done("fetch_wage_result")
    desk.book.write_bytes(older)

    assert desk.done("show_drift").answer["counts"]["overtaken"] == 0


@pytest.mark.feature("X-DRIFT")
def test_wages_in_force_that_cannot_be_asked_for_are_not_called_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger is compared all the same; what was not compared is said."""
    desk.until_filed()
    with gateway(desk.bureau.url) as between:
        monkeypatch.setenv("SHEBAO_BUREAU_URL", between.url)
        desk.done("login")
        between.says(refusal(404, "NOT_FOUND", "没有这个接口。"), at="/v1/employees")
        shown = desk.done("show_drift")
        told = between.told

    assert told == 1
    assert "已与提交台账核对" in shown.message
    assert "本次没有与税务系统现行缴费工资核对" in shown.message
    assert shown.answer["status"] == "partial"


@pytest.mark.feature("X-DRIFT")
def test_last_years_wages_are_not_held_against_what_a_colleague_filed_for_this_year(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Filed here for 2025, elsewhere for 2026: a rightful difference, told as one to mend."""
    desk.until_filled()
    year = desk.bureau.month.year
    rows = [row for row in desk.rows(WAGES_BY_PERSON) if row["wage"]][:3]
    raised = [{**r, "wage": round(float(str(r["wage"])) * 100) + 100, "tick": TICK} for r in rows]
    desk.done("submit_wages", {"生效年度": str(year - 1)})
    desk.done("fetch_wage_result")
    mine = desk.book.read_bytes()
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("SHEBAO_HOME", str(desk.folder / "another-home"))
        elsewhere.setenv("SHEBAO_KEY_FILE", str(desk.folder / "another.key"))
        desk.done("update_roster")
        desk.edit(WAGES_BY_PERSON, raised, "wage", "tick")
        filing = {"提交范围": "已勾选", "生效年度": str(year)}
        desk.done("submit_wages", filing)
        assert desk.done("fetch_wage_result").answer["counts"]["accepted"] == 3
    desk.book.write_bytes(mine)

    shown = desk.done("show_drift")

    assert shown.answer["counts"]["filed"] > 3
    assert (shown.answer["counts"]["overtaken"], shown.answer["status"]) == (0, "done")
