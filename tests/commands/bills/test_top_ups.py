"""补差: the differences of filed months, shown, explained, filed, paid, certified and refunded."""

import json
from pathlib import Path
from typing import Any

import pytest

from shebao import cli
from shebao.rule_book.book import rule_file
from shebao.sheets.declared.application_sheets import ACCOUNTS, REFUND_LINES
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.premium_sheets import (
    BILL_CAUSES,
    BILL_LINES,
    BILLS,
    CHAIN,
    PREMIUM_FILINGS,
    RECONCILIATION,
    TOP_UPS,
)
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.commands.bills.test_reconciliation import fen
from tests.commands.people import NEWCOMER, joins
from tests.commands.refunds.test_refunds import FORM
from tests.desk import Desk, open_desk
from tests.forms import account_of, put_rows, tick_where

ALL = {"提交范围": "全部"}


def raise_wages(desk: Desk, yuan: float, people: int = 3) -> list[str]:
    """File a new wage for the first people from this year's January on; return who."""
    year = str(desk.bureau.http.get("/sandbox/clock").json()["current_period"])[:4]
    desk.done("new_wage_sheet", {"生效年度": year})
    desk.done("add_all_employees")
    rows = desk.rows(WAGES_BY_PERSON)[:people]
    for row in rows:
        row.update(wage=yuan, tick=TICK)
    desk.edit(WAGES_BY_PERSON, rows, "wage", "tick")
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    return [str(row["id_number"]) for row in rows]


def added(desk: Desk) -> int:
    """What the bureau's own open additional bills add up to."""
    desk.done("update_bills")
    return sum(fen(b["amount"]) for b in desk.rows(BILLS) if b["levy_kind"] == "差额补缴")


def new_law(
    desk: Desk, region: str, insurance: str, field: str, fen_more: int
) -> tuple[Path, dict[str, Any]]:
    """A rule file that moves one limit of the current month, with effect in the past."""
    period = str(desk.bureau.http.get("/sandbox/clock").json()["current_period"])
    book = rule_file(region)
    assert book is not None
    told = book.model_dump(mode="json")
    row = max(
        (x for x in told["limits"] if x["insurance"] == insurance),
        key=lambda x: (x["effective_from"] <= period, x["effective_from"]),
    )
    row[field] += fen_more
    told["version"] = "2099.01"
    path = desk.folder / "新规则.json"
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return path, told


@pytest.mark.feature("X-TOPUP", "P-BILLS", "P-RECONCILE")
def test_a_raise_after_filing_is_shown_explained_and_filed(desk: Desk) -> None:
    """Seed G 2.4.3.2 四（二）: the bureau makes what is lacking; every screen says what it is."""
    desk.until_confirmed()
    raised = raise_wages(desk, 21_000.0)

    total = added(desk)

    shown = desk.done("show_topup")
    rows = desk.rows(TOP_UPS)
    assert total > 0
    assert shown.answer["counts"]["top_up_fen"] == total
    assert sum(fen(row["amount"]) for row in rows) == total
    assert {row["id_number"] for row in rows} <= set(raised)
    assert {(row["cause"], row["wage"]) for row in rows} == {("缴费工资调高", 21_000.0)}
    for row in rows:
        assert fen(row["new_amount"]) - fen(row["old_amount"]) == fen(row["amount"])
        assert fen(row["unit"]) + fen(row["person"]) == fen(row["amount"])
        assert row["grade"]
    assert "与税务生成的差额补缴账单合计" in shown.message
    bills = [b for b in desk.rows(BILLS) if b["levy_kind"] == "差额补缴"]
    assert all("差额补缴：该属期已申报" in str(bill["reason"]) for bill in bills)
    assert "其中差额补缴" in desk.note(BILLS)

    reconciled = desk.done("reconcile_bills", ALL)
    assert reconciled.answer["counts"]["unexplained"] == 0
    told = desk.rows(RECONCILIATION)
    assert {row["cause"] for row in told} == {"差额补缴"}
    assert all("应缴" in str(row["sentence"]) and "已申报" in str(row["sentence"]) for row in told)
    assert {c["cause"]: fen(c["difference"]) for c in desk.rows(BILL_CAUSES)} == {"差额补缴": total}
    desk.done("update_bills", {"费款所属期": str(bills[0]["period"])})
    month = desk.done("reconcile_bills", ALL)
    assert month.answer["counts"]["unexplained"] == 0
    shares = {c["cause"]: fen(c["difference"]) for c in desk.rows(BILL_CAUSES)}
    assert set(shares) <= {"差额补缴", "保底", "限高"}
    assert shares["差额补缴"] == 0  # what is added stands once in each bill
    desk.done("update_bills", {"费款所属期": ""})
    lines = desk.done("show_bill_lines", ALL)
    assert "与本机测算一致" in lines.message
    assert sum(fen(line["own"]) for line in desk.rows(BILL_LINES)) == total

    desk.done("submit_bills", ALL)
    desk.done("fetch_filing_result")
    desk.done("update_debts")
    debts = desk.rows(DEBTS)
    assert sum(fen(d["amount"]) for d in debts if d["levy_kind"] == "差额补缴") == total
    assert desk.done("show_topup").answer["counts"]["top_up_fen"] == 0


