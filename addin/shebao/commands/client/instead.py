"""What brings the same without a bureau: which file of the client, for every button that needs one.

A button that is not listed works on the files alone; a test walks through all of them.
"""

from collections.abc import Mapping

from shebao.commands.command import Command
from shebao.commands.desk.context import Context
from shebao.commands.registry import COMMANDS
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

# Of one button, of all buttons of a module, or of a whole noun.
_SAID: Mapping[str, str] = {
    "employer.session": _HOME,
    "employer.registering": _HOME,
    "employer.start_up": _HOME,
    "employer.unit_info": _HOME,
    "employer.home": "办理进度请看“客户端文件”，每个导入和写出的文件一行。",
    "employer.notices": "通知公告由税务系统发布；文件方式请看客户端的通知和税务机关网站。",
    "employer.own_password": _USERS,
    "employer.user_admin": _USERS,
    "employer.unit_linking": _LINKS,
    "system.rule_files": (
        "文件方式使用规则书中参保地的规则，随程序更新；自己的规则见“采用本地规则”。"
    ),
    "system.evidence": (
        "证据包由税务机关签名的回执构成；文件方式的凭据是“客户端文件”各行的校验值。"
    ),
    "system.network": "文件方式不联网，不需要代理。",
    "update_roster": _ROSTER,
    "wages.wage_submit": _WRITE,
    "wages.wage_result": _RESULT,
    "wages.wage_records": _RESULT,
    "bills.bill_submit": _FILE,
    "bills.special_bills": _FILE,
    "bills.premium_records": _RECORDS,
    "bills.premium_view": _RECORDS,
    "bills.filing_print": _RECORDS,
    "bills.filing_void": _VOID,
    "bills.chain": _VOID,
    "bills.top_ups": "请从客户端导出该属期的“职工缴费明细”，点击“导入缴费明细”后“核对账单”。",
    "payments.debts": _PAY,
    "payments.payment": _PAY,
    "payments.payment_records": _RECORDS,
    "unlock_payment": _PAY,
    "payments.voucher": _VOUCHER,
    "payments.voucher_records": _VOUCHER,
    "certificates.records": _RECORDS,
    "query_arrivals": _RECORDS,
    "issue_certificate": _CERTIFICATE,
    "certificates.certificate_reissue": _CERTIFICATE,
    "verify_certificate": _CERTIFICATE,
    "query_unit": _LINKS,
    "query_receptions": _ROSTER,
    "query_credits": _RECORDS,
    "query_debits": _RECORDS,
    "query_wages": _DETAIL,
    "query_filing_lines": _DETAIL,
    "query_payables": _DETAIL,
    "sync_filing_lines": _DETAIL,
    "export_query": _DETAIL,
    "accounts": _ACCOUNTS,
    "refunds": _REFUNDS,
    "projects.projects": _PROJECTS,
    "projects.project_dues": _PROJECTS,
    "query_project_filings": _PROJECTS,
    "void_project_filings": _PROJECTS,
}


def _said(command: Command) -> str:
    names = (command.id, command.module, command.module.partition(".")[0])
    return next((_SAID[name] for name in names if name in _SAID), "")


INSTEAD: Mapping[str, str] = {each.id: said for each in COMMANDS if (said := _said(each))}


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
