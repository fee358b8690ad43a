"""Bills, their confirmation, payment and certificate, through the terminal."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, select

from shebao.sandbox.database import data_url
from shebao.sandbox.tables import wages
from shebao.sheets.declared.certificate_sheets import ARRIVALS
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENTS
from shebao.sheets.declared.premium_sheets import BILL_LINES, BILLS, PREMIUM_FILINGS
from tests.desk import Desk
from tests.pdf_text import pdf_text

ALL = {"提交范围": "全部"}


def test_bills_show_what_the_bureau_generated(desk: Desk) -> None:
    """One bill a period, unit number and insurance; parts sum to the whole."""
    desk.until_filed()

    ran = desk.done("update_bills")

    bills = desk.rows(BILLS)
    amounts = [round(float(str(b["amount"])) * 100) for b in bills]
    parts = [round((float(str(b["unit"])) + float(str(b["person"]))) * 100) for b in bills]
    assert amounts == parts
    assert sum(amounts) == ran.answer["counts"]["bill_total_fen"] > 0
    assert {b["state"] for b in bills} == {"初始"}


def test_lines_sum_to_their_bills_and_equal_our_own_computation(desk: Desk) -> None:
    """Two implementations of the law that agree to the fen are worth more than one."""
    desk.until_filed()
    desk.done("update_bills")

    ran = desk.done("show_bill_lines", {"提交范围": "全部"})

    assert ran.answer["counts"]["differences"] == 0
    lines = desk.rows(BILL_LINES)
    assert all(line["own"] is not None for line in lines)
    due = sum(round(float(str(line["due"])) * 100) for line in lines)
    assert due == sum(round(float(str(b["amount"])) * 100) for b in desk.rows(BILLS))


@pytest.mark.feature("P-SUBMIT", "P-RESULT")
def test_ticked_bills_are_confirmed_and_answered(desk: Desk) -> None:
    """Confirmed once; the record sheet keeps it."""
    desk.until_confirmed()

    assert {b["state"] for b in desk.rows(BILLS)} == {"申报成功"}
    assert [f["state"] for f in desk.rows(PREMIUM_FILINGS)] == ["申报成功"]
    assert desk.bureau.received()["premium_filing"] == 1


@pytest.mark.feature("P-SUBMIT")
def test_incomplete_bundle_is_foreseen_before_sending(desk: Desk) -> None:
    """E4, letter for letter, and nothing sent."""
    desk.until_filed()
    desk.done("update_bills")
    bills = desk.rows(BILLS)
    pension = next(b for b in bills if b["insurance"] == "110")
    pension["tick"] = TICK
    desk.edit(BILLS, [pension], "tick")

    ran = desk.run("submit_bills")

    assert (ran.status, "该险种捆绑/依赖险种还未申报" in ran.message) == (1, True)
    assert desk.bureau.received()["premium_filing"] == 0


@pytest.mark.feature("P-SUBMIT", "P-RESULT")
def test_bureaus_own_reason_comes_to_the_row(desk: Desk) -> None:
    """What was not foreseen, here somebody who joined meanwhile, still gets its words."""
    desk.until_billed()
    desk.bureau.control("settings", feedback_delay_seconds=60)
    desk.done("submit_bills", ALL)
    desk.join("新来", "110")
    desk.bureau.control("clock", advance_seconds=61)

    ran = desk.done("fetch_filing_result")

    e5 = "该单位存在未申报的应申报信息总人数与该单位实际参保总人数不一致，"
    e5 += "请检查职工缴费工资是否已全员申报"
    assert e5 in ran.message
    row = next(b for b in desk.rows(BILLS) if b["insurance"] == "110")
    assert (row["state"], row["reason"]) == ("初始", e5)


@pytest.mark.feature("P-SUBMIT")
def test_bundle_and_state_are_asked_of_the_bureau_not_of_the_sheet(desk: Desk) -> None:
    """Rows taken off the sheet are still due, and what another channel filed is not open."""
    desk.until_billed()
    bills = desk.rows(BILLS)
    pension = next(b for b in bills if b["insurance"] == "110")
    desk.write(BILLS, [pension])

    partly = desk.run("submit_bills", ALL)

    assert (partly.status, "该险种捆绑/依赖险种还未申报" in partly.message) == (1, True)
    assert "表中没有的" in partly.message
    desk.done("update_bills")
    desk.bureau.control("settings", feedback_delay_seconds=60)
    desk.bureau.control("elsewhere/filing", tax_id=desk.bureau.seeded.tax_id)
    taken = desk.run("submit_bills", ALL)
    assert (taken.status, "申报中" in taken.message) == (1, True)
    assert desk.bureau.received()["premium_filing"] == 1


@pytest.mark.feature("P-SUBMIT")
def test_missing_wages_are_foreseen_before_sending(desk: Desk) -> None:
    """E5: the head count with wages is not the head count that is insured."""
    desk.until_filed()
    engine = create_engine(data_url(desk.folder / "bureau"))
    with engine.begin() as connection:
        somebody = connection.execute(select(wages.c.person_no)).scalars().first()
        connection.execute(delete(wages).where(wages.c.person_no == somebody))
    engine.dispose()
    desk.done("update_bills")

    ran = desk.run("submit_bills", {"提交范围": "全部"})

    assert ran.status == 1
    assert (
        "该单位存在未申报的应申报信息总人数与该单位实际参保总人数不一致，"
        "请检查职工缴费工资是否已全员申报"
    ) in ran.message
    assert desk.bureau.received()["premium_filing"] == 0


@pytest.mark.feature("Y-AGREEMENT")
def test_debts_are_paid_by_the_one_verified_agreement(desk: Desk) -> None:
    """The sum confirmed is the sum of the rows."""
    desk.until_confirmed()
    desk.done("update_debts")
    owed = sum(round(float(str(d["amount"])) * 100) for d in desk.rows(DEBTS))

    desk.done("pay_by_agreement", {"提交范围": "全部"})
    ran = desk.done("fetch_payment_result")

    assert ran.answer["counts"]["paid_fen"] == owed
    assert [p["state"] for p in desk.rows(PAYMENTS)] == ["缴费成功"]
    assert desk.bureau.received()["payment"] == 1


@pytest.mark.feature("Y-AGREEMENT")
def test_failed_payment_gives_its_reason_and_can_be_paid_again(desk: Desk) -> None:
    """An empty account is no reason to lose the debt from sight."""
    desk.until_confirmed()
    desk.done("update_debts")
    desk.bureau.control("payment-outcomes", outcomes=["缴费失败"])
    desk.done("pay_by_agreement", {"提交范围": "全部"})

    failed = desk.done("fetch_payment_result")
    again = desk.done("pay_by_agreement", {"提交范围": "全部"})
    paid = desk.done("fetch_payment_result")

    assert "失败原因" in failed.message
    assert again.answer["counts"]["debts"] > 0
    assert paid.answer["counts"]["paid_fen"] > 0


@pytest.mark.feature("C-ISSUE")
def test_certificate_carries_every_arrival_and_the_total(desk: Desk) -> None:
    """A bank reads the PDF, not our database."""
    desk.until_paid()
    desk.done("query_arrivals")
    arrivals = desk.rows(ARRIVALS)

    ran = desk.done(
        "issue_certificate", {"提交范围": "全部", "证明文件": "证明.pdf", "样式": "分开"}
    )

    text = pdf_text(desk.folder / "证明.pdf")
    assert str(ran.answer["certificate_no"]) in text
    for arrival in arrivals:
        assert f"{arrival['amount']:,.2f}" in text
    assert {a["certificate_no"] for a in desk.rows(ARRIVALS)} == {ran.answer["certificate_no"]}


@pytest.mark.feature("C-ISSUE")
def test_issuing_again_prints_the_same_certificate(desk: Desk) -> None:
    """A second certificate over one payment would be a forgery."""
    desk.until_paid()
    desk.done("query_arrivals")
    first = desk.done("issue_certificate", {"提交范围": "全部"})

    second = desk.done("issue_certificate", {"提交范围": "全部"})

    assert second.answer["certificate_no"] == first.answer["certificate_no"]
    assert desk.bureau.received()["certificate"] == 1


def test_certificate_path_must_be_a_pdf(desk: Desk) -> None:
    """Excel would be asked to open a PDF called .xlsx."""
    desk.until_paid()
    desk.done("query_arrivals")

    ran = desk.run("issue_certificate", {"提交范围": "全部", "证明文件": "证明.xlsx"})

    assert (ran.status, "必须以 .pdf 结尾" in ran.message) == (1, True)
    assert not Path(desk.folder / "证明.xlsx").exists()
