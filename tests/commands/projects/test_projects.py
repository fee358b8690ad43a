"""Construction projects: linked at their place, filed by their cost exactly once, voided, paid."""

import pytest
from openpyxl import load_workbook

from shebao.sheets.declared.application_sheets import (
    PROJECT_DUES,
    PROJECT_FILING_LINES,
    PROJECT_FILINGS,
    PROJECTS,
)
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.payment_sheets import DEBTS
from tests.desk import Desk
from tests.forms import log_in, put_rows, tick_where, ticked
from tests.sheet_cells import Row

BRIDGE, TOWER = "GC5201000001", "GC5201000002"
THREE_CHECKS = (
    "人社部门是否已推送工程项目信息",
    "是否已在“工程项目参保信息”中关联",
    "若既无已关联信息也无待关联信息，请到办税服务厅办理关联后再申报",
)


def push(desk: Desk, project_id: str, **changes: object) -> None:
    order: dict[str, object] = {
        "tax_id": desk.bureau.seeded.tax_id,
        "project_id": project_id,
        "name": f"沙箱大桥{project_id[-1]}标段",
        "cost_fen": 1_000_000_000,
        "rate_ppm": 1_200,
    }
    desk.bureau.control("projects/push", **{**order, **changes})


def project(desk: Desk, project_id: str) -> Row:
    return next(row for row in desk.rows(PROJECTS) if row["project_id"] == project_id)


@pytest.fixture
def linked(desk: Desk) -> Desk:
    """Two projects pushed, the bridge linked."""
    log_in(desk)
    push(desk, BRIDGE)
    push(desk, TOWER, name="沙箱大厦", rate_ppm=1_500)
    desk.done("update_projects")
    tick_where(desk, PROJECTS, "project_id", BRIDGE)
    desk.done("link_projects")
    return desk


@pytest.mark.feature("K-FILE", "S-HOME")
def test_what_a_project_owes_stands_on_the_home_sheet(linked: Desk) -> None:
    """“没有欠费” over dues that were just filed lets their last day go by."""
    linked.done("refresh_home")
    linked.done("show_project_dues")
    linked.done("calculate_project_dues")
    tick_where(linked, PROJECT_DUES, "project_id", BRIDGE)

    linked.done("submit_project_dues")

    (payment,) = [row for row in linked.rows(HOME) if row["item"] == "7 缴费"]
    assert str(payment["content"]).startswith("应缴")


@pytest.mark.feature("K-LINK")
def test_a_project_is_linked_at_its_place_and_unlinked(linked: Desk) -> None:
    assert project(linked, BRIDGE)["state"] == "已关联"
    tick_where(linked, PROJECTS, "project_id", BRIDGE)
    assert "已关联，无需重复办理" in linked.run("link_projects").message
    push(linked, "GC9999999999", tax_office="国家税务总局远方区税务局")
    linked.done("update_projects")
    tick_where(linked, PROJECTS, "project_id", "GC9999999999", TOWER)
    mixed = linked.done("link_projects")
    assert mixed.answer["counts"] == {"done": 1, "refused": 1}
    assert "应在项目所在地“国家税务总局远方区税务局”关联" in mixed.message
    put_rows(linked, PROJECTS, [ticked({"project_id": "不存在'; --", "name": "x"})])
    assert "的工程项目ID“不存在'; --”不存在" in linked.run("link_projects").message

    linked.done("update_projects")
    tick_where(linked, PROJECTS, "project_id", TOWER)
    assert linked.ask("unlink_projects").status == 1
    linked.bureau.control("faults", kind="drop", path="/v1/project-links")
    assert linked.run("unlink_projects").answer["code"] == "BUR-02"
    assert "回执已找回" in linked.done("unlink_projects").message
    assert project(linked, TOWER)["state"] == "待关联"
    assert linked.bureau.received()["project_link"] == 3


@pytest.mark.feature("K-LINK", "S-REGISTER")
def test_a_contractor_registers_at_the_projects_place(desk: Desk) -> None:
    """Seed G 3.1.2 三（一）: the registration there sees and links the project, no other."""
    far, tax_id = "国家税务总局远方区税务局", desk.bureau.seeded.tax_id
    other = desk.bureau.control(
        "registrations",
        tax_id=tax_id,
        tax_office=far,
        registration_type="组织临时登记",
        insurances=["410"],
    )["registration_no"]
    push(desk, BRIDGE, tax_office=far)
    place = {"纳税人识别号": tax_id, "登记序号": other}

    as_employer = desk.ask("register_unit", {**place, "单位类型": "用人单位"})
    assert BRIDGE not in as_employer.message
    asked = desk.ask("register_unit", {**place, "单位类型": "承建单位"})
    assert f"工程项目 {BRIDGE} 沙箱大桥1标段" in asked.message
    done = desk.done("register_unit", {**place, "单位类型": "承建单位"})
    assert "1 个工程项目" in done.message

    home = desk.bureau.http.post("/v1/registrations/lookup", json={"tax_id": tax_id}).json()
    mine = next(
        one["registration_no"] for one in home["registrations"] if one["registration_no"] != other
    )
    desk.done("login", {"纳税人识别号": tax_id, "登记序号": mine})
    assert desk.done("update_projects").answer["counts"]["projects"] == 0


