"""Every command, once: the ribbon, the terminal, the rights and the manual all read this table."""

from dataclasses import dataclass

from shebao.contract.rights import Right


@dataclass(frozen=True, slots=True)
class Command:
    """One thing HR can do; ``id`` is the function's name, ``module`` its file in ``commands``.

    ``sheets`` name the sheets whose labelled cells are its parameters. Commands of a group that
    name the same ``menu`` stand together in a menu of that name.
    """

    id: str
    label: str
    group: str
    icon: str
    help: str
    module: str
    sheets: tuple[str, ...] = ()
    right: Right = Right.ALL
    is_large: bool = False
    needs_login: bool = True
    menu: str = ""


_WAGES = ("wages", "wages_ins")

COMMANDS: tuple[Command, ...] = (
    Command(
        "login",
        "登录",
        "单位",
        "FilePermissionView",
        "用首页的纳税人识别号登录，读取单位信息并更新规则文件。",
        "session",
        ("home",),
        Right.PAYMENT,
        is_large=True,
        needs_login=False,
    ),
    Command(
        "update_roster",
        "更新职工",
        "职工",
        "RefreshAll",
        "下载参保职工到“职工参保信息”；首次为全量，之后只下载变化。",
        "roster",
        ("roster",),
        is_large=True,
    ),
    Command(
        "new_wage_sheet",
        "新建申报表",
        "缴费工资",
        "TableInsertExcel",
        "把全部正常缴费职工放入缴费工资申报表；机关事业单位按险种，其他单位按人员。",
        "wage_sheet",
        _WAGES,
        is_large=True,
    ),
    Command(
        "fill_from_payroll",
        "从工资表填写",
        "缴费工资",
        "GetPowerQueryDataFromExcel",
        "按证件号码从工资表填写新缴费工资；不能确定的人员列入“工资表疑问”，不填写。",
        "payroll",
        _WAGES,
        is_large=True,
    ),
    Command(
        "export_wage_file",
        "下载参保职工",
        "缴费工资",
        "FileSaveAsExcelXlsx",
        "把正常缴费职工和已填写的缴费工资写入社保费管理客户端的“参保职工列表”文件。",
        "wage_file",
        _WAGES,
    ),
    Command(
        "import_wage_file",
        "外部文件导入",
        "缴费工资",
        "GetPowerQueryDataFromFile",
        "从填写好的“参保职工列表”文件导入缴费工资；人员不符的行列入“工资表疑问”，不导入。",
        "wage_file",
        _WAGES,
    ),
    Command(
        "check_wages",
        "校验",
        "缴费工资",
        "ErrorChecking",
        "提交前检查每一行，把税务会拒绝的原因写在该行。",
        "wage_check",
        _WAGES,
        is_large=True,
    ),
    Command(
        "preview_premiums",
        "保底限高预览",
        "缴费工资",
        "Calculator",
        "按申报表中的新缴费工资，用公式列出每人每险种的缴费基数、单位和个人应缴。",
        "preview",
        _WAGES,
    ),
    Command(
        "submit_wages",
        "提交申报",
        "缴费工资",
        "SendCopySendNow",
        "提交勾选职工的缴费工资。",
        "wage_submit",
        _WAGES,
        is_large=True,
    ),
    Command(
        "submit_all_wages",
        "全量提交申报",
        "缴费工资",
        "SendCopySendToMailRecipient",
        "提交申报表中全部职工的缴费工资；有人未填写时不提交。",
        "wage_submit",
        _WAGES,
    ),
    Command(
        "fetch_wage_result",
        "申报结果查询",
        "缴费工资",
        "RefreshStatus",
        "取回处理中的缴费工资申报结果，写回每位职工所在的行。",
        "wage_result",
        _WAGES,
        is_large=True,
    ),
    Command(
        "update_bills",
        "刷新待申报",
        "社保费申报",
        "Refresh",
        "取回税务系统生成的应缴费额。",
        "bills",
        ("bills",),
        is_large=True,
    ),
    Command(
        "show_bill_lines",
        "缴费明细",
        "社保费申报",
        "OutlineShowDetail",
        "取回所选账单每位职工的应缴费额，并与本机测算对照。",
        "bill_lines",
        ("bills",),
    ),
    Command(
        "submit_bills",
        "确认申报",
        "社保费申报",
        "ReviewAcceptOrRejectChangeDialog",
        "确认勾选的应缴费额并提交社保费申报。",
        "bill_submit",
        ("bills",),
        is_large=True,
    ),
    Command(
        "fetch_filing_result",
        "社保费申报结果",
        "社保费申报",
        "RefreshStatus",
        "取回处理中的社保费申报结果。",
        "bill_submit",
        ("bills",),
    ),
    Command(
        "update_debts",
        "查询欠费",
        "费款缴纳",
        "AccountingFormat",
        "取回已申报未缴费的费款。",
        "debts",
        ("debts",),
        Right.PAYMENT,
        is_large=True,
    ),
    Command(
        "pay_by_agreement",
        "三方协议缴费",
        "费款缴纳",
        "FunctionsFinancialInsertGallery",
        "用三方协议缴纳勾选的费款；缴费前再次验证密码。",
        "payment",
        ("debts",),
        Right.PAYMENT,
        is_large=True,
    ),
    Command(
        "fetch_payment_result",
        "缴费结果",
        "费款缴纳",
        "RefreshStatus",
        "取回缴费中的扣款结果。",
        "payment",
        ("debts",),
        Right.PAYMENT,
    ),
    Command(
        "query_arrivals",
        "查询入库",
        "证明",
        "FindDialogExcel",
        "查询属期内已入库的费款，供开具完税证明。",
        "certificate",
        ("arrivals",),
        is_large=True,
    ),
    Command(
        "issue_certificate",
        "开具完税证明",
        "证明",
        "FilePrint",
        "对勾选的入库费款开具税收完税证明（PDF）。",
        "certificate",
        ("arrivals",),
        is_large=True,
    ),
    Command(
        "undo_last",
        "撤销上一步",
        "单位",
        "Undo",
        "把工作表恢复到上一个命令执行之前；已提交税务的申报和缴费不会撤回。",
        "undo",
        (),
        Right.PAYMENT,
        needs_login=False,
    ),
    Command(
        "tick_rows",
        "勾选所选行",
        "单位",
        "FormControlCheckBox",
        "在当前表中给光标选中的行打 ✔。",
        "tick",
        (),
        Right.PAYMENT,
        needs_login=False,
    ),
    Command(
        "show_about",
        "关于",
        "帮助",
        "About",
        "显示版本、税务系统、数据文件夹和规则文件版本；不需要登录。",
        "release",
        (),
        Right.PAYMENT,
        needs_login=False,
    ),
)
BY_ID = {command.id: command for command in COMMANDS}
