"""A month's bills in the books: by department, to the fen, in the tables that software takes."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shebao.sheets.declared.books_sheets import ACCOUNTS, ENTRIES, TAX_DEDUCTIONS
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.premium_sheets import BILL_LINES, BILLS
from tests.desk import Desk

ALL = {"提交范围": "全部"}
OWN: list[dict[str, object]] = [
    {"item": "单位承担", "code": "6602.05", "account_name": "管理费用—社会保险费"},
    {"item": "单位承担", "department": "生产部", "code": "5101.05", "account_name": "制造费用—社保",
     "department_code": "02"},
    {"item": "应付社保", "code": "2211.03", "account_name": "应付职工薪酬—社会保险费"},
    {"item": "代扣个人", "code": "2241.01", "account_name": "其他应付款—代扣社保"},
    {"item": "银行存款", "code": "1002.01", "account_name": "银行存款—基本户"},
    {"item": "滞纳金", "code": "6711.02", "account_name": "营业外支出—滞纳金"},
]  # fmt: skip


def money(value: object) -> Decimal:
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))


def table_of(path: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def split_bill(desk: Desk) -> None:
    """Make two bills of one, as a 差额补缴 is beside the month's own: they share their lines."""
    bills = desk.rows(BILLS)
    first, other = dict(bills[0]), dict(bills[0])
    for field in ("amount", "person"):
        cents = round(float(str(first[field])) * 100)
        first[field], other[field] = (cents - 1000) / 100, 10.0
    desk.write(BILLS, [first, {**other, "bill_no": "2"}, *bills[1:]])


@pytest.mark.feature("F-BOOKS")
def test_entries_by_department_equal_the_bills(desk: Desk) -> None:
    """The accountant asks about one fen; the sums here are worked out apart, in decimals."""
    desk.in_november()
    desk.until_billed()
    desk.done("show_bill_lines", ALL)
    roster = desk.rows(ROSTER)
    people = sorted({str(row["id_number"]) for row in roster})
    for row in roster:
        place = people.index(str(row["id_number"])) % 3
        row["group"] = ("生产部/一车间", "后勤", "")[place]
    desk.edit(ROSTER, roster, "group")
    desk.write(ACCOUNTS, OWN)

    split_bill(desk)

    given = {
        "滞纳金": "12.34",
        "凭证文件": "凭证.xlsx",
        "起始凭证号": "000007",
        "缴纳日期": "2026-11-15",
    }
    ran = desk.done("write_entries", given)

    groups = {str(r["id_number"]): str(r["group"]) for r in roster}
    unit: dict[str, Decimal] = defaultdict(Decimal)
    person = Decimal(0)
    for line in desk.rows(BILL_LINES):
        unit[groups[str(line["id_number"])]] += money(line["due"]) - money(line["person"])
        person += money(line["person"])
    bills = sum((money(row["amount"]) for row in desk.rows(BILLS)), Decimal(0))
    assert bills == person + sum(unit.values())
    rows = desk.rows(ENTRIES)
    debits = {
        (r["voucher"], r["code"], r["department"]): money(r["debit"]) for r in rows if r["debit"]
    }
    workshop = debits["计提", "5101.05", "生产部"]
    assert workshop == unit["生产部/一车间"]
    assert debits["计提", "6602.05", "后勤"] == unit["后勤"]
    assert debits["计提", "6602.05", ""] == unit[""]
    assert debits["缴纳", "2241.01", ""] == person
    assert debits["缴纳", "6711.02", ""] == Decimal("12.34")
    owed = {(r["voucher"], r["code"]): money(r["credit"]) for r in rows if r["credit"]}
    assert owed["计提", "2211.03"] == sum(unit.values())
    assert owed["缴纳", "1002.01"] == bills + Decimal("12.34")
    assert "没有唯一的部门" in ran.message
    assert "月末" not in ran.message
    yonyou, kingdee = (table_of(desk.folder / f"凭证_{name}.xlsx") for name in ("用友", "金蝶"))
    for file, number in ((yonyou, "业务号"), (kingdee, "凭证号")):
        assert len(file) == len(rows)
        for wanted in {7, 8}:
            voucher = [row for row in file if row[number] == wanted]
            debit, credit = (sum(money(r[f"{s}方金额"]) for r in voucher) for s in "借贷")
            assert debit == credit > 0
    assert {row["制单日期"] for row in yonyou} == {"2026-11-30", "2026-11-15"}
    assert {row["部门编码"] for row in yonyou} == {None, "02"}