@pytest.mark.feature("K-FILE")
def test_nothing_shown_names_the_three_checks(desk: Desk) -> None:
    log_in(desk)
    ran = desk.done("show_project_dues")
    assert ran.answer["status"] == "partial"
    assert all(check in ran.message for check in THREE_CHECKS)
    assert all(check in desk.run("calculate_project_dues").message for check in THREE_CHECKS)
    assert "请到办税服务厅办理关联" in desk.done("update_projects").message


@pytest.mark.feature("K-FILE", "K-RECORDS")
def test_a_project_is_filed_exactly_once_and_paid(linked: Desk) -> None:
    """Its id brings its data; what the clerk alters is refused before it is sent."""
    wrong = linked.run("show_project_dues", {"工程项目ID": TOWER})
    assert f"“工程项目ID”是“{TOWER}”，不是已关联的项目" in wrong.message
    linked.done("show_project_dues", {"工程项目ID": BRIDGE})
    (row,) = linked.rows(PROJECT_DUES)
    assert (row["cost"], row["amount"]) == (10_000_000.0, None)
    put_rows(linked, PROJECT_DUES, [ticked(row, cost=1_000_000_000)])
    assert "请先点击“计算应缴费额”" in linked.run("submit_project_dues").message
    assert linked.done("calculate_project_dues").answer["counts"]["amount_fen"] == 1_200_000
    bad: list[tuple[dict[str, object], str]] = [
        ({"project_id": ""}, "不是已关联的项目"),
        ({"project_id": "x" * 300}, "不是已关联的项目"),
        ({"project_id": "GC'; DROP TABLE"}, "不是已关联的项目"),
        ({"name": "别的项目"}, "与人社部门推送的 10,000,000.00 元不一致"),
        ({"cost": 1}, "有追加金额的请先到人社部门办理"),
        ({"cost": "很多"}, "工程造价“很多”与人社部门推送的"),
        ({"amount": 1_199_999}, "应为 12,000.00，请重新点击"),
        ({"amount": "一万二"}, "的应缴费额“一万二”应为 12,000.00"),
    ]
    good = ticked(row, cost=1_000_000_000, amount=1_200_000, rate=1_200, filed=0)
    for change, words in bad:
        put_rows(linked, PROJECT_DUES, [{**good, **change}])
        ran = linked.run("submit_project_dues")
        assert (ran.status, words in ran.message) == (1, True), (change, ran.message)
    assert linked.bureau.received()["project_filing"] == 0

    put_rows(linked, PROJECT_DUES, [good])
    linked.bureau.control("faults", kind="drop", path="/v1/project-filings")
    assert linked.run("submit_project_dues").answer["code"] == "BUR-02"
    assert "回执已找回" in linked.done("submit_project_dues").message
    assert "已申报 12,000.00 元，没有应缴费额" in linked.run("submit_project_dues").message
    assert linked.bureau.received()["project_filing"] == 1

    kept = linked.ask("query_project_filings")
    assert "存在未缴费的申报 1 条。" in kept.message
    assert "点击“查询欠费”" not in kept.message
    ran = linked.done("query_project_filings")
    assert "请在“费款缴纳”点击“查询欠费”后缴费" in ran.message
    linked.done("update_debts")
    (debt,) = linked.rows(DEBTS)
    assert debt["amount"] == 12_000.0
    tick_where(linked, PROJECTS, "project_id", BRIDGE)
    assert "有未缴费的申报" in linked.run("unlink_projects").message
    linked.done("pay_by_agreement", {"提交范围": "全部"})
    linked.done("fetch_payment_result")
    linked.done("query_project_filings")
    (filing,) = linked.rows(PROJECT_FILINGS)
    assert (filing["state"], filing["paid"], filing["cost"]) == (
        "申报成功",
        "已缴费",
        10_000_000.0,
    )
    tick_where(linked, PROJECT_FILINGS, "filing_no", filing["filing_no"])
    seen = linked.done("show_project_filing")
    (line,) = linked.rows(PROJECT_FILING_LINES)
    assert seen.answer["counts"] == {"filings": 1, "lines": 1}
    assert (line["cost"], line["amount"], line["paid"]) == (10_000_000.0, 12_000.0, 12_000.0)
    assert (line["project_id"], line["state"], bool(line["accepted_by"])) == (
        BRIDGE,
        "申报成功",
        True,
    )
    tick_where(linked, PROJECT_FILINGS, "filing_no", filing["filing_no"])
    assert "已缴费，不能作废" in linked.run("void_project_filings").message

    # 人社 add to the cost: only what was added is due.
    push(linked, BRIDGE, cost_fen=1_500_000_000)
    linked.done("show_project_dues")
    assert linked.done("calculate_project_dues").answer["counts"]["amount_fen"] == 600_000
    tick_where(linked, PROJECT_DUES, "project_id", BRIDGE)
    linked.done("submit_project_dues")
    assert linked.bureau.received()["project_filing"] == 2


