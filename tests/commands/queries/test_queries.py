"""The seven queries: filters, pages, export, remembered widths, and what is missing in words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from shebao.rule_book.book import rule_file
from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.premium_sheets import RECONCILIATION
from shebao.sheets.declared.query_sheets import (
    CREDIT_QUERY,
    DEBIT_QUERY,
    FILING_QUERY,
    PAYABLE_QUERY,
    QUERY_SHEETS,
    RECEPTION_ENROLMENTS,
    RECEPTION_QUERY,
    UNIT_QUERY,
    WAGE_QUERY,
)
from shebao.sheets.declared.row import AnySheet
from shebao.store import open_store
from shebao.vault.key_file import read_key_file
from shebao.workbooks import open_workbook
from tests.desk import Desk, open_desk
from tests.sheet_cells import SheetTable

QUERIES: dict[str, AnySheet] = {
    "query_unit": UNIT_QUERY,
    "query_wages": WAGE_QUERY,
    "query_filing_lines": FILING_QUERY,
    "query_payables": PAYABLE_QUERY,
    "query_credits": CREDIT_QUERY,
    "query_receptions": RECEPTION_QUERY,
    "query_debits": DEBIT_QUERY,
}


def column(desk: Desk, spec: AnySheet, field: str) -> list[str]:
    return [str(row[field]) for row in desk.rows(spec)]


@pytest.fixture
def public_body(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A unit with an insurance of a fixed sum (大额医疗) and two unit numbers."""
    with open_desk(tmp_path, capsys, monkeypatch, kind="public_body") as opened:
        yield opened


@pytest.mark.feature("Q-UNIT")
@pytest.mark.feature("Q-WAGES")
@pytest.mark.feature("Q-RECEPTION")
def test_unit_wages_and_receptions(public_body: Desk, tmp_path: Path) -> None:
    desk = public_body
    desk.until_filled()
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    seeded = desk.bureau.seeded

    desk.done("query_unit")
    assert seeded.unit_no in column(desk, UNIT_QUERY, "unit_no")
    assert all(column(desk, UNIT_QUERY, "levy_item"))
    assert all(column(desk, UNIT_QUERY, "unit_subitem"))
    some = desk.done("query_unit", {"险种": "工伤", "单位编号": seeded.unit_no[:5]})
    assert some.answer["counts"]["rows"] == 1
    assert "查询到 0 条" in desk.done("query_unit", {"社保经办机构": "没有这个机构"}).message

    wages = desk.done("query_wages")
    rows = desk.rows(WAGE_QUERY)
    assert wages.answer["counts"]["rows"] == len(rows) > 30
    assert {str(row["kind"]) for row in rows} == {"缴费工资", "费额"}
    fixed = [row for row in rows if row["kind"] == "费额"]
    assert all(row["wage"] is None and row["person_fixed"] for row in fixed)
    one = rows[0]
    mine = desk.done("query_wages", {"证件号码": str(one["id_number"]), "类别": "缴费工资"})
    spans = [(row["insurance"], row["effective_from"]) for row in desk.rows(WAGE_QUERY)]
    assert len(set(spans)) == len(spans) == mine.answer["counts"]["rows"] > 0
    assert set(column(desk, WAGE_QUERY, "id_number")) == {one["id_number"]}
    before = {"有效期起": "2001-01", "有效期止": "2001-12"}
    assert desk.done("query_wages", before).answer["counts"]["rows"] == 0
    assert "应为如 2026-01" in desk.run("query_wages", {"有效期起": "2026-13"}).said
    assert "晚于止" in desk.run("query_wages", {"有效期起": "2027-01"}).said
    assert "只能是" in desk.run("query_wages", {"有效期起": "", "类别": "工资"}).said

    received = desk.done("query_receptions")
    people = desk.rows(RECEPTION_QUERY)
    enrolments = desk.rows(RECEPTION_ENROLMENTS)
    assert received.answer["counts"]["rows"] == len(people) == 30
    assert sum(int(str(row["insurances"]).split(".")[0]) for row in people) == len(enrolments)
    name = str(people[3]["name"])
    desk.done("query_receptions", {"姓名": name})
    assert {*column(desk, RECEPTION_QUERY, "name")} == {*column(desk, RECEPTION_ENROLMENTS, "name")}
    target = tmp_path / "接收.xlsx"
    desk.done("export_query", {"导出文件": str(target)})
    exported = openpyxl.load_workbook(target)
    assert exported.sheetnames == [RECEPTION_QUERY.title, RECEPTION_ENROLMENTS.title]
    assert exported[RECEPTION_QUERY.title]["A2"].value == name
    desk.done("reset_query", {"操作表": RECEPTION_QUERY.title})
    assert desk.done("query_receptions").answer["counts"]["rows"] == 30