@pytest.mark.feature("X-TOPUP", "P-BILLS", "P-RECONCILE")
def test_a_newcomer_in_a_filed_month_is_billed_shown_and_paid(desk: Desk) -> None:
    """And a raise beside it: two causes in one bill, each by its name."""
    desk.until_confirmed()
    raised = raise_wages(desk, 21_000.0, people=1)
    joins(desk)
    desk.done("update_roster")
    desk.done("new_wage_sheet", {"生效年度": "2026"})
    desk.done("add_blank_employees")
    (row,) = [x for x in desk.rows(WAGES_BY_PERSON) if x["id_number"] == NEWCOMER["id_number"]]
    desk.edit(WAGES_BY_PERSON, [{**row, "wage": 8_000.0, "tick": TICK}], "wage", "tick")
    desk.done("submit_wages")
    desk.done("fetch_wage_result")

    total = added(desk)

    shown = desk.done("show_topup")
    assert shown.answer["counts"]["top_up_fen"] == total > 0
    assert "新增人员 2 条，因规则变动 0 条" in shown.message
    assert "与税务生成的差额补缴账单合计" in shown.message
    causes = {(row["id_number"], row["cause"]) for row in desk.rows(TOP_UPS)}
    assert causes == {(raised[0], "缴费工资调高"), (NEWCOMER["id_number"], "新增人员")}
    mine = [x for x in desk.rows(TOP_UPS) if x["id_number"] == NEWCOMER["id_number"]]
    assert {(x["old_base"], x["old_amount"], x["new_base"]) for x in mine} == {(0, 0, 8_000.0)}
    reconciled = desk.done("reconcile_bills", ALL)
    assert reconciled.answer["counts"]["unexplained"] == 0
    assert "已申报的账单中没有此人" in str(desk.rows(RECONCILIATION))
    assert "与本机测算一致" in desk.done("show_bill_lines", ALL).message
    period = str(desk.rows(BILLS)[0]["period"])
    desk.done("update_bills", {"费款所属期": period})
    assert desk.done("reconcile_bills", ALL).answer["counts"]["unexplained"] == 0
    desk.done("update_bills", {"费款所属期": ""})

    desk.done("submit_bills", ALL)
    desk.done("fetch_filing_result")
    desk.done("update_debts")
    debts = desk.rows(DEBTS)
    assert sum(fen(d["amount"]) for d in debts if d["levy_kind"] == "差额补缴") == total
    assert desk.done("show_topup").answer["counts"]["top_up_fen"] == 0


