"""What brings the same without a bureau: which file of the client, for every button that needs one.

A button that is not listed works on the files alone; a test walks through all of them.
"""

from collections.abc import Mapping

from shebao.commands.accounts import buttons as accounts
from shebao.commands.command import Command
from shebao.commands.desk.context import Context
from shebao.commands.refunds import buttons as refunds
from shebao.domain.errors import InputError
from shebao.sheets.declared.employer_sheets import BY_FILES

_ROSTER = "请从客户端导出“参保职工列表”，点击“导入参保职工”。"
_DETAIL = "请从客户端导出“职工缴费明细”，点击“导入缴费明细”。"
_RESULT = "请从客户端导出“缴费工资申报记录”或失败原因，点击“导入申报结果”。"
_RECORDS = "请从客户端导出“社保费申报记录”“缴费记录”或“完税证明清单”，点击“导入申报缴费记录”。"
_WRITE = "请点击“下载参保职工”写出客户端的导入文件，在客户端“外部文件导入”后申报。"
_FILE = "请在客户端“社保费申报”中确认申报，再导出“社保费申报记录”，点击“导入申报缴费记录”。"
_PAY = "请在客户端“费款缴纳”中缴费，再导出“缴费记录”，点击“导入申报缴费记录”。"
_VOUCHER = "请在客户端打印银行端查询缴税凭证；缴款后导出“缴费记录”，点击“导入申报缴费记录”。"
_CERTIFICATE = "请在客户端开具或补开，再导出“完税证明清单”，点击“导入申报缴费记录”。"
_HOME = "首页的“纳税人识别号”“参保地”就是本单位，改正后点击“办理方式”；文件方式不登录。"
_USERS = "文件方式没有用户和密码；客户端的用户请在客户端中管理。"
_LINKS = "单位编号取自客户端导出的“参保职工列表”和“职工缴费明细”；关联请在客户端办理。"
_ACCOUNTS = "账户和协议请在客户端办理，没有可导入的文件。"
_REFUNDS = "退费请在客户端或办税服务厅办理；退费后的“缴费记录”可点击“导入申报缴费记录”。"
_PROJECTS = "工程项目请在客户端办理；申报后导出“社保费申报记录”，点击“导入申报缴费记录”。"
_VOID = "请在客户端作废，再导出“社保费申报记录”，点击“导入申报缴费记录”。"

INSTEAD: Mapping[str, str] = {
    **dict.fromkeys(
        ("login", "register_unit", "switch_unit", "fetch_start_up", "show_unit_info"), _HOME
    ),
    "refresh_home": "办理进度请看“客户端文件”，每个导入和写出的文件一行。",
    "show_notices": "通知公告由税务系统发布；文件方式请看客户端的通知和税务机关网站。",
    "update_rules": "文件方式使用规则书中参保地的规则，随程序更新；自己的规则见“采用本地规则”。",
    **dict.fromkeys(
        (
            "change_password",
            "update_users",
            "add_user",
            "edit_users",
            "reset_users",
            "disable_users",
            "enable_users",
        ),
        _USERS,
    ),
    **dict.fromkeys(("update_unit_links", "link_units", "unlink_units", "query_unit"), _LINKS),
    "show_topup": "请从客户端导出该属期的“职工缴费明细”，点击“导入缴费明细”后“核对账单”。",
    "update_roster": _ROSTER,
    "query_receptions": _ROSTER,
    **dict.fromkeys(("submit_wages", "submit_all_wages"), _WRITE),
    **dict.fromkeys(
        ("fetch_wage_result", "query_wage_filings", "show_wage_filing", "export_wage_filing"),
        _RESULT,
    ),
    **dict.fromkeys(
        (
            "submit_bills",
            "fetch_filing_result",
            "update_special_bills",
            "submit_special_bills",
            "export_special_bills",
        ),
        _FILE,
    ),
    **dict.fromkeys(
        (
            "query_premium_filings",
            "show_premium_filing",
            "export_premium_filing",
            "print_filing_forms",
        ),
        _RECORDS,
    ),
    **dict.fromkeys(("void_filing", "fetch_void_result", "show_chain", "run_chain_step"), _VOID),
    **dict.fromkeys(
        ("update_debts", "pay_by_agreement", "fetch_payment_result", "unlock_payment"), _PAY
    ),
    **dict.fromkeys(
        (
            "print_voucher",
            "query_vouchers",
            "sync_vouchers",
            "show_voucher",
            "reprint_voucher",
            "void_voucher",
        ),
        _VOUCHER,
    ),
    **dict.fromkeys(
        ("query_payments", "show_payment", "query_arrivals", "query_credits", "query_debits"),
        _RECORDS,
    ),
    **dict.fromkeys(
        ("issue_certificate", "query_certificates", "reissue_certificates", "verify_certificate"),
        _CERTIFICATE,
    ),
    **dict.fromkeys(
        (
            "query_employee_record",
            "print_employee_record",
            "export_employee_record",
            "query_unit_record",
            "print_unit_record",
        ),
        _RECORDS,
    ),
    **dict.fromkeys((each.id for each in accounts.BUTTONS), _ACCOUNTS),
    **dict.fromkeys((each.id for each in refunds.BUTTONS), _REFUNDS),
    **dict.fromkeys(
        (
            "update_projects",
            "link_projects",
            "unlink_projects",
            "export_projects",
            "show_project_dues",
            "calculate_project_dues",
            "submit_project_dues",
            "query_project_filings",
            "void_project_filings",
        ),
        _PROJECTS,
    ),
    **dict.fromkeys(
        ("query_wages", "query_filing_lines", "query_payables", "sync_filing_lines"), _DETAIL
    ),
    "export_query": _DETAIL,
    "export_evidence": "证据包由税务机关签名的回执构成；文件方式的凭据是“客户端文件”各行的校验值。",
    **dict.fromkeys(("try_proxy", "save_proxy"), "文件方式不联网，不需要代理。"),
}


def check_channel(ctx: Context, command: Command) -> None:
    """Return when the command works in the workbook's channel.

    Raises NoBureauError, which names the client's file that brings the same.
    """
    instead = INSTEAD.get(command.id)
    if instead is not None and ctx.is_by_files:
        raise NoBureauError(f"“{command.label}”", instead)


class NoBureauError(InputError):
    """The command needs a bureau, and this workbook's business goes by files; nothing was done."""

    code = "INP-08"

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(
            f"{what}需要税务接口，而本工作簿的办理方式是“{BY_FILES}”，没有执行。{instead}",
            log="no bureau in file mode",
        )