@pytest.mark.feature("Q-FILINGS")
@pytest.mark.feature("Q-PAYABLES")
@pytest.mark.feature("Q-ARRIVALS")
@pytest.mark.feature("Q-DEBITS")
def test_filings_payables_credits_and_debits(desk: Desk) -> None:
    desk.until_billed()
    desk.done("query_payables")
    assert set(column(desk, PAYABLE_QUERY, "state")) == {"初始"}
    desk.done("submit_bills", {"提交范围": "全部"})
    desk.done("fetch_filing_result")
    desk.done("update_debts")

    offered = desk.ask("query_filing_lines")
    assert offered.status == 0
    assert "有 1 笔申报的职工明细未下载" in offered.message
    assert desk.rows(FILING_QUERY) == []
    desk.done("query_filing_lines")
    lines = desk.rows(FILING_QUERY)
    assert len({row["id_number"] for row in lines}) > 20
    assert all(row["due"] for row in lines)
    assert desk.ask("query_filing_lines").answer["counts"]["rows"] == len(lines)
    none = desk.done("query_filing_lines", {"申报日期起": "2001-01-01", "申报日期止": "2001-01-02"})
    assert none.answer["counts"]["rows"] == 0
    assert "应为如 2026-11-01" in desk.run("query_filing_lines", {"申报日期起": "2026-2-1"}).said
    desk.done("sync_filing_lines", {"申报日期起": "2001-01-01", "申报日期止": "9999-12-31"})
    assert len(desk.rows(FILING_QUERY)) == len(lines)

    desk.done("query_payables")
    assert set(column(desk, PAYABLE_QUERY, "state")) == {"申报成功"}
    assert set(column(desk, PAYABLE_QUERY, "origin")) == {"单位申报"}
    assert desk.done("query_debits").answer["counts"]["rows"] == 0
    desk.done("update_debts")
    desk.done("pay_by_agreement", {"提交范围": "全部"})
    desk.done("fetch_payment_result")
    desk.done("query_payables", {"数据处理状态": "已缴款"})
    assert set(column(desk, PAYABLE_QUERY, "state")) == {"已缴款"}
    desk.done("query_credits")
    assert set(column(desk, CREDIT_QUERY, "state")) == {"未到账"}
    desk.bureau.control("clock", advance_seconds=86_400)
    desk.done("query_credits")
    assert set(column(desk, CREDIT_QUERY, "state")) == {"已到账"}
    assert all(column(desk, CREDIT_QUERY, "credited_on"))
    assert desk.done("query_credits", {"到账状态": "未到账"}).answer["counts"]["rows"] == 0


