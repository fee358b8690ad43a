"""The payment found in a bank's export by amount and date."""

from collections.abc import Sequence

import openpyxl
import pytest

from shebao.sheets.declared.books_sheets import BANK_MATCHES, ENTRIES
from shebao.sheets.declared.payment_sheets import PAYMENTS
from tests.desk import Desk
from tests.sheet_cells import Row


def export(desk: Desk, name: str, *rows: Sequence[object]) -> str:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["账户交易明细"])
    sheet.append(["交易日期", "借方发生额", "贷方发生额", "对方户名", "摘要", "流水号"])
    for row in rows:
        sheet.append(list(row))
    book.save(desk.folder / name)
    return name


@pytest.mark.feature("F-BANK")
def test_payment_is_found_once_and_never_guessed(desk: Desk) -> None:
    """A line that proves two payments proves neither."""
    desk.until_paid()
    desk.done("query_payments")
    (payment,) = desk.rows(PAYMENTS)
    day, amount = str(payment["submitted_at"])[:10], float(str(payment["amount"]))
    text = f"{amount:,.2f}"
    income = [day, None, text, "客户", "货款", "1"]
    double = export(
        desk,
        "两笔.xlsx",
        income,
        [day, text, None, "国库", "社保", "2"],
        [day, text, None, "x", "", "3"],
    )

    ran = desk.run("match_bank", {"银行流水文件": double})
    assert (ran.status, ran.answer["status"]) == (0, "partial")
    assert ran.answer["counts"]["several"] == 1
    assert {r["serial"] for r in desk.rows(BANK_MATCHES)} == {"2", "3"}
    assert {r["result"] for r in desk.rows(BANK_MATCHES)} == {"有几笔可能"}

    single = export(desk, "一笔.xlsx", income, [day, text, None, "国库", "社保", "2"])
    assert desk.done("match_bank", {"银行流水文件": single}).answer["counts"]["matched"] == 1
    (row,) = desk.rows(BANK_MATCHES)
    assert (row["result"], row["bank_day"], row["row"]) == ("已匹配", day, 4)
    assert row["bank_amount"] == amount

    other = {**payment, "payment_no": "JF0002"}
    desk.write(PAYMENTS, [payment, other])
    again = desk.run("match_bank", {"银行流水文件": single})
    assert again.answer["counts"] | {"lines": 1} == {
        "payments": 2, "matched": 0, "earlier": 1, "several": 0, "missing": 1, "lines": 1,
    }  # fmt: skip
    by_number = {r["number"]: r["result"] for r in desk.rows(BANK_MATCHES)}
    assert by_number == {payment["payment_no"]: "已匹配", "JF0002": "没有找到"}

    desk.done("show_bill_lines", {"提交范围": "全部"})
    desk.done("write_entries", {"导出格式": "不导出"})
    paid = {r["day"] for r in desk.rows(ENTRIES) if r["voucher"] == "缴纳"}
    assert paid == {day}  # the day of the bank, not the month's last


@pytest.mark.feature("F-BANK")
def test_without_records_the_bills_total_is_looked_for(desk: Desk) -> None:
    """Who pays in the official client has bills here and no payment record yet."""
    desk.in_november()
    desk.until_billed()
    nothing = desk.run("match_bank", {"银行流水文件": ""})
    assert nothing.status == 1
    for name, content, why in (
        ("工资.csv", "姓名,应发\n张三,1\n", "没有找到银行流水的表头"),
        ("单列.csv", "日期,金额\n2026-11-12,1\n", "不能分辨"),
        ("空.csv", "", "空文件"),
    ):
        (desk.folder / name).write_text(content, encoding="utf-8")
        refused = desk.run("match_bank", {"银行流水文件": name})
        assert refused.status == 1
        assert why in refused.said
        assert desk.rows(BANK_MATCHES) == []
    total = desk.done("update_bills").answer["counts"]["bill_total_fen"] / 100
    text = f'交易日,x\n记账日期,交易金额,摘要\n2026-11-20,"-{total:,.2f}",社保\n2026-11-20,5,息\n'
    (desk.folder / "流水.csv").write_bytes(text.encode("gb18030"))

    ran = desk.done("match_bank", {"银行流水文件": "流水.csv"})

    assert ran.answer["counts"]["matched"] == 1
    assert desk.rows(BANK_MATCHES)[0]["source"] == "应缴合计"

    paid: Row = {"submitted_at": "2026-11-20", "amount": round(total * 100)}
    states = ("缴费成功", "扣款失败", "处理中")
    desk.write(PAYMENTS, [{**paid, "payment_no": f"JK{s}", "state": s} for s in states])
    known = desk.done("match_bank", {"银行流水文件": "流水.csv"})
    assert [(r["number"], r["result"]) for r in desk.rows(BANK_MATCHES)] == [
        ("JK缴费成功", "已匹配")
    ]  # the line is the payment's, though the bills' total was found by it
    assert "2 笔没有查找" in known.message
