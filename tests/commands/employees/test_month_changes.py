"""What a month changed, and one month against another."""

from collections import Counter

import openpyxl
import pytest

from shebao.sheets.declared.employee_sheets import MONTH_CHANGES, MONTH_COMPARISON
from shebao.sheets.declared.employer_sheets import UNIT_LINKS
from tests.commands.people import NEWCOMER, first_id, joins, leaves
from tests.desk import Desk
from tests.forms import put_rows


def a_month_goes_by(desk: Desk) -> tuple[str, str]:
    """Downloaded in one month; in the next somebody joins and somebody leaves."""
    desk.until_rostered()
    leaver = first_id(desk)
    month = desk.next_month()
    joins(desk)
    leaves(desk, leaver)
    return month, leaver


@pytest.mark.feature("R-MONTH")
def test_joined_left_and_changed_are_listed_for_the_month(desk: Desk) -> None:
    """What the clerk reports to the boss at the end of the month."""
    month, leaver = a_month_goes_by(desk)
    desk.done("update_roster")
    desk.done("new_wage_sheet")
    desk.done("add_all_employees")
    desk.done("fill_from_payroll", {"工资表文件": str(desk.payroll)})
    desk.done("submit_wages")
    desk.done("fetch_wage_result")

    ran = desk.done("show_month_changes")

    rows = {str(row["id_number"]): row for row in desk.rows(MONTH_CHANGES)}
    assert rows[NEWCOMER["id_number"]]["kind"] == "增员"
    newcomer = str(rows[NEWCOMER["id_number"]]["words"])
    assert newcomer.startswith("企业职工基本养老保险")
    assert f"：自 {month} 参保" in newcomer
    assert rows[leaver]["kind"] == "减员"
    assert "缴费状态：正常缴费 → 停止缴费" in str(rows[leaver]["words"])
    assert str(rows[leaver]["words"]).count("停保") == 1  # by the register and by the download
    kinds = [row["kind"] for row in rows.values()]
    changed = len(desk.truth["wages_fen"]) - 1
    assert kinds.count("信息变更") == changed
    other = next(row for row in rows.values() if row["kind"] == "信息变更")
    assert str(other["words"]).count("：缴费工资 ") == 1  # said once of all insurances
    assert ran.message.startswith(
        f"{month} 共 {changed + 2} 人变动：增员 1，减员 1，信息变更 {changed}。"
    )
    assert "首次下载起有记录" in ran.message


@pytest.mark.feature("R-MONTH")
def test_the_first_download_is_no_change(desk: Desk) -> None:
    """Thirty people did not join because we asked for the first time."""
    desk.until_rostered()

    ran = desk.done("show_month_changes")

    assert ran.answer["counts"] == {"changes": 0, "registered": 0}
    assert desk.rows(MONTH_CHANGES) == []


@pytest.mark.feature("R-MONTH")
def test_changes_before_the_first_download_come_from_the_bureau(desk: Desk) -> None:
    """Installed on the 20th, the client knew of nobody who had joined or left before."""
    leaver, mover = list(desk.truth["wages_fen"])[:2]
    joins(desk)
    leaves(desk, leaver)
    desk.until_rostered()
    other = desk.bureau.control(
        "unit-numbers", tax_id=desk.bureau.seeded.tax_id, insurances=["110"], linked=True
    )

    ran = desk.done("show_month_changes")

    rows = {str(row["id_number"]): row for row in desk.rows(MONTH_CHANGES)}
    assert other["unit_no"] not in str(rows)
    assert {number: row["kind"] for number, row in rows.items()} == {
        NEWCOMER["id_number"]: "增员",
        leaver: "减员",
    }
    assert mover not in rows
    month = desk.bureau.month
    assert f"：缴至 {month.plus(-1)} 停保" in str(rows[leaver]["words"])
    assert "缴费状态：正常缴费 → 停止缴费" in str(rows[leaver]["words"])
    assert (rows[leaver]["state"], rows[leaver]["seen_at"]) == ("停止缴费", "")
    assert str(rows[leaver]["recorded_at"])[:7] == str(month)
    assert f"其中税务系统登记变动 2 人（自 {month} 起有记录）" in ran.message
    assert ran.answer["counts"] == {"changes": 2, "registered": 2}


@pytest.mark.feature("R-MONTH", "U-UNLINK")
def test_who_came_back_and_who_came_and_went_are_told_apart(desk: Desk) -> None:
    """Linking a unit number again brings back whom unlinking stopped, not who had left before."""
    joins(desk)
    leaves(desk, NEWCOMER["id_number"])
    desk.until_rostered()
    desk.done("update_unit_links")
    unit_no = desk.bureau.seeded.unit_no
    for step in ("unlink_units", "link_units"):
        table = desk.rows(UNIT_LINKS)
        ticked = [{**row, "tick": "✔" if row["unit_no"] == unit_no else ""} for row in table]
        put_rows(desk, UNIT_LINKS, ticked)
        desk.done(step)
    desk.done("show_month_changes")

    kinds = Counter(str(row["kind"]) for row in desk.rows(MONTH_CHANGES))
    rows = {str(row["id_number"]): row for row in desk.rows(MONTH_CHANGES)}
    assert rows[NEWCOMER["id_number"]]["kind"] == "增员后减员"
    # Whom no other unit number insures was stopped meanwhile.
    stopped = {number for number, row in rows.items() if "停止缴费" in str(row["words"])}
    assert kinds["恢复缴费"] == len(stopped) - 1 > 0
    assert kinds["信息变更"] == len(rows) - len(stopped) > 0
    one = rows[first_id(desk)]
    last = desk.bureau.month.plus(-1)
    assert f"：缴至 {last} 停保" in str(one["words"])
    assert "：继续参保" in str(one["words"])