@pytest.mark.feature("X-TOPUP")
def test_what_is_under_way_is_no_difference(desk: Desk) -> None:
    """Its answer is awaited, and the wage raised once more meanwhile: no office is to blame."""
    desk.until_confirmed()
    raise_wages(desk, 21_000.0)
    assert added(desk)
    desk.bureau.control("settings", feedback_delay_seconds=3_600)
    desk.done("submit_bills", ALL)
    desk.bureau.control("settings", feedback_delay_seconds=0)
    raise_wages(desk, 22_000.0)

    shown = desk.done("show_topup")

    assert "处差额补缴正在申报，取得结果后才能与税务核对" in shown.message
    assert "不一致" not in shown.message
    assert shown.answer["status"] == "done"


@pytest.mark.feature("X-TOPUP", "P-VOID")
def test_voiding_what_a_top_up_stands_on_is_foreseen(desk: Desk) -> None:
    """The bureau would refuse it; the clerk was asked to agree first."""
    desk.until_confirmed()
    raise_wages(desk, 21_000.0)
    added(desk)
    desk.done("submit_bills", ALL)
    desk.done("fetch_filing_result")
    desk.done("query_premium_filings")
    first = min(str(row["filing_no"]) for row in desk.rows(PREMIUM_FILINGS))
    tick_where(desk, PREMIUM_FILINGS, "filing_no", first)
    sent = desk.bureau.received()

    ran = desk.run("void_filing")

    assert ran.status == 1
    assert "请先作废差额补缴的申报，再作废该申报。没有提交作废。" in ran.message
    assert desk.bureau.received() == sent


@pytest.mark.feature("P-CHAIN", "P-VOID")
def test_the_way_back_voids_what_was_added_first(desk: Desk) -> None:
    """The other way round the bureau refuses: it would stand on a bill that is open again."""
    desk.until_confirmed()
    raise_wages(desk, 21_000.0)
    total = added(desk)
    desk.done("submit_bills", ALL)
    desk.done("fetch_filing_result")
    desk.done("update_debts")
    owed = sum(fen(debt["amount"]) for debt in desk.rows(DEBTS))

    desk.run("show_chain")
    steps = [row for row in desk.rows(CHAIN) if row["kind"] == "作废申报"]
    assert [row["number"] for row in steps] == sorted(
        (str(row["number"]) for row in steps), reverse=True
    )
    assert len(steps) == 2
    for _ in steps:
        desk.run("run_chain_step")

    assert [r["state"] for r in desk.rows(CHAIN) if r["kind"] == "作废申报"] == ["已完成"] * 2
    assert added(desk) == 0
    assert sum(fen(bill["amount"]) for bill in desk.rows(BILLS)) == owed > total


