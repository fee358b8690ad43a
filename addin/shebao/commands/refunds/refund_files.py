"""Attachments of a refund that are at the bureau already: looked at, and withdrawn."""

from pathlib import Path

from shebao.commands.desk.context import Context
from shebao.commands.refunds.refund_records import chosen_refund, recovered_change, send_change
from shebao.contract.files import SUFFIXES, type_of_content
from shebao.contract.refunds import Refund, RefundChangeRequest, RefundFile
from shebao.contract.state_tables import RefundEvent
from shebao.domain.errors import FileRefusedError, SheetError
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.application_sheets import REFUNDS
from shebao.sheets.head import SheetHead


def show_refund_file(ctx: Context) -> Outcome:
    """Fetch one attachment of the ticked application into a file beside the workbook."""
    table = ctx.table(REFUNDS)
    _, refund = chosen_refund(ctx, table, None)
    file = _meant(ctx, table, refund)
    content = ctx.bureau.refund_file(refund.refund_no, file.file_no).content
    # The name was somebody's word: only its last part, and only what the content is.
    path = ctx.beside_book(f"{refund.refund_no}_{Path(file.name.replace(chr(92), '/')).name}")
    if SUFFIXES.get(path.suffix.lower()) is not (kind := type_of_content(content)) or not kind:
        raise FileRefusedError(path, "的内容与文件名不符，没有保存", "请向主管税务机关核实。")
    if path.exists():
        ctx.ui.confirm(f"文件“{path}”已存在，将被替换")
    try:
        path.write_bytes(content)
    except OSError as error:
        raise FileRefusedError(path, "不能写入", "请检查文件夹的权限和磁盘空间。") from error
    message = f"已取回附报资料“{file.name}”（{file.kind}），存为“{path.name}”。"
    return table.report(message, files=(str(path),))


def withdraw_refund_file(ctx: Context) -> Outcome:
    """Take one attachment of the ticked application back, as long as nobody has reviewed it."""
    table = ctx.table(REFUNDS)
    if recovered := recovered_change(ctx, table):
        return recovered
    row, refund = chosen_refund(ctx, table, RefundEvent.WITHDRAW)
    file = _meant(ctx, table, refund)
    ctx.ui.confirm(f"撤回退费申请 {refund.refund_no} 的附报资料“{file.name}”（{file.kind}）")
    body = RefundChangeRequest(refund_no=refund.refund_no, withdrawn=file.file_no)
    message = f"退费申请 {refund.refund_no} 已撤回附报资料“{file.name}”（{file.kind}）。"
    return send_change(ctx, table, row, body, message)


def _meant(ctx: Context, table: SheetHead, refund: Refund) -> RefundFile:
    """Return the attachment that 资料文件 names, the only one, or the user's choice."""
    wanted = Path(table.parameters()["file_path"]).name
    named = [file for file in refund.files if file.name == wanted] if wanted else refund.files
    if not named:
        has = "、".join(file.name for file in refund.files) or "无"
        why = f"没有附报资料“{wanted}”" if wanted else "没有附报资料"
        raise SheetError(
            table.title, f"的退费申请“{refund.refund_no}”{why}，没有执行", f"已传资料：{has}。"
        )
    if len(named) == 1:
        return named[0]
    choices = [f"{file.kind}：{file.name}（第 {file.file_no} 份）" for file in named]
    cell = f"工作表“{table.title}”的“资料文件”"
    return named[ctx.ui.choose("请选择附报资料", choices, cell=cell)]