@pytest.mark.feature("R-MONTH")
def test_an_earlier_month_is_still_known(desk: Desk) -> None:
    """And later months do not blur it."""
    month, leaver = a_month_goes_by(desk)
    desk.done("update_roster")
    desk.next_month()
    other = list(desk.truth["wages_fen"])[1]
    leaves(desk, other)
    desk.done("update_roster")

    desk.done("show_month_changes", {"月份": month})
    earlier = {row["id_number"] for row in desk.rows(MONTH_CHANGES)}
    desk.done("show_month_changes", {"月份": ""})

    assert earlier == {leaver, NEWCOMER["id_number"]}
    assert [row["id_number"] for row in desk.rows(MONTH_CHANGES)] == [other]


@pytest.mark.feature("R-MONTH")
@pytest.mark.parametrize(
    ("month", "why"),
    [
        ("2020-01", "没有 2020-01 的记录，税务系统自 {now} 起"),
        ("{next}", "没有 {next} 的记录，现在是 {now}"),
        ("去年", "不是年月"),
    ],
)
def test_a_month_without_records_is_refused(desk: Desk, month: str, why: str) -> None:
    """An empty list would say that nothing changed."""
    desk.until_rostered()

    now = desk.bureau.month
    words = {"now": now, "next": now.plus(1)}
    ran = desk.run("show_month_changes", {"月份": month.format(**words)})

    assert (ran.status, why.format(**words) in ran.message) == (1, True)


@pytest.mark.feature("R-MONTH")
def test_the_month_is_exported(desk: Desk) -> None:
    """The button 导出 of the official window."""
    _, leaver = a_month_goes_by(desk)
    empty = desk.run("export_month_changes")
    assert (empty.status, "没有数据，没有导出" in empty.message) == (1, True)
    desk.done("show_month_changes")

    ran = desk.done("export_month_changes", {"导出文件": "本月.xlsx"})

    sheet = openpyxl.load_workbook(desk.folder / "本月.xlsx").active
    assert sheet is not None
    assert ran.answer["counts"] == {"rows": 2}
    assert leaver in [cell.value for row in sheet.iter_rows() for cell in row]


@pytest.mark.feature("X-COMPARE")
def test_joiners_leavers_wages_and_amounts_differ(desk: Desk) -> None:
    """Why this month's premium is not last month's, person by person."""
    month, leaver = a_month_goes_by(desk)
    desk.done("update_roster")
    raised = list(desk.truth["wages_fen"])[1]
    desk.done("new_wage_sheet")
    desk.done("add_all_employees")
    desk.done("fill_from_payroll", {"工资表文件": str(desk.payroll)})
    desk.done("submit_wages")
    desk.done("fetch_wage_result")

    ran = desk.done("compare_months")

    rows = {str(row["id_number"]): row for row in desk.rows(MONTH_COMPARISON)}
    amounts = ("old_amount", "amount")
    marked = {row["id_number"] for row in rows.values() if str(row["grade"]).startswith("※")}
    assert marked == {row["id_number"] for row in rows.values() if any(row[a] for a in amounts)}
    assert "非官方的有" in ran.message
    gone, come, more = rows[leaver], rows[NEWCOMER["id_number"]], rows[raised]
    assert (gone["difference"], come["difference"]) == ("减少", "新增")
    assert (gone["amount"], come["old_amount"]) == (0, 0)
    assert float(str(gone["delta"])) == -float(str(gone["old_amount"])) < 0
    assert "没有工资或费率，未测算" in str(come["words"])
    assert more["difference"] == "工资变化"
    assert more["wage"] == desk.truth["wages_fen"][raised] / 100
    assert more["old_wage"] != more["wage"]
    delta = sum(round(float(str(row["delta"])) * 100) for row in rows.values())
    assert ran.answer["counts"]["delta_fen"] == delta
    assert ran.message.startswith(f"{month} 与 ")
    assert "比较的是本机保存的两个月的参保职工和缴费工资" in ran.message
    assert "不是账单" in ran.message
    unsure = sum("未测算" in str(row["words"]) for row in rows.values())
    assert f"元（其中 {unsure} 人有险种没有缴费工资或费率，未测算）。" in ran.message
    assert "首次下载起有记录" in ran.message


@pytest.mark.feature("X-COMPARE")
def test_months_before_the_first_download_are_refused(desk: Desk) -> None:
    """Nothing is known of them; everyone would look new."""
    desk.until_rostered()

    first = desk.run("compare_months")
    turned = desk.run("compare_months", {"本期": "2026-11", "前期": "2026-12"})

    assert first.status == turned.status == 1
    assert "的记录，本机自 " in first.message
    assert "的“前期”2026-12 不早于“本期”2026-11" in turned.message


@pytest.mark.feature("X-COMPARE")
def test_equal_months_have_no_rows(desk: Desk) -> None:
    """Only differences are listed."""
    desk.until_rostered()
    desk.next_month()

    ran = desk.done("compare_months")

    assert desk.rows(MONTH_COMPARISON) == []
    assert "新增 0，减少 0，工资变化 0，金额变化 0；应缴额合计变化 0.00 元" in ran.message
