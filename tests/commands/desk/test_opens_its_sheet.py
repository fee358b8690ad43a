"""A button that fetches a page opens it, as the seeds' pages load when they are opened."""

import openpyxl
import pytest

from tests.desk import Desk

OPENED = {
    "list_units": "单位管理",
    "show_unit_info": "单位信息",
    "update_rules": "规则文件",
    "update_unit_links": "单位参保缴费信息",
    "update_users": "用户管理",
    "update_roster": "职工参保信息",
    "show_month_changes": "本月更新人员明细",
    "show_groups": "职工分组",
    "query_wage_filings": "缴费工资申报记录",
    "update_bills": "待申报信息",
    "update_special_bills": "特殊缴费申报",
    "query_premium_filings": "费款缴纳",  # --yes agrees to pay at once
    "update_debts": "费款缴纳",
    "query_vouchers": "缴费凭证打印记录",
    "query_payments": "缴费记录",
    "query_arrivals": "完税证明开具",
    "query_certificates": "完税证明补开",
    "query_unit_record": "单位缴费记录",
    "update_accounts": "存款账户",
    "update_agreements": "三方协议",
    "query_refund_tickets": "整笔退费",
    "query_refund_lines": "职工明细退费",
    "update_refunds": "退费申请记录",
    "query_project_filings": "工程项目社保费申报记录",
    "query_unit": "单位参保信息查询",
    "query_receptions": "职工参保登记信息接收情况",
}


def in_front(desk: Desk) -> str:
    sheet = openpyxl.load_workbook(desk.book).active
    assert sheet is not None
    return str(sheet.title)


def test_every_page_is_opened_by_its_button(desk: Desk) -> None:
    desk.until_owed()
    for command_id, title in OPENED.items():
        ran = desk.run(command_id)
        assert ran.status == 0, (command_id, ran.said)
        assert in_front(desk) == title, command_id


@pytest.mark.feature("P-RECORDS")
def test_after_a_filing_its_record_is_shown_and_paying_goes_on_to_the_debts(desk: Desk) -> None:
    desk.until_billed()
    desk.done("submit_bills", {"提交范围": "全部"})
    assert in_front(desk) == "社保费申报记录"
    desk.done("fetch_filing_result")

    asked = desk.ask("query_premium_filings")
    assert in_front(desk) == "社保费申报记录"
    assert "欠费" not in asked.message.replace("查询欠费", "")
    went = desk.done("query_premium_filings")

    assert in_front(desk) == "费款缴纳"
    assert "欠费 4 条" in went.message
