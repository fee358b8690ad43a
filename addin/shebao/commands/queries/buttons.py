"""The buttons of queries."""

from functools import partial

from shebao.commands.command import Command
from shebao.contract.rights import Right

_QUERIES = (
    "unit_query",
    "wage_query",
    "filing_query",
    "payable_query",
    "credit_query",
    "reception_query",
    "debit_query",
)
# Every sheet that is filled by what its head asks for. Those of the wages are not among them:
# what their heads say is part of the filing.
WITH_CONDITIONS = (
    *_QUERIES,
    "roster",
    "month_changes",
    "month_comparison",
    "employee_detail",
    "wage_filings",
    "bills",
    "bill_lines",
    "premium_filings",
    "chain",
    "top_ups",
    "rehearsal",
    "debts",
    "vouchers",
    "payments",
    "arrivals",
    "certificates",
    "employee_record",
    "unit_record",
    "verification",
    "refund_tickets",
    "refund_lines",
    "projects",
    "project_dues",
    "project_filings",
    "evidence",
)

_any = partial(Command, group="查询统计", module="queries.queries")
_query = partial(_any, menu="查询")

BUTTONS: tuple[Command, ...] = (
    _query(
        ("query_unit", "单位参保信息", "FindDialogExcel"),
        "查询本单位在各经办机构的参保险种和征收品目。",
        sheets=("unit_query",),
    ),
    _query(
        ("query_wages", "职工缴费工资", "FindDialogExcel"),
        "查询职工各险种的缴费工资、费额和有效期。",
        sheets=("wage_query",),
    ),
    _query(
        ("query_filing_lines", "申报明细", "FindDialogExcel"),
        "查询日常申报发送成功的职工明细；有未下载的明细时提示下载。",
        sheets=("filing_query",),
    ),
    _query(
        ("query_payables", "应缴信息", "FindDialogExcel"),
        "查询税务系统生成的全部应缴费信息及其状态。",
        sheets=("payable_query",),
    ),
    _query(
        ("query_credits", "到账信息", "FindDialogExcel"),
        "查询人社（医保）部门对已入库费款的到账处理。",
        sheets=("credit_query",),
    ),
    _query(
        ("query_receptions", "接收情况", "FindDialogExcel"),
        "查询税务系统接收到的职工基础信息和参保信息，供与人社（医保）部门核实。",
        sheets=("reception_query",),
    ),
    _query(
        ("query_debits", "批扣情况", "FindDialogExcel"),
        "查询列入待批扣清册的费款、扣款日期和结果；批扣失败的写明原因。",
        sheets=("debit_query",),
    ),
    _any(
        ("sync_filing_lines", "同步申报明细", "RefreshAll"),
        "重新下载全部日常申报成功的职工明细并显示。",
        sheets=("filing_query",),
    ),
    _any(
        ("export_query", "导出查询", "FileSaveAsExcelXlsx"),
        "把一个查询表按查询条件查到的全部结果导出到 Excel 文件；有几个查询表有结果时选择一个。",
        sheets=_QUERIES,
        targets=_QUERIES,
    ),
    _any(
        ("reset_query", "重置条件", "ClearAll"),
        "把一张表表头上方的查询条件恢复为默认；有几张表有数据时选择一张。",
        right=Right.PAYMENT,
        needs_login=False,
        targets=WITH_CONDITIONS,
    ),
)
