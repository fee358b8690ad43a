"""A chain files again only on the wages that the sheet asks for, whatever happens meanwhile."""

from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from shebao.sandbox.tables import generations
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import BILL_LINES, CHAIN
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON, WAGES_DAILY
from tests.desk import Desk, open_desk

ALL = {"提交范围": "全部"}
HIGH = 900_000  # fen, between floor and cap, as are 200 yuan and more below it


def until_all_filed(desk: Desk) -> None:
    """Everybody is filed at one wage between floor and cap, and the month is confirmed."""
    desk.until_rostered()
    desk.done("new_wage_sheet")
    desk.done("add_all_employees")
    rows = desk.rows(WAGES_BY_PERSON)
    for row in rows:
        row.update(wage=HIGH, tick=TICK)
    desk.edit(WAGES_BY_PERSON, rows, "wage", "tick")
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    confirm_bills(desk)


def confirm_bills(desk: Desk) -> None:
    desk.done("update_bills")
    desk.done("submit_bills", ALL)
    desk.done("fetch_filing_result")


def wish(desk: Desk, name: str, wage_fen: int, *, tick: str = TICK) -> None:
    """Type another wage for somebody."""
    row = next(row for row in desk.rows(WAGES_BY_PERSON) if row["name"] == name)
    row.update(wage=wage_fen, tick=tick)
    desk.edit(WAGES_BY_PERSON, [row], "wage", "tick")


def names(desk: Desk) -> list[str]:
    return [str(row["name"]) for row in desk.rows(WAGES_BY_PERSON)]


def leave(desk: Desk, name: str) -> None:
    """The agency's 减员 of somebody arrives: gone before this month."""
    row = next(row for row in desk.rows(WAGES_BY_PERSON) if row["name"] == name)
    tax_id = desk.bureau.seeded.tax_id
    desk.bureau.control("people/leave", tax_id=tax_id, id_number=row["id_number"])


def steps(desk: Desk) -> list[tuple[object, object]]:
    return [(row["kind"], row["state"]) for row in desk.rows(CHAIN)]


def billed(desk: Desk, name: str, period: str = "2026-11") -> set[float]:
    """The wages by which the bureau charges somebody in the bills of the sheet."""
    desk.done("update_bills", {"费款所属期": period})
    desk.done("show_bill_lines", ALL)
    return {float(str(r["wage"])) for r in desk.rows(BILL_LINES) if r["name"] == name}