@pytest.mark.feature("X-TOPUP", "B-REFUND-EMPLOYEE", "C-ISSUE")
def test_what_was_added_is_certified_and_refunded_first(desk: Desk) -> None:
    """Seed G 2.11.3 一, of the bureau's own bill: the rest alone could end under the floor."""
    desk.until_confirmed()
    raise_wages(desk, 21_000.0, people=5)
    desk.done("update_bills")
    desk.done("submit_bills", ALL)
    desk.done("fetch_filing_result")
    desk.done("update_debts")
    desk.done("pay_by_agreement", ALL)
    desk.done("fetch_payment_result")
    desk.done("query_arrivals")
    desk.done("issue_certificate", ALL)
    desk.done("update_accounts")
    put_rows(desk, ACCOUNTS, [account_of(desk)])
    desk.done("save_accounts")
    desk.done("query_refund_lines")
    lines = [x for x in desk.rows(REFUND_LINES) if "养老" in str(x["insurance_name"])]
    extras = {x["id_number"]: x for x in lines if x["levy_kind"] == "差额补缴"}
    usual = [x for x in lines if x["levy_kind"] == "正常缴费" and float(str(x["base"])) > 4_500]
    normal = next(x for x in usual if x["id_number"] in extras)
    extra = extras[normal["id_number"]]
    other = next(x for x in usual if x["id_number"] not in extras)
    assert extra["voucher_kind"] == normal["voucher_kind"] == "单位日常申报表"
    asked = [{**x, "new_base": 4_500.0} for x in (normal, other)] + [{**extra, "new_base": 0.0}]
    first = next(x for x in extras.values() if x is not extra)
    asked.append({**first, "new_base": 0.0})
    desk.edit(REFUND_LINES, asked, "new_base")
    for line, ahead in ((normal, first), (normal, extra)):
        tick_where(desk, REFUND_LINES, "line_no", line["line_no"])
        refused = desk.run("apply_line_refund", FORM)
        assert "存在差额补缴，请先提交差额补缴的退费申请" in refused.message
        if ahead is not extra:  # somebody else's top-up does not do for this person
            tick_where(desk, REFUND_LINES, "line_no", ahead["line_no"])
            desk.done("apply_line_refund", FORM)
    tick_where(desk, REFUND_LINES, "line_no", other["line_no"])
    desk.done("apply_line_refund", FORM)  # who was never raised has nothing to go first
    tick_where(desk, REFUND_LINES, "line_no", extra["line_no"])
    whole = desk.done("apply_line_refund", FORM)
    due = fen(extra["unit"]) + fen(extra["person"])
    assert whole.answer["counts"]["amount_fen"] == due
    tick_where(desk, REFUND_LINES, "line_no", normal["line_no"])
    desk.done("apply_line_refund", FORM)


@pytest.mark.feature("X-TOPUP", "X-OWNRULES")
@pytest.mark.parametrize(
    ("region", "insurance", "field", "more", "cause"),
    [
        ("510100", "110", "floor_fen", 300_000, "缴费下限"),
        ("440300", "310", "floor_fen", 200_000, "缴费下限"),
        ("320100", "110", "cap_fen", 1_000_000, "缴费上限"),
    ],
)
def test_a_rule_for_the_past_comes_to_what_the_bureau_bills(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    region: str,
    insurance: str,
    field: str,
    more: int,
    cause: str,
) -> None:
    """Three cities, a floor or a cap that a late notice raised: to the fen, by both programs."""
    with open_desk(tmp_path, capsys, monkeypatch, people=12, region=region) as desk:
        desk.in_november()
        desk.until_filed()
        if field == "cap_fen":
            raise_wages(desk, 90_000.0)
        desk.done("update_bills")
        desk.done("submit_bills", ALL)
        desk.done("fetch_filing_result")
        assert desk.done("show_topup").answer["counts"]["lines"] == 0

        file, told = new_law(desk, region, insurance, field, more)
        tried = desk.done("show_topup", {"规则文件": file.name})
        total = tried.answer["counts"]["top_up_fen"]
        assert total > 0
        assert "没有与税务核对" in tried.message
        assert {row["cause"] for row in desk.rows(TOP_UPS)} == {cause}
        assert {row["insurance"] for row in desk.rows(TOP_UPS)} == {insurance}
        assert cli.main(["rules", "use", str(file), "--yes"]) == 0
        early = desk.run("show_topup", {"规则文件": ""})
        assert early.answer["counts"] == {**tried.answer["counts"], "billed_fen": 0}
        assert early.answer["status"] == "partial"
        assert "与本表不一致" in early.message
        assert {str(row["grade"]).split()[0] for row in desk.rows(TOP_UPS)} == {"※自定义"}
        assert cli.main(["rules", "drop", "--region", region, "--yes"]) == 0

        desk.bureau.control("rule-files", region=region, content=told, in_force=True)

        assert added(desk) == total
        agreed = desk.done("show_topup")
        assert agreed.answer["counts"]["top_up_fen"] == total
        assert "一致，请在" in agreed.message
