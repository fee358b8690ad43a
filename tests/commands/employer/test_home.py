"""The home sheet says what to do and where, and its pictures stay alive."""

import zipfile

import openpyxl
import pytest

from shebao.sheets.declared.employer_sheets import HOME, month_field
from shebao.sheets.declared.statistics_sheet import MONTHS, MOST_INSURANCES, STATISTICS
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.desk import Desk
from tests.sheet_cells import Row

TO_DO, ALERT = "待办事项", "异常提醒"
LINK = [column.field for column in HOME.columns].index("link")


def shown(desk: Desk, item: str) -> dict[str, str]:
    """The sheet that each line of a kind leads to, by the line's words."""
    rows = [row for row in desk.rows(HOME) if row["item"] == item]
    return {str(row["content"]).partition("（")[0]: str(row["target"]) for row in rows}


def steps(desk: Desk) -> dict[str, str]:
    """The state of each step of the month."""
    rows = desk.rows(HOME)
    return {str(row["item"]): str(row["state"]) for row in rows if row["state"]}


def step(desk: Desk, item: str) -> Row:
    (found,) = [row for row in desk.rows(HOME) if row["item"] == item]
    return found


def this_months(desk: Desk, item: str) -> str:
    """What the year says beside a step of the month that the bureau is in."""
    period = str(desk.bureau.http.get("/sandbox/clock").json()["current_period"])
    return str(step(desk, item)[month_field(int(period[-2:]))])


def test_a_new_workbook_names_the_first_three_steps(desk: Desk) -> None:
    """A first page that says nothing about a first step leaves the newcomer alone."""
    desk.new_book()

    assert steps(desk) == {"开始 1": "下一步", "开始 2": "未到", "开始 3": "未到"}
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    assert steps(desk) == {}  # until the month is asked for


@pytest.mark.feature("S-HOME")
def test_wages_that_nobody_filled_are_not_called_done(desk: Desk) -> None:
    """The bureau bills the wages in force; whoever has a raise to file must not read 已完成."""
    desk.until_rostered()

    desk.done("refresh_home")

    wages = step(desk, "2 填写工资")
    assert wages["state"] == steps(desk)["4 申报"] == "可不办"
    assert "工资有变动时先办这一步；点击“新建申报表”" in str(wages["content"])
    assert steps(desk)["6 确认社保费"] == "下一步"


@pytest.mark.feature("S-HOME")
def test_month_ends_with_the_certificate(desk: Desk) -> None:
    """After it nothing of the month is left, and the year says so."""
    desk.until_paid()
    desk.done("query_arrivals")
    desk.done("issue_certificate", {"提交范围": "全部"})

    desk.done("refresh_home")

    assert set(steps(desk).values()) == {"已完成"}
    marks = [
        this_months(desk, f"{n} {name}")
        for n, name in ((6, "确认社保费"), (7, "缴费"), (8, "完税证明"))
    ]
    assert marks == ["✔", "✔", "✔"]


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
    links = [str(row[LINK].value) for row in formulas.iter_rows() if row[0].value == TO_DO]
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
    assert [bool(row["period"]) for row in statistics[:MONTHS]] == [True] * MONTHS
    charged = statistics[MONTHS:]
    this_month = sum(float(str(row["this_period"])) for row in charged)
    assert this_month == pytest.approx(float(str(statistics[MONTHS - 1]["amount"])))
    assert this_month > 0
    sheet = openpyxl.load_workbook(desk.book)[STATISTICS.title]
    first = STATISTICS.header_row + MONTHS + 1  # of the insurances: who has no bar is not drawn
    hidden = [sheet.row_dimensions[first + n].hidden for n in range(MOST_INSURANCES)]
    assert hidden == [n >= len(charged) for n in range(MOST_INSURANCES)]
    assert all(row["this_period"] != 0 and row["amount"] != 0 for row in statistics)  # no zero bar

    done, following, later = "已完成", "下一步", "未到"
    assert steps(desk) == {
        "1 更新职工": done,
        "2 填写工资": done,
        "3 校验": done,
        "4 申报": done,
        "5 结果": done,
        "6 确认社保费": following,
        "7 缴费": later,
        "8 完税证明": later,
    }
    confirm = step(desk, "6 确认社保费")
    assert "点击“确认申报”" in str(confirm["content"])
    assert confirm["target"] == "待申报信息"
    assert step(desk, "1 更新职工")["day"]
    assert "正常缴费" in str(step(desk, "1 更新职工")["content"])
    assert this_months(desk, "6 确认社保费") == "○"
    kept = [row for row in desk.rows(WAGES_BY_PERSON) if row["state"] != "申报成功"]
    filed = len(desk.rows(WAGES_BY_PERSON)) - len(kept)
    assert kept  # people whom the payroll left in doubt: not to be called filed
    for item in ("2 填写工资", "4 申报"):
        said = f"{filed} 人，另有 {len(kept)} 人未填，沿用原缴费工资"
        assert step(desk, item)["content"] == said

    desk.done("update_bills")
    desk.done("submit_bills", {"提交范围": "全部"})
    desk.done("fetch_filing_result")
    desk.done("refresh_home")
    assert steps(desk)["6 确认社保费"] == done
    assert steps(desk)["7 缴费"] == following
    assert "天" in str(step(desk, "7 缴费")["content"]) or "今天" in str(step(desk, "7 缴费"))
    assert this_months(desk, "6 确认社保费") == "✔"
    assert this_months(desk, "7 缴费") == "○"
    assert shown(desk, TO_DO) == {"社保费欠费信息已经生成，可以进行社保费缴费": "费款缴纳"}
    desk.bureau.control("clock", advance_seconds=86_400 * 75)  # two months on, past the deadline
    desk.done("refresh_home")
    alerts = shown(desk, ALERT)
    assert alerts["存在已超出缴费期限的欠费信息，需要及时缴费"] == "费款缴纳"
    assert alerts["存在多个属期的待申报信息未申报，可能会超出申报期限"] == "待申报信息"
    assert desk.run("show_about").status == 0
    assert shown(desk, ALERT) == alerts  # about changes its own lines only
    links = [
        str(row[LINK].value)
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