@pytest.fixture(autouse=True)
def _in_november(desk: Desk) -> None:
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_another_ones_leaving_is_not_taken_for_the_lower_wage(desk: Desk) -> None:
    """The premium would be filed on the old wage, and the ticked row never sent."""
    until_all_filed(desk)
    lowered, left, *_ = names(desk)
    wish(desk, lowered, HIGH - 20_000)
    desk.done("show_chain")
    leave(desk, left)

    voided = desk.done("run_chain_step")
    assert "下一步：重新申报缴费工资" in voided.message
    assert steps(desk)[1] == ("重新申报缴费工资", "下一步")
    assert "申报成功 1 人" in desk.done("run_chain_step").message
    last = desk.done("run_chain_step")

    assert "全部完成" in last.message
    assert desk.bureau.received()["wage_filing"] == 2
    assert billed(desk, lowered) == {8_800.0}
    assert billed(desk, left) == set()


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_a_joiner_and_an_earlier_raise_are_not_taken_for_the_lower_wage(desk: Desk) -> None:
    """Two causes at once, both of which let the bills be generated anew."""
    until_all_filed(desk)
    lowered = names(desk)[0]
    wish(desk, lowered, HIGH + 50_000)  # allowed, and not in what was filed
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    wish(desk, lowered, HIGH + 30_000)
    assert desk.run("submit_wages").status == 1  # E2 counts from the raise
    desk.join("新来", "110", "210")
    desk.done("show_chain")

    assert "下一步：重新申报缴费工资" in desk.done("run_chain_step").message
    assert "申报成功 1 人" in desk.done("run_chain_step").message
    assert steps(desk)[1:] == [("重新申报缴费工资", "已完成"), ("重新申报社保费", "下一步")]
    assert billed(desk, lowered) == {9_300.0}


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_a_chain_without_any_typed_wage_waits_for_it(desk: Desk) -> None:
    """The clerk voids first and types then; somebody's 减员 says nothing of the wage."""
    until_all_filed(desk)
    lowered, left, *_ = names(desk)
    leave(desk, left)
    desk.done("show_chain")

    assert "下一步：重新申报缴费工资" in desk.done("run_chain_step").message
    nothing = desk.run("run_chain_step")
    assert (nothing.status, "没有勾选任何行" in nothing.message) == (1, True)
    assert "可直接在“待申报信息”确认申报" in nothing.message
    wish(desk, lowered, HIGH - 20_000, tick="")
    unticked = desk.run("run_chain_step")
    assert (unticked.status, "没有勾选" in unticked.message) == (1, True)
    assert lowered in unticked.message
    wish(desk, lowered, HIGH - 20_000)
    desk.done("run_chain_step")
    assert "全部完成" in desk.done("run_chain_step").message


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_a_sheet_edited_between_two_steps_goes_back_to_the_wage(desk: Desk) -> None:
    """Only the wages that stand on the sheet now are filed; several people, one after another."""
    until_all_filed(desk)
    first, second, *_ = names(desk)
    wish(desk, first, HIGH - 20_000)
    desk.done("show_chain")
    desk.done("run_chain_step")
    desk.done("run_chain_step")
    assert steps(desk)[2] == ("重新申报社保费", "下一步")
    wish(desk, second, HIGH - 40_000)

    again = desk.done("run_chain_step")

    assert "申报成功 1 人" in again.message
    assert desk.bureau.received()["premium_filing"] == 1
    told = desk.rows(CHAIN)[2]["words"]
    assert f"{first} 9,000.00→8,800.00" in str(told)
    assert f"{second} 9,000.00→8,600.00" in str(told)
    assert "全部完成" in desk.done("run_chain_step").message
    assert billed(desk, second) == {8_600.0}


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_filed_again_elsewhere_on_the_old_wage_is_not_called_complete(desk: Desk) -> None:
    """The wish on the sheet is still open, and a new void has to come before it."""
    until_all_filed(desk)
    lowered = names(desk)[0]
    wish(desk, lowered, HIGH - 20_000)
    desk.done("show_chain")
    desk.done("run_chain_step")
    desk.bureau.control("elsewhere/filing", tax_id=desk.bureau.seeded.tax_id)

    ran = desk.run("run_chain_step")

    assert (ran.status, "撤回路径不能继续" in ran.message) == (1, True)
    assert lowered in ran.message
    shown = desk.done("show_chain")
    assert "下一步：作废申报" in shown.message
    assert desk.bureau.received()["wage_filing"] == 1


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_wages_filed_with_the_button_between_two_steps_count(desk: Desk) -> None:
    """The words of the step are easily read as: click 提交申报."""
    until_all_filed(desk)
    lowered = names(desk)[0]
    wish(desk, lowered, HIGH - 20_000)
    desk.done("show_chain")
    desk.done("run_chain_step")
    desk.done("submit_wages")
    desk.done("fetch_wage_result")

    assert "全部完成" in desk.done("run_chain_step").message
    assert desk.bureau.received()["wage_filing"] == 2
    assert billed(desk, lowered) == {8_800.0}


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_slow_answers_are_waited_for_and_nothing_is_sent_twice(desk: Desk) -> None:
    """处理中 is neither done nor a reason to send again."""
    until_all_filed(desk)
    lowered = names(desk)[0]
    wish(desk, lowered, HIGH - 20_000)
    desk.bureau.control("settings", feedback_delay_seconds=60)

    def answered() -> None:
        desk.bureau.control("clock", advance_seconds=61)

    desk.done("show_chain")
    assert "下一步：作废申报" in desk.done("run_chain_step").message
    answered()
    assert "处理中" in desk.done("run_chain_step").message
    assert steps(desk)[1] == ("重新申报缴费工资", "下一步")
    assert "处理中" in desk.done("run_chain_step").message
    answered()
    assert "下一步：重新申报社保费" in desk.done("run_chain_step").message
    sent = desk.done("run_chain_step")
    assert "全部完成" not in sent.message
    assert "全部完成" not in desk.done("run_chain_step").message
    answered()
    assert "全部完成" in desk.done("run_chain_step").message
    received = desk.bureau.received()
    assert (received["wage_filing"], received["premium_filing"]) == (2, 2)


@pytest.mark.feature("P-CHAIN")
def test_a_voucher_paid_meanwhile_leaves_no_step_that_looks_done(desk: Desk) -> None:
    """Nothing was voided; the only way left is the tax hall."""
    until_all_filed(desk)
    desk.bureau.control("elsewhere/voucher", tax_id=desk.bureau.seeded.tax_id)
    desk.done("show_chain")
    voucher = next(r["number"] for r in desk.rows(CHAIN) if r["kind"] == "作废缴税凭证")
    desk.bureau.control("vouchers/pay", voucher_no=voucher)

    ran = desk.run("run_chain_step")

    assert (ran.status, "办理缴费工资调减业务，并办理退费" in ran.message) == (1, True)
    desk.done("show_chain")
    assert {state for _, state in steps(desk)} == {"不能办理"}


@pytest.mark.feature("P-CHAIN")
def test_a_bill_that_lost_its_last_person_needs_no_filing_again(desk: Desk) -> None:
    """Nothing is left of it; the rest of the month goes on, and the chain ends."""
    desk.until_rostered()
    tax_id = desk.bureau.seeded.tax_id
    desk.bureau.control("unit-numbers", tax_id=tax_id, insurances=["120"], linked=True)
    desk.join("独人", "120")
    until_all_filed(desk)
    lowered = next(name for name in names(desk) if name != "独人")
    wish(desk, lowered, HIGH - 20_000)
    desk.done("show_chain")
    leave(desk, "独人")
    desk.done("run_chain_step")
    desk.done("run_chain_step")
    assert steps(desk)[1:] == [("重新申报缴费工资", "已完成"), ("重新申报社保费", "下一步")]

    assert "全部完成" in desk.done("run_chain_step").message
    assert billed(desk, lowered) == {8_800.0}


