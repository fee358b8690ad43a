"""A registered rate (工伤) that changed after a month was filed is no fault of that month."""

import pytest
from sqlalchemy import create_engine, update

from shebao.sandbox.database import data_url
from shebao.sandbox.tables import employers
from shebao.sheets.declared.premium_sheets import RECONCILIATION, TOP_UPS
from tests.commands.bills.test_top_ups import raise_wages
from tests.desk import Desk

ALL = {"提交范围": "全部"}


def register_rate(desk: Desk, ppm: int) -> None:
    engine = create_engine(data_url(desk.folder / "bureau"))
    with engine.begin() as connection:
        connection.execute(update(employers).values(injury_rate_ppm=ppm))
    engine.dispose()


@pytest.mark.feature("P-RECONCILE", "X-TOPUP")
def test_an_earlier_months_rate_is_not_laid_on_the_rule_file(desk: Desk) -> None:
    """“规则文件是 0.2%” sent the accountant to a file without it, and 补差 to claim a refund."""
    desk.until_confirmed()
    filed = str(desk.bureau.month)
    register_rate(desk, 2_000)
    desk.next_month()
    desk.done("login")
    desk.done("update_bills", {"费款所属期": filed})

    desk.done("reconcile_bills", ALL)
    added = desk.done("show_topup")

    said = [str(r["sentence"]) for r in desk.rows(RECONCILIATION) if "费率不同" in str(r["cause"])]
    assert said
    assert all("本单位现登记的是 0.2%、0%；费率在该属期之后变更的" in words for words in said)
    assert not any("规则文件" in words for words in said)
    assert f"工伤保险 {len(said)} 条按本单位现登记的费率测算" in added.message
    assert "与该属期无关，请先核实变更的月份" in added.message


@pytest.mark.feature("X-TOPUP")
def test_a_raise_does_not_hide_that_the_rate_changed_too(desk: Desk) -> None:
    """Rows of 缴费工资调高 were reckoned with the new rate as well, and nobody was told."""
    desk.in_november()  # a wage counts from January of its year on
    desk.until_confirmed()
    register_rate(desk, 2_000)
    desk.next_month()
    desk.done("login")
    raise_wages(desk, 21_000.0)

    added = desk.done("show_topup")

    lines = [row for row in desk.rows(TOP_UPS) if row["insurance_name"] == "工伤保险"]
    assert {str(row["cause"])[:6] for row in lines} > {"缴费工资调高"}
    assert f"工伤保险 {len(lines)} 条按本单位现登记的费率测算" in added.message
