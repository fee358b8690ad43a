"""The home sheet says what to do and where, and its pictures stay alive."""

import zipfile

import openpyxl
import pytest

from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.statistics_sheet import MONTHS, STATISTICS
from tests.desk import Desk

TO_DO, ALERT = "待办事项", "异常提醒"


def shown(desk: Desk, item: str) -> dict[str, str]:
    """The sheet that each line of a kind leads to, by the line's words."""
    rows = [row for row in desk.rows(HOME) if row["item"] == item]
    return {str(row["content"]).partition("（")[0]: str(row["target"]) for row in rows}


@pytest.mark.feature("S-HOME")
def test_home_follows_the_month(desk: Desk) -> None:
    desk.until_filed()
    seen = desk.done("refresh_home")
    unfiled = "存在未申报的社保费待申报信息，需要进行申报"
    assert shown(desk, TO_DO) == {unfiled: "待申报信息"}
    assert desk.bureau.seeded.tax_id in seen.message
    assert "刷新时间" in seen.message
    assert shown(desk, "通知公告")
    assert "费款缴纳" in shown(desk, "常用功能").values()
    formulas = openpyxl.load_workbook(desk.book)[HOME.title]
    links = [str(row[3].value) for row in formulas.iter_rows() if row[0].value == TO_DO]
    assert len(links) == 1
    assert links[0].startswith("=HYPERLINK(")
    (law,) = shown(desk, "规则等级")
    assert law.startswith("贵州省贵阳市规则 ")
    assert "估算" in law
    (deadline,) = shown(desk, "缴费期限")
    month = deadline.split()[0]
    assert deadline.startswith(f"{month} 缴费期限 {month}-")
    assert any(word in deadline for word in ("还有", "今天到期", "已过"))
    status = [str(row["content"]) for row in desk.rows(HOME) if row["item"] == "状态栏"]
    assert len(status) == 1

    statistics = desk.rows(STATISTICS)
    assert len(statistics) == MONTHS
    this_month = sum(float(str(row["this_period"] or 0)) for row in statistics)
    assert this_month == pytest.approx(float(str(statistics[-1]["amount"])))
    assert this_month > 0
    assert all(row["this_period"] != 0 and row["amount"] != 0 for row in statistics)  # no zero bar

    desk.done("update_bills")
    desk.done("submit_bills", {"提交范围": "全部"})
    desk.done("fetch_filing_result")
    desk.done("refresh_home")
    assert shown(desk, TO_DO) == {"社保费欠费信息已经生成，可以进行社保费缴费": "费款缴纳"}
    desk.bureau.control("clock", advance_seconds=86_400 * 75)  # two months on, past the deadline
    desk.done("refresh_home")
    alerts = shown(desk, ALERT)
    assert alerts["存在已超出缴费期限的欠费信息，需要及时缴费"] == "费款缴纳"
    assert alerts["存在多个属期的待申报信息未申报，可能会超出申报期限"] == "待申报信息"
    assert desk.run("show_about").status == 0
    assert shown(desk, ALERT) == alerts  # about changes its own lines only
    links = [
        str(row[3].value)
        for row in openpyxl.load_workbook(desk.book)[HOME.title].iter_rows()
        if row[0].value == ALERT
    ]
    assert all(link.startswith("=HYPERLINK(") for link in links)

    with zipfile.ZipFile(desk.book) as package:
        charts = [
            package.read(name).decode().replace("'", "")
            for name in package.namelist()
            if name.startswith("xl/charts/chart")
        ]
    assert sum("费款统计!$" in chart for chart in charts) == 2


@pytest.mark.feature("S-HOME")
def test_pushed_bills_are_a_to_do_of_their_own(desk: Desk) -> None:
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    person = {"name": "测试甲", "id_number": "52010219900101001X"}
    seeded = desk.bureau.seeded
    joined = desk.bureau.control("people/join", tax_id=seeded.tax_id, insurances=["110"], **person)
    line = {**joined, **person, "unit_fen": 100, "person_fen": 50}
    desk.bureau.control(
        "special-bills/push",
        tax_id=seeded.tax_id,
        notice_no="ZJ1",
        collect_by="2099-12-31",
        bills=[{"insurance": "110", "period": "2026-01", "lines": [line]}],
    )

    desk.done("refresh_home")

    pushed = [str(row["content"]) for row in desk.rows(HOME) if row["item"] == TO_DO][-1]
    words = "存在未申报的社保费待申报信息（数据来源为特殊缴费和人社征集），可以进行申报"
    assert pushed == f"{words}（1 条，1.50 元）"
    assert shown(desk, ALERT) == {
        "存在缴费工资为空的职工，需要给该职工申报缴费工资": "缴费工资申报"
    }