@pytest.mark.feature("Q-WAGES")
def test_pages_export_and_widths_are_the_same_for_every_query(desk: Desk, tmp_path: Path) -> None:
    desk.until_filled()
    for bad in ("0", "10001", "１０", "1.5"):
        assert "必须是 1 到 10000 的整数" in desk.run("query_wages", {"每页条数": bad}).said
    first = desk.done("query_receptions", {"每页条数": "7"})
    assert "第 1/" in first.message
    assert "每页 7 条" in first.message
    assert len(desk.rows(RECEPTION_QUERY)) == 7
    last = first.answer["counts"]["pages"]
    everyone: list[str] = []
    for page in range(1, last + 1):
        desk.done("query_receptions", {"页码": str(page)})  # the size is remembered
        everyone += column(desk, RECEPTION_QUERY, "person_no")
    assert len(everyone) == len(set(everyone)) == 30
    beyond = desk.run("query_receptions", {"页码": str(last + 1)})
    assert f"必须是 1 到 {last} 的整数" in beyond.said
    desk.done("query_receptions", {"页码": "1"})
    desk.new_book()  # a setting of the machine, not of the workbook
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    assert "每页 7 条" in desk.done("query_unit").message

    book = open_workbook(desk.book)
    cell = book.names[UNIT_QUERY.anchor].refers_to_range
    cell.column_width = 41.5
    book.save()
    book.close()
    desk.done("query_unit")
    width = openpyxl.load_workbook(desk.book)[UNIT_QUERY.title].column_dimensions["A"].width
    assert width == pytest.approx(41.5, abs=1)

    target = tmp_path / "全部.xlsx"
    desk.done("query_receptions")
    receptions = {"操作表": RECEPTION_QUERY.title}
    asked = {**receptions, "导出文件": str(target)}
    assert desk.done("export_query", asked).answer["counts"]["rows"] > 60
    named = desk.done("export_query", {**receptions, "导出文件": ""})
    assert named.answer["files"][-1].endswith("职工参保登记信息接收情况_导出.xlsx")
    assert "不是 .xlsx" in desk.run("export_query", {**receptions, "导出文件": "a.csv"}).said
    assert "将被替换" in desk.ask("export_query", asked).said
    desk.done("query_unit", {"社保经办机构": "没有"})
    assert "没有导出" in desk.run("export_query", {"操作表": UNIT_QUERY.title}).said
    desk.new_book()
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    assert "请用 --set 操作表=名称 指明" in desk.run("export_query").said


@pytest.mark.feature("Q-UNIT")
def test_rule_file_without_an_insurance_is_named(desk: Desk) -> None:
    """The seed's words: 征收品目不显示，是规则文件不正确导致."""
    region = str(desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id}).answer["region"])
    key = read_key_file(desk.folder / "store.key")
    assert key is not None
    with open_store(desk.folder / "home" / "shebao.db", key) as store:
        kept = store.rule_files.newest(region)
        assert kept is not None
        thinned = kept.model_copy(update={"insurances": kept.insurances[1:]})
        sha256 = store.rule_files.sha256(region)
        assert sha256 is not None
        store.rule_files.keep(thinned, sha256, datetime.now(UTC))

    ran = desk.done("query_unit")

    assert ran.answer["status"] == "partial"
    assert "征收品目不显示的险种（110 企业职工基本养老保险），是规则文件不正确导致" in ran.message


def test_a_query_is_one_declaration() -> None:
    """Every query sheet can be paged, exported and filtered by the same words."""
    for spec in QUERY_SHEETS:
        labels = [parameter.label for parameter in spec.parameters]
        assert spec is RECEPTION_ENROLMENTS or labels[-3:] == ["页码", "每页条数", "导出文件"]
    assert set(QUERIES.values()) | {RECEPTION_ENROLMENTS} == set(QUERY_SHEETS)


