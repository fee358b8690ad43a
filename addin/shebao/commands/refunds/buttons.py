"""The buttons of refunds."""

from functools import partial

from shebao.commands.command import Command

_of_menu = partial(Command, group="账户与退费", menu="退费申请")
_ticket = partial(_of_menu, module="refunds.refund_tickets", sheets=("refund_tickets",))
_line = partial(_of_menu, module="refunds.refund_lines", sheets=("refund_lines",))
_refund = partial(_of_menu, module="refunds.refund_records", sheets=("refunds",))
_file = partial(_of_menu, module="refunds.refund_files", sheets=("refunds",))

BUTTONS: tuple[Command, ...] = (
    _ticket(
        ("query_refund_tickets", "查询已缴费款", "FindDialogExcel"),
        "按费款所属期查询已缴纳的税票，供整笔退费。",
    ),
    _ticket(
        ("apply_ticket_refund", "申请整笔退费", "SendCopySendNow"),
        "对勾选的税票申请整笔退费，退至已登记的退费账户；滞纳金无法退还。",
    ),
    _line(
        ("query_refund_lines", "查询缴费明细", "FindDialogExcel"),
        "按费款所属期查询已缴费的职工明细，供职工明细退费。",
    ),
    _line(
        ("apply_line_refund", "申请职工明细退费", "SendCopySendNow"),
        "按勾选职工的调整后缴费基数申请退还多缴的费款。",
    ),
    _refund(
        ("update_refunds", "退费进度", "RefreshStatus"), "取回退费申请的状态、附报资料和办理进度。"
    ),
    _file(
        ("add_refund_file", "上传附报资料", "FileSendAsAttachment"),
        "为勾选的退费申请上传附报资料；大小和类型按内容检查。",
    ),
    _file(
        ("show_refund_file", "查看附报资料", "FileOpen"),
        "把勾选的退费申请已上传的一份附报资料取回，存到工作簿旁边。",
    ),
    _file(
        ("withdraw_refund_file", "撤回附报资料", "CellsDelete"),
        "撤回勾选的退费申请已上传的一份附报资料；税务受理以后不能撤回。",
    ),
    _refund(
        ("correct_refund_account", "更正退费账户", "ReviewReplyWithChanges"),
        "把勾选的退费申请改退到另一个已登记的退费账户。",
    ),
)
