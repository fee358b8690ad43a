"""缴费记录 of one employee and of the unit: shown, printed, exported, never from memory."""

from pathlib import Path

import openpyxl
import pytest

from shebao.sheets.declared.certificate_sheets import EMPLOYEE_RECORD, UNIT_RECORD
from shebao.sheets.declared.employee_sheets import ROSTER
from tests.desk import Desk
from tests.printing.reading import whole_text

ALL = {"提交范围": "全部"}
CAUSES = (
    "未查询到该职工的登记信息，即职工参保登记信息菜单不存在该人员",
    "职工在输入的费款所属期内未完成社保费缴纳",
    "缴纳的费款未入库",
)


def fen(cell: object) -> int:
    return round(float(str(cell)) * 100)


def _fen(row: dict[str, object]) -> dict[str, object]:
    """Return the money of a row that was read, as it is written."""
    return {f: fen(row[f]) for f in ("wage", "base", "unit", "person", "amount")}


@pytest.mark.feature("C-EMPLOYEE")
def test_employee_record_is_queried_printed_and_exported(desk: Desk) -> None:
    """G 2.7.3: by name, id type, id and periods."""
    desk.until_arrived()
    person = desk.rows(ROSTER)[0]
    who = {"姓名": str(person["name"]), "证件号码": str(person["id_number"])}

    found = desk.done("query_employee_record", who)
    rows = desk.rows(EMPLOYEE_RECORD)
    printed = desk.done("print_employee_record", ALL)
    exported = desk.done("export_employee_record")

    total = sum(fen(row["amount"]) for row in rows)
    counts = {"lines": len(rows), "amount_fen": total}
    assert rows
    assert found.answer["counts"] == printed.answer["counts"] == counts
    assert all(fen(row["unit"]) + fen(row["person"]) == fen(row["amount"]) for row in rows)
    text = whole_text(Path(printed.answer["files"][1]))
    for words in (str(person["name"]), str(person["id_number"]), f"¥{total / 100:,.2f}"):
        assert words in text
    assert all(f"{row['base']:,.2f}" in text for row in rows)
    assert len(exported.answer["files"]) == 2
    sheet = openpyxl.load_workbook(exported.answer["files"][1]).worksheets[0]
    head, *lines = sheet.iter_rows(values_only=True)
    amount = head.index(EMPLOYEE_RECORD.column("amount").header)
    assert [fen(line[amount]) for line in lines] == [fen(row["amount"]) for row in rows]

    desk.write(EMPLOYEE_RECORD, [{**row, **_fen(row)} for row in [rows[0], *rows]])
    copied = desk.run("print_employee_record", {"保存文件": "复制过.pdf"})
    assert (copied.status, "与税务记录中" in copied.said) == (1, True)
    assert not (desk.folder / "复制过.pdf").exists()
    desk.done("query_employee_record", who)

    rows[0]["amount"] = 1.0
    desk.edit(EMPLOYEE_RECORD, rows, "amount")
    changed = desk.run("print_employee_record", {"保存文件": "改过.pdf"})
    assert changed.status == 1
    assert "与税务记录中" in changed.said
    assert not (desk.folder / "改过.pdf").exists()


@pytest.mark.feature("C-EMPLOYEE")
def test_employee_record_that_is_not_there_names_its_causes(desk: Desk) -> None:
    desk.until_paid()
    person = desk.rows(ROSTER)[0]
    who = {"姓名": str(person["name"]), "证件号码": str(person["id_number"])}

    nobody = desk.done("query_employee_record", {"姓名": "试样", "证件号码": "110101199001010015"})
    assert nobody.answer["counts"]["lines"] == 0
    assert all(cause in nobody.message for cause in CAUSES)
    for parameters, words in (
        ({"姓名": "", "证件号码": "1"}, "“姓名”为空"),
        ({"姓名": "试样", "证件号码": ""}, "“证件号码”为空"),
        ({**who, "证件类型": "会员卡"}, "不是已知的证件类型"),
        ({**who, "费款所属期起": "2024-03"}, "只能查询 2024-04 及以后的缴费记录"),
        ({**who, "费款所属期起": "2026-12", "费款所属期止": "2026-11"}, "晚于止"),
        ({**who, "费款所属期起": "去年"}, "不是年月"),
    ):
        ran = desk.run("query_employee_record", parameters)
        assert ran.status == 1
        assert words in ran.said


@pytest.mark.feature("C-UNIT")
def test_unit_record_is_queried_and_printed(desk: Desk) -> None:
    """G 2.7.4: enterprises from 2020-11 on."""
    desk.until_confirmed()
    none = desk.done("query_unit_record")
    refused = desk.run("print_unit_record")
    early = desk.run("query_unit_record", {"费款所属期起": "2020-10"})
    desk.done("update_debts")
    desk.done("pay_by_agreement", ALL)
    desk.done("fetch_payment_result")
    found = desk.done("query_unit_record", {"费款所属期起": "2020-11"})
    rows = desk.rows(UNIT_RECORD)
    printed = desk.done("print_unit_record", {"保存文件": "单位.pdf"})
    asked = desk.ask("print_unit_record", {"保存文件": "单位.pdf"})
    odd = desk.run("print_unit_record", {"保存文件": "单位.doc"})

    assert all(cause in none.message for cause in CAUSES[1:])
    assert all(cause in refused.said for cause in CAUSES[1:])
    assert "只能查询 2020-11 及以后的缴费记录" in early.said
    assert "必须以 .pdf 结尾" in odd.said
    assert "单位.pdf”已存在，将被替换" in asked.said
    assert [ran.status for ran in (refused, early, odd, asked)] == [1, 1, 1, 1]
    total = sum(fen(row["amount"]) for row in rows)
    assert found.answer["counts"] == {"lines": len(rows), "amount_fen": total}
    text = whole_text(desk.folder / "单位.pdf")
    assert all(str(row["ticket_no"]) in text for row in rows)
    assert f"¥{total / 100:,.2f}" in text
    assert printed.answer["counts"]["amount_fen"] == total
