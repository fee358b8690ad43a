"""A fresh workbook beside the present one, for a clerk who has none of ours yet."""

from itertools import count
from pathlib import Path

from shebao import templates
from shebao.commands.desk.context import Context
from shebao.domain.errors import FileRefusedError
from shebao.domain.outcome import Outcome

NAME = "社保费"
MOST = 99  # numbered names tried before asking the user to tidy up


def new_workbook(ctx: Context) -> Outcome:
    """Write a fresh workbook under the first free name and open it.

    It lies beside the present workbook, or in 文档 while that was never saved. Nothing is
    overwritten.
    """
    folder = ctx.book_path.parent if ctx.book_path else _documents()
    path = templates.new_workbook(_free_name(folder))
    ctx.ui.open_workbook(path)
    return Outcome(
        f"已新建工作簿“{path}”。请在“首页”填写纳税人识别号后点击“登录”。", files=(str(path),)
    )


def _documents() -> Path:
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()


def _free_name(folder: Path) -> Path:
    for number in count(1):
        path = folder / f"{NAME}{number if number > 1 else ''}.xlsx"
        if not path.exists():
            return path
        if number == MOST:
            break
    raise FileRefusedError(path, "及之前编号的文件都已存在", "请先移走不用的工作簿。")