@pytest.mark.feature("P-CHAIN")
def test_everybody_gone_after_the_void_ends_the_chain_in_words(desk: Desk) -> None:
    """No bill is left to be filed: today an empty request crashes."""
    until_all_filed(desk)
    desk.done("show_chain")
    desk.done("run_chain_step")
    for name in names(desk):
        leave(desk, name)

    ran = desk.run("run_chain_step")

    assert ran.status == 0, ran.said
    assert "全部完成" in ran.message
    assert desk.rows(CHAIN)[-1]["words"] == "应缴信息已不存在，无需重新申报。"
    assert desk.bureau.received()["premium_filing"] == 1


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_a_lower_wage_from_one_of_two_filed_months_goes_back_for_that_month_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where wages are filed by month: two sheets have rows, and only one of them asks."""
    folder = tmp_path / "福州"
    folder.mkdir()
    with open_desk(folder, capsys, monkeypatch, people=6, region="350100") as desk:
        desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
        until_all_filed(desk)
        lowered, left, raised, *_ = names(desk)
        desk.bureau.control("clock", now="2026-12-10T04:00:00Z")
        confirm_bills(desk)
        desk.done("new_daily_wage_sheet", {"生效月份": "2026-12"})
        row = next(row for row in desk.rows(WAGES_DAILY) if row["name"] == lowered)
        row.update(wage=HIGH - 30_000, tick=TICK)
        desk.edit(WAGES_DAILY, [row], "wage", "tick")
        refused = desk.run("submit_wages", {"操作表": WAGES_DAILY.title})
        assert (refused.status, "不允许调低缴费工资" in refused.message) == (1, True)
        assert f"第 {row['_row']} 行：2026-12属期存在已申报数据" in refused.message
        wish(desk, raised, HIGH + 10_000)
        desk.done("show_chain")
        (void, *_) = desk.rows(CHAIN)
        desk.done("run_chain_step")
        leave(desk, left)

        both = desk.done("run_chain_step")  # each of the two sheets asks for somebody
        assert both.message.count("申报成功 1 人") == 2
        words = str(desk.rows(CHAIN)[2]["words"])
        assert f"{lowered} 9,000.00→8,700.00" in words
        assert f"{raised} 9,000.00→9,100.00，减少 {left}" in words
        assert "全部完成" in desk.done("run_chain_step").message
        assert desk.bureau.received()["filing_void"] == 1
        assert billed(desk, lowered, "2026-12") == {8_700.0}
        assert billed(desk, lowered, "2026-11") == {9_000.0}
        assert void["kind"] == "作废申报"


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_an_earlier_month_is_filed_again_on_the_lower_wage_too(desk: Desk) -> None:
    """The bills of the month after exist already, and somebody leaves meanwhile."""
    until_all_filed(desk)
    lowered, left, *_ = names(desk)
    desk.bureau.control("clock", now="2026-12-10T04:00:00Z")
    desk.done("update_bills")
    desk.done("show_chain", {"费款所属期": "2026-11"})
    wish(desk, lowered, HIGH - 20_000)
    desk.done("run_chain_step")
    leave(desk, left)

    assert "申报成功 1 人" in desk.done("run_chain_step").message
    assert f"缴费工资变动 {lowered} 9,000.00→8,800.00" in str(desk.rows(CHAIN)[2]["words"])
    assert "全部完成" in desk.done("run_chain_step").message
    assert billed(desk, lowered) == {8_800.0}


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_bills_that_still_charge_the_old_wage_are_not_filed(desk: Desk) -> None:
    """A bureau may take a wage at once and generate the bills anew at night."""
    until_all_filed(desk)
    lowered = names(desk)[0]
    desk.bureau.control("clock", now="2026-12-10T04:00:00Z")
    desk.done("update_bills")
    desk.done("show_chain", {"费款所属期": "2026-11"})
    wish(desk, lowered, HIGH - 20_000)
    desk.done("run_chain_step")
    november = generations.c.period == "2026-11"
    with desk.bureau.app.state.bureau.engine.begin() as connection:
        kept = connection.execute(select(generations).where(november)).one()
        connection.execute(delete(generations).where(november))  # so it is never thought of

    ran = desk.done("run_chain_step")

    assert "申报成功 1 人" in ran.message
    assert "下一步：重新申报缴费工资" in ran.message
    words = str(desk.rows(CHAIN)[1]["words"])
    unready = "已申报成功，应缴费额还没有按此重新生成，请稍后再执行"
    assert f"{lowered}（8,800.00 元，{unready}）" in words
    waiting = desk.run("run_chain_step")
    assert (waiting.status, lowered in waiting.message) == (1, True)
    assert desk.bureau.received()["premium_filing"] == 1

    with desk.bureau.app.state.bureau.engine.begin() as connection:
        connection.execute(insert(generations).values(**kept._asdict()))
    assert "下一步：重新申报社保费" in desk.done("show_chain").message
    assert "全部完成" in desk.done("run_chain_step").message
    assert billed(desk, lowered) == {8_800.0}
