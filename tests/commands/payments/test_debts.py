"""Open debts by unit number, and what each costs for being late; through the terminal."""

import json

import pytest

from shebao import cli
from shebao.domain.period import Period
from shebao.rules.deadline import days_late, late_fee_fen
from shebao.sandbox.payments.debts import fee_fen
from shebao.sandbox.premiums.rulebook import Rulebook
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS
from tests.desk import Desk
from tests.sheet_cells import Row

ALL = {"提交范围": "全部"}


def fen(row: Row, field: str) -> int:
    return round(float(str(row[field] or 0)) * 100)


@pytest.mark.feature("Y-ARREARS")
def test_opening_shows_the_debts_of_a_unit_number(desk: Desk) -> None:
    """Source: G2.6.1.2 二（一）; a slip in the filter must not look like "nothing owed"."""
    desk.until_owed()
    everything = desk.rows(DEBTS)
    unit_nos = sorted({str(row["unit_no"]) for row in everything})
    assert {row["state"] for row in everything} == {"待缴费"}
    assert {row["days_late"] for row in everything} == {None}

    shown = desk.done("update_debts", {"单位编号": unit_nos[0]})

    mine = [row for row in everything if row["unit_no"] == unit_nos[0]]
    assert [r["debt_no"] for r in desk.rows(DEBTS)] == [r["debt_no"] for r in mine]
    assert shown.answer["counts"]["debt_total_fen"] == sum(fen(row, "amount") for row in mine)
    assert f"单位编号 {unit_nos[0]} 的欠费 {len(mine)} 条" in shown.message
    others = [row for row in everything if row not in mine]
    owed = sum(fen(row, "amount") for row in others)
    told = f"其他单位编号还有欠费 {len(others)} 条，{owed / 100:,.2f} 元，不在表中"
    assert others
    assert told in shown.message
    wrong = desk.run("update_debts", {"单位编号": "9990"})
    assert "的“单位编号”是“9990”，不是本单位的单位编号，没有查询" in wrong.message
    assert unit_nos[0] in wrong.message

    desk.done("update_debts", {"单位编号": ""})
    desk.edit(DEBTS, [desk.rows(DEBTS)[0] | {"tick": TICK}], "tick")
    desk.done("print_voucher")
    left = desk.done("update_debts")
    assert "另有 “已打印凭证”1 条，正在办理，不能再次缴费，不在表中" in left.message
    assert len(desk.rows(DEBTS)) == len(everything) - 1


@pytest.mark.feature("Y-ARREARS", "Y-AGREEMENT", "Y-VOUCHER")
def test_a_row_that_names_another_debt_pays_nothing(desk: Desk) -> None:
    """A sort that left the hidden numbers behind would pay what the clerk did not choose."""
    desk.until_owed()
    row = desk.rows(DEBTS)[0]
    other = {"period": "2020-01", "unit_no": "9990", "insurance_name": "别的险种", "amount": "约"}

    for field, typed in other.items():
        desk.edit(DEBTS, [row | {field: typed}], field)
        for command in ("pay_by_agreement", "print_voucher"):
            torn = desk.run(command, ALL)
            why = "不是取回的金额" if field == "amount" else "与税务的欠费记录不一致"
            assert (torn.status, why in torn.message) == (1, True), (field, torn.message)
        desk.edit(DEBTS, [row], field)

    received = desk.bureau.received()
    assert (received["payment"], received["voucher"]) == (0, 0)


@pytest.mark.feature("Y-LATEFEE")
def test_overdue_debts_show_days_rate_and_fee_of_three_sources(desk: Desk) -> None:
    """Source: 社会保险法 §86; our rule and the bureau's own code agree to the fen."""
    desk.until_confirmed()
    rules = Rulebook()[desk.bureau.seeded.region].file
    month = desk.next_month()

    shown = desk.done("update_debts")

    rows = desk.rows(DEBTS)
    today = Period.parse(month).first_day.replace(day=10)
    for row in rows:
        days = days_late(rules.deadline, Period.parse(str(row["period"])), today)
        fee = late_fee_fen(fen(row, "amount"), days, rules.late_fee)
        assert (row["days_late"], fen(row, "late_fee")) == (days, fee)
        assert fee == fee_fen(rules.late_fee, fen(row, "amount"), days) > 0
        assert row["late_rate"] == str(rules.late_fee.daily_ppm / 1_000_000)
    fees = sum(fen(row, "late_fee") for row in rows)
    assert shown.answer["counts"]["late_fee_fen"] == fees
    assert "其中滞纳金" in shown.message
    assert "不一致" not in shown.message

    desk.bureau.control("clock", now=f"{month}-11T04:00:00Z")
    grown = desk.run("pay_by_agreement", ALL)
    assert "的应缴费额或滞纳金与税务系统现在的金额不一致，没有缴费" in grown.message
    desk.done("update_debts")
    owed = sum(fen(row, "amount") + fen(row, "late_fee") for row in desk.rows(DEBTS))
    desk.done("pay_by_agreement", ALL)
    assert desk.done("fetch_payment_result").answer["counts"]["paid_fen"] == owed
    assert desk.bureau.received()["payment"] == 1


@pytest.mark.feature("X-CITIES")
def test_a_late_fee_worked_out_here_says_its_grade(desk: Desk) -> None:
    """A fee by rules of the user's own stood beside the bureau's as if both were law."""
    desk.until_confirmed()
    desk.next_month()
    file = desk.folder / "贵阳.json"
    assert cli.main(["rules", "export", "--region", "贵阳", "--out", str(file)]) == 0
    content = json.loads(file.read_text("utf-8"))["rule_file"]
    content["late_fee"]["daily_ppm"] *= 2
    file.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    assert cli.main(["rules", "use", str(file), "--yes"]) == 0

    told = desk.done("update_debts").message

    assert "滞纳金与本机测算不一致" in told
    assert told.count("元（※自定义），税务系统") == len(desk.rows(DEBTS))


@pytest.mark.feature("Y-ARREARS")
def test_a_voucher_that_nobody_paid_in_time_is_told(desk: Desk) -> None:
    """“欠费 0 条，正在办理” while the voucher is stale and the late fee grows."""
    desk.until_owed()
    desk.done("print_voucher", {"提交范围": "全部"})
    in_time = desk.done("update_debts")
    desk.next_month()

    late = desk.done("update_debts")

    assert "已过缴费期限" not in in_time.message
    count = late.message.split("“已打印凭证”")[1].split(" 条")[0]
    assert f"其中 {count} 条已过缴费期限。" in late.message
    assert "须先“作废凭证”再缴费。" in late.message
