"""The buttons of bills: brought, reconciled, confirmed and taken back."""

from functools import partial

from shebao.commands.command import Command

_bill = partial(Command, group="社保费申报")
_detail = partial(_bill, menu="账单明细")
_lines = partial(_detail, module="bills.bill_lines", sheets=("bills", "bill_lines"))
_submit = partial(_bill, module="bills.bill_submit", sheets=("bills",))
_special = partial(_bill, menu="特殊缴费", module="bills.special_bills", sheets=("special_bills",))
_record = partial(_bill, menu="申报记录")
_view = partial(_record, module="bills.premium_view")
_void = partial(_record, module="bills.filing_void", sheets=("premium_filings",))
_chain = partial(_bill, menu="撤回", module="bills.chain", sheets=("chain",))

BUTTONS: tuple[Command, ...] = (
    _bill(
        ("update_bills", "刷新待申报", "Refresh"),
        "取回税务系统生成的应缴费额。",
        module="bills.bills",
        sheets=("bills",),
        is_large=True,
    ),
    _lines(
        ("show_bill_lines", "缴费明细", "OutlineShowDetail"),
        "取回所选账单每位职工的应缴费额，并与本机测算对照；按页显示，每页默认 1000 行。",
    ),
    _lines(
        ("export_bill_lines", "导出缴费明细", "FileSaveAsExcelXlsx"),
        "把所选账单的全部职工明细导出为 .xlsx 文件；已有的文件须确认才替换。",
    ),
    _detail(
        ("reconcile_bills", "核对账单", "CompareAndMergeWorkbooks"),
        "把所选账单与缴费工资乘费率逐人核对，写明每个差异的原因并汇总成图。",
        module="bills.reconciliation",
        sheets=("bills", "reconciliation"),
    ),
    _detail(
        ("show_topup", "补差", "AutoSum"),
        "已申报的属期因新增人员、缴费工资调高或规则变动应补缴多少：逐人逐月列出原、新基数和金额，并与税务的差额补缴账单核对。",
        module="bills.top_ups",
        sheets=("top_ups",),
    ),
    _submit(
        ("submit_bills", "确认申报", "ReviewAcceptOrRejectChangeDialog"),
        "确认勾选的应缴费额并提交社保费申报。",
        is_large=True,
    ),
    _submit(
        ("fetch_filing_result", "社保费申报结果", "RefreshStatus"),
        "取回处理中的社保费申报结果。",
    ),
    _bill(
        ("print_filing_forms", "打印申报表", "FilePrint"),
        "把勾选的申报打印为社会保险费申报表（PDF），每种表一个文件。",
        module="bills.filing_print",
        sheets=("premium_filings",),
    ),
    _special(
        ("update_special_bills", "刷新特殊缴费", "Refresh"),
        "取回人社（医保）部门推送的特殊缴费待申报信息。",
    ),
    _special(
        ("submit_special_bills", "确认特殊缴费", "ReviewAcceptOrRejectChangeDialog"),
        "确认勾选的特殊缴费；同一征集通知的各行一起提交，备注印在完税证明上。",
    ),
    _special(
        ("export_special_bills", "导出特殊缴费", "FileSaveAsExcelXlsx"),
        "把特殊缴费待申报信息导出为 .xlsx 文件；已有的文件须确认才替换。",
    ),
    _record(
        ("query_premium_filings", "查询申报记录", "FindDialogExcel"),
        "按申报日期查询所有渠道的社保费申报记录；有未缴费的，询问是否立即缴费。",
        module="bills.premium_records",
        sheets=("premium_filings",),
    ),
    _view(
        ("show_premium_filing", "查看申报明细", "OutlineShowDetail"),
        "取回并显示勾选的一笔社保费申报在申报时的职工明细；已作废的也可以查看。",
        sheets=("premium_filings",),
        result="filed_lines",
    ),
    _view(
        ("export_premium_filing", "导出申报明细", "FileSaveAsExcelXlsx"),
        "把勾选的一笔社保费申报的明细导出为 .xlsx 文件；已有的文件须确认才替换。",
        sheets=("premium_filings", "filed_lines"),
    ),
    _void(
        ("void_filing", "作废申报", "SheetDelete"),
        "作废勾选的一笔申报成功、未缴费的社保费申报，倒计时后自动取回作废结果。",
    ),
    _void(
        ("fetch_void_result", "获取反馈", "RefreshStatus"),
        "取回作废中的社保费申报的作废结果。",
    ),
    _chain(
        ("show_chain", "撤回路径", "WebGoBack"),
        "列出一个已申报属期唯一允许的更正步骤：作废凭证、作废申报、更正、重新申报。",
    ),
    _chain(
        ("run_chain_step", "执行下一步", "MacroPlay"),
        "执行撤回路径的下一步；中断后再次执行即可继续，不会重复提交。",
    ),
)
