"""The PDF file that a labelled cell names, or that has the document's own name."""

from pathlib import Path

from shebao.commands.desk.context import Context
from shebao.domain.errors import ParameterError
from shebao.sheets.head import SheetHead


def given_pdf(table: SheetHead, field: str, undone: str) -> str:
    """Return the PDF file that a labelled cell names; empty when it names none.

    Raises ParameterError for another file; ``undone`` tells what was not done, and what to do.
    """
    given = table.parameters()[field]
    if given and not given.lower().endswith(".pdf"):
        raise ParameterError(
            f"工作表“{table.title}”的“{table.spec.label_of(field)}”是“{given}”，"
            f"必须以 .pdf 结尾。{undone}",
            log="not a pdf path",
        )
    return given


def check_folder(table: SheetHead, field: str, folder: Path, undone: str) -> Path:
    """Return the folder that a labelled cell means: what is counted or issued must find a place.

    Raises ParameterError when it is none; ``undone`` tells what was not done.
    """
    if not folder.is_dir():
        given = table.parameters()[field]
        raise ParameterError(
            f"工作表“{table.title}”的“{table.spec.label_of(field)}”是“{given[:60]}”，"
            f"没有这个文件夹，{undone}。请先建立该文件夹或改正后重试。",
            log="no such folder",
        )
    return folder


def pdf_place(ctx: Context, given: str, name: str, number: str) -> Path:
    """Return where to save a numbered print; one that is there already is left alone."""
    path = ctx.beside_book(given or f"{name}_{number}.pdf")
    if given and path.exists():  # most likely last month's print, named in the same cell
        path = path.with_name(f"{path.stem}_{number}.pdf")
    return path
