"""Where a print goes: the place that a labelled cell names, or beside the workbook."""

from pathlib import Path

from shebao.commands.context import Context
from shebao.domain.errors import ParameterError


def beside_book(ctx: Context, given: str) -> Path:
    """Return the place that was given, seen from the workbook's folder."""
    return (ctx.book_path.parent if ctx.book_path else ctx.home) / given


def pdf_place(ctx: Context, sheet: str, label: str, given: str, own: str) -> Path:
    """Return the file that was given, or the document's own name.

    Raises ParameterError when the given name is no .pdf; nothing was printed.
    """
    if given and not given.lower().endswith(".pdf"):
        raise ParameterError(
            f"工作表“{sheet}”的“{label}”是“{given}”，必须以 .pdf 结尾。没有打印。请改正后重试。",
            log="not a pdf path",
        )
    return beside_book(ctx, given or own)
