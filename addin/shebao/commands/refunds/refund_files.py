"""Attachments of a refund: judged by their content and sent, fetched, taken back."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.refunds.refund_records import (
    chosen_refund,
    recovered_change,
    send_change,
    shown_again,
)
from shebao.contract.files import HEAD_BYTES, MAX_FILE_BYTES, SUFFIXES, type_of_content
from shebao.contract.refunds import Refund, RefundChangeRequest, RefundFile, RefundFileRequest
from shebao.contract.state_tables import RefundEvent
from shebao.domain.errors import FileRefusedError
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.application_sheets import REFUNDS
from shebao.sheets.head import SheetHead

CHUNK = 256 * 1024
OTHER_FILES = "其他"
_TAKEN = "请选择 PDF、JPG 或 PNG 文件。"


def add_refund_file(ctx: Context) -> Outcome:
    """Upload the file in 资料文件 and attach it to the ticked application."""
    table = ctx.table(REFUNDS)
    if recovered := recovered_change(ctx, table):
        return recovered
    row, refund = chosen_refund(ctx, table, RefundEvent.ATTACH)
    given = table.parameters()
    kinds = [rule.name for rule in rule_file_of(ctx).refund_files]
    kind = given["file_kind"] or OTHER_FILES
    if kind not in kinds:
        raise table.error(
            f"的“资料种类”是“{kind}”，没有这种附报资料，没有上传",
            f"请改为其中一种：{'、'.join(kinds)}。",
        )
    if not given["file_path"]:
        raise table.error("的“资料文件”为空，没有上传", "请填写文件路径后重试。")
    attachment = read_attachment(ctx.beside_book(given["file_path"]))
    number, name = refund.refund_no, attachment.path.name
    if (kind, name, attachment.sha256) in {(f.kind, f.name, f.sha256) for f in refund.files}:
        told = f"退费申请 {number} 已有内容相同的附报资料“{name}”（{kind}），没有重复提交。"
        return shown_again(ctx, table, row, told)
    ctx.ui.confirm(f"为退费申请 {number} 上传附报资料“{name}”（{kind}）")
    ctx.bureau.store_file(attachment.sha256, attachment.chunks)
    file = RefundFileRequest(kind=kind, name=name, sha256=attachment.sha256)
    body = RefundChangeRequest(refund_no=number, file=file)
    return send_change(
        ctx, table, row, body, f"退费申请 {number} 已上传附报资料“{name}”（{kind}）。"
    )


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
        raise table.error(f"的退费申请“{refund.refund_no}”{why}，没有执行", f"已传资料：{has}。")
    if len(named) == 1:
        return named[0]
    choices = [f"{file.kind}：{file.name}（第 {file.file_no} 份）" for file in named]
    cell = f"工作表“{table.title}”的“资料文件”"
    return named[ctx.ui.choose("请选择附报资料", choices, cell=cell)]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that can be attached."""

    path: Path
    size: int
    sha256: str

    def chunks(self) -> Iterator[bytes]:
        """Yield the content, a piece at a time."""
        with self.path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                yield chunk


def read_attachment(path: Path) -> Attachment:
    """Return the file when the bureau would take it.

    Raises FileRefusedError for a missing, empty or too large one, and for a content that is no
    PDF, JPG or PNG or is not what the name says.
    """
    megabytes = MAX_FILE_BYTES // 1024**2
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise FileRefusedError(path, "不是文件，没有上传", _TAKEN)
        if size == 0:
            raise FileRefusedError(path, "是空文件（0 字节），没有上传", "请检查文件后重试。")
        if size > MAX_FILE_BYTES:
            raise FileRefusedError(
                path,
                f"有 {size / 1024**2:,.1f} MB，超过 {megabytes} MB，没有上传",
                "请压缩或分成几份后重试。",
            )
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            stream.seek(0)
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise FileRefusedError(path, "不存在或不能读取，没有上传", "请检查路径。") from error
    kind = type_of_content(head)
    if kind is None:
        raise FileRefusedError(path, "的内容不是 PDF、JPG 或 PNG，没有上传", _TAKEN)
    if SUFFIXES.get(path.suffix.lower()) is not kind:
        raise FileRefusedError(
            path, f"的内容是 {kind.upper()}，与文件名不符，没有上传", "请改正文件名后重试。"
        )
    return Attachment(path, size, sha256)