@pytest.mark.feature("F-BOOKS")
def test_accounts_are_set_once_and_wrong_ones_named(desk: Desk) -> None:
    """Next month's workbook is a new one, and nobody types the accounts twice."""
    desk.in_november()
    desk.until_billed()
    desk.done("show_bill_lines", ALL)
    asked = desk.ask("write_entries", {"导出格式": "不导出"})
    assert asked.status == 1
    assert "6602" in asked.said
    faulty = [dict(row) for row in OWN]
    faulty[1] |= {"code": ""}
    faulty += [dict(faulty[0]), {"item": "伙食费", "code": "1"}]
    desk.write(ACCOUNTS, faulty)
    refused = desk.run("write_entries", {"导出格式": "不导出"})
    assert refused.status == 1
    assert all(word in refused.said for word in ("科目编码", "相同", "伙食费"))
    assert desk.rows(ENTRIES) == []
    desk.write(ACCOUNTS, OWN)
    desk.done("write_entries", {"导出格式": "不导出"})
    desk.write(ACCOUNTS, [])

    by_payroll = {"部门来源": "工资表", "工资表文件": desk.payroll.name, "导出格式": "不导出"}
    told = desk.done("write_entries", by_payroll).message

    assert "缴纳日期不明，暂按月末 2026-11-30 记账" in told
    assert {r["code"] for r in desk.rows(ACCOUNTS)} == {row["code"] for row in OWN}
    departments = {r["department"] for r in desk.rows(ENTRIES) if r["voucher"] == "计提"}
    assert len(departments) > 2
    wrong = desk.run("write_entries", {**by_payroll, "部门列": "车间号"})
    assert wrong.status == 1
    assert "车间号" in wrong.said
    for label, text in (("滞纳金", "十元"), ("计提日期", "月底"), ("费款所属期", "2025-01")):
        assert desk.run("write_entries", {"部门来源": "职工分组", label: text}).status == 1
        desk.run("write_entries", {label: ""})


@pytest.mark.feature("F-PAYROLL-BACK")
def test_tax_table_adds_up_to_the_bills(desk: Desk) -> None:
    """What was not deducted is taxed, and what was deducted twice is owed."""
    desk.until_billed()
    desk.done("show_bill_lines", ALL)

    ran = desk.done("write_tax_deductions", {"导出文件": "个税.xlsx"})

    lines = desk.rows(BILL_LINES)
    codes = {str(r["insurance_name"]): str(r["insurance"]) for r in desk.rows(BILLS)}
    file = table_of(desk.folder / "个税.xlsx")
    for head, code in (("基本养老保险费", "110"), ("基本医疗保险费", "310"), ("失业保险费", "210")):
        expected = sum(
            (money(r["person"]) for r in lines if codes[str(r["insurance_name"])] == code),
            Decimal(0),
        )
        assert sum((money(row[head]) for row in file), Decimal(0)) == expected
    person = sum((money(r["person"]) for r in lines), Decimal(0))
    assert Decimal(ran.answer["counts"]["billed_fen"]) / 100 == person
    assert sum((money(r["person"]) for r in desk.rows(TAX_DEDUCTIONS)), Decimal(0)) == person
    assert {row["*证件类型"] for row in file} == {"居民身份证"}