@pytest.mark.feature("Q-RECEPTION")
@pytest.mark.parametrize("size", [7, 30, 15])
def test_receptions_of_many_pages_are_complete(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """More people than one page of the bureau holds, with a last page part full and one full."""
    monkeypatch.setattr("shebao.bureau.premiums.EMPLOYEE_PAGE", size)
    desk.until_rostered()

    desk.done("query_receptions", {"每页条数": "10000"})

    numbers = [row["person_no"] for row in desk.rows(RECEPTION_QUERY)]
    assert len(numbers) == len(set(numbers)) == 30


@pytest.mark.feature("Q-RECEPTION")
def test_two_sheets_of_a_query_page_apart(desk: Desk) -> None:
    """Thirty people are two pages of twenty, and their enrolments many more."""
    desk.until_rostered()
    desk.done("query_receptions", {"每页条数": "20"})
    first = desk.rows(RECEPTION_ENROLMENTS)

    def turn(book: openpyxl.Workbook) -> None:
        sheet = book[RECEPTION_ENROLMENTS.title]
        label = next(c for row in sheet["A1:Z6"] for c in row if c.value == "页码")
        sheet.cell(label.row, label.column + 1).value = "3"

    desk.change(turn)
    shown = desk.done("query_receptions", {"页码": "2"})

    assert len(desk.rows(RECEPTION_QUERY)) == 10
    assert len(desk.rows(RECEPTION_ENROLMENTS)) == 20
    assert desk.rows(RECEPTION_ENROLMENTS)[0]["id_number"] != first[0]["id_number"]
    assert "第 2/2 页" in shown.message
    assert "第 3/" in shown.message


@pytest.mark.feature("Q-WAGES")
def test_an_unknown_group_is_refused_and_an_unnamed_file_is_named(desk: Desk) -> None:
    desk.until_rostered()

    refused = desk.run("query_wages", {"分组": "没有的组"})
    assert (refused.status, "没有这个分组" in refused.said) == (1, True)

    made = desk.done("export_query", {"操作表": WAGE_QUERY.title, "分组": "未分组"})
    file = desk.folder / "职工缴费工资查询_导出.xlsx"
    assert made.answer["files"][-1] == str(file)
    assert "已存在，将被替换" in desk.ask("export_query", {"操作表": WAGE_QUERY.title}).said


@pytest.mark.parametrize("sheet", ["缴费记录", "完税证明查验", "费款缴纳", "社保费申报记录"])
def test_conditions_of_any_sheet_are_reset(desk: Desk, sheet: str) -> None:
    """The seeds have 重置 beside every 查询."""
    spec = next(spec for spec in SHEETS if spec.title == sheet)
    book = open_workbook(desk.book)
    table = SheetTable(book, spec)
    typed = {p.field: "1" for p in spec.parameters if not p.choices}
    for field, text in typed.items():
        table.set_parameter(field, text)
    book.save()
    book.close()

    desk.done("reset_query", {"操作表": sheet})

    book = open_workbook(desk.book)
    assert SheetTable(book, spec).parameters() == {p.field: p.default for p in spec.parameters}
    book.close()


@pytest.mark.feature("Q-WAGES", "P-RECONCILE")
def test_the_tier_of_a_fixed_sum_is_shown_and_reconciled(public_body: Desk) -> None:
    """费额选档: the agency chose another sum for one person; none of it is unexplained."""
    desk, region = public_body, "520100"
    told = rule_file(region).model_dump(mode="json")  # type: ignore[union-attr]
    plain = [row for row in told["rates"] if row["insurance"] == "330" and row["person_fixed_fen"]]
    told["rates"] += [{**row, "tier": "二档", "person_fixed_fen": 2_400} for row in plain]
    told["version"] = "2099.01"
    desk.bureau.control("rule-files", region=region, content=told, in_force=True)
    desk.until_rostered()
    desk.done("query_wages", {"类别": "费额"})
    who = str(desk.rows(WAGE_QUERY)[0]["id_number"])
    tax_id = desk.bureau.seeded.tax_id
    order = {"tax_id": tax_id, "id_number": who, "insurance": "330"}
    desk.bureau.control("people/tier", **order, tier="二档")

    desk.done("query_wages", {"类别": "费额"})

    rows = desk.rows(WAGE_QUERY)
    mine = [row for row in rows if row["id_number"] == who]
    assert {(row["tier"], row["person_fixed"]) for row in mine} == {("二档", 24.0)}
    assert {row["tier"] for row in rows if row["id_number"] != who} == {""}
    assert len({row["person_fixed"] for row in rows}) == 2
    desk.done("update_bills")
    ran = desk.done("reconcile_bills", {"提交范围": "全部"})
    assert ran.answer["counts"]["unexplained"] == 0
    held = [x for x in desk.rows(RECONCILIATION) if x["id_number"] == who]
    amounts = [float(str(x["amount"])) for x in held if "大额" in str(x["insurance_name"])]
    assert amounts[0] >= 24.0
    assert "与本机测算一致" in desk.done("show_bill_lines", {"提交范围": "全部"}).message