@pytest.mark.feature("K-RECORDS")
def test_records_of_every_channel_are_synchronised_and_voided(linked: Desk) -> None:
    linked.bureau.control(
        "elsewhere/project-filing", tax_id=linked.bureau.seeded.tax_id, project_id=BRIDGE
    )
    linked.done("query_project_filings")
    (filing,) = linked.rows(PROJECT_FILINGS)
    assert (filing["channel"], filing["paid"]) == ("办税服务厅", "未缴费")
    for given, words in (
        ({"申报日期起": "去年"}, "“申报日期起”是“去年”，应为 YYYY-MM-DD 格式的日期"),
        ({"申报日期止": "2026-02-30"}, "没有这一天"),
        ({"申报日期起": "2999-01-02", "申报日期止": "2999-01-01"}, "晚于止"),
    ):
        cleared = {"申报日期起": "", "申报日期止": ""}
        assert words in linked.run("query_project_filings", {**cleared, **given}).message
    nothing = linked.done(
        "query_project_filings", {"申报日期起": "2020-01-01", "申报日期止": "2020-01-31"}
    )
    assert nothing.answer["counts"]["filings"] == 0

    linked.done("query_project_filings", {"申报日期起": "", "申报日期止": ""})
    for number, words in (
        ("", "“申报流水号”为空，必须填写"),
        ("=cmd|'/c calc'!A1", "“申报流水号”是“=cmd|'/c calc'!A1”，不是税务系统给出的编号"),
        ("长" * 300, "“申报流水号”最多 64 个字符，现为 300 个"),
    ):
        put_rows(linked, PROJECT_FILINGS, [ticked(filing, filing_no=number)])
        assert words in linked.run("void_project_filings").message
    put_rows(linked, PROJECT_FILINGS, [filing])
    tick_where(linked, PROJECT_FILINGS, "filing_no", filing["filing_no"])
    assert linked.ask("void_project_filings").status == 1
    # The days may be other ones by now: what is voided need not be among what is shown.
    elsewhere = {"申报日期起": "2020-01-01", "申报日期止": "2020-01-31"}
    assert "其余请稍后点击" in linked.done("void_project_filings", elsewhere).message
    linked.done("query_project_filings", {"申报日期起": "", "申报日期止": ""})
    (voided,) = linked.rows(PROJECT_FILINGS)
    assert voided["state"] == "作废成功"
    tick_where(linked, PROJECT_FILINGS, "filing_no", filing["filing_no"])
    assert "只有申报成功且未缴费的可以作废" in linked.run("void_project_filings").message
    linked.done("update_debts")
    assert linked.rows(DEBTS) == []
    linked.done("show_project_dues")
    assert linked.done("calculate_project_dues").answer["counts"]["amount_fen"] == 1_200_000


@pytest.mark.feature("K-ENROLMENT")
def test_enrolments_are_filtered_updated_and_exported(linked: Desk) -> None:
    filters: list[tuple[dict[str, str], list[str]]] = [
        ({"关联状态": "已关联"}, [BRIDGE]),
        ({"关联状态": "待关联"}, [TOWER]),
        ({"关联状态": "全部", "ID或名称": "大厦"}, [TOWER]),
        ({"ID或名称": "'; --"}, []),
        ({"ID或名称": ""}, [BRIDGE, TOWER]),
    ]
    for given, ids in filters:
        linked.done("update_projects", given)
        assert [row["project_id"] for row in linked.rows(PROJECTS)] == ids
    wrong = linked.run("update_projects", {"关联状态": "随便"})
    assert "的“关联状态”是“随便”，只能是 全部、已关联、待关联" in wrong.message
    push(linked, TOWER, name="=沙箱大厦", cost_fen=2_000_000_000, rate_ppm=1_500)
    linked.done("update_projects", {"关联状态": "全部"})
    assert project(linked, TOWER)["cost"] == 20_000_000.0

    linked.done("export_projects", {"导出文件": "项目.xlsx"})
    book = load_workbook(linked.folder / "项目.xlsx")
    rows = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[0] for row in rows[1:]] == [BRIDGE, TOWER]
    cell = book.active["B3"]  # type: ignore[index]
    assert (cell.value, cell.data_type) == ("=沙箱大厦", "s")
    assert linked.run("export_projects", {"导出文件": "项目.pdf"}).status == 1
