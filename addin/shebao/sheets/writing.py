"""What an engine says when it will not be worked with, in the user's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import TYPE_CHECKING

from shebao.domain.busy_excel import BusyExcelError, is_busy
from shebao.domain.errors import SheetError
from workbook_file.errors import Reason, WorkbookError

if TYPE_CHECKING:
    import xlwings as xw

PATIENCE_SECONDS, PAUSE_SECONDS = 20.0, 0.1


def wait_for_excel(book: "xw.Book") -> None:
    """Return as soon as Excel lets itself be worked with.

    Raises BusyExcelError when it still does not after that long; nothing was done.
    """
    end = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            _ = book.name
        except Exception as error:
            if not is_busy(error):
                raise
            if monotonic() > end:
                raise BusyExcelError from error
        else:
            return
        sleep(PAUSE_SECONDS)


@contextmanager
def writing(sheet: str) -> Iterator[None]:
    """Turn the engine's refusal to be written to into a SheetError; anything else passes.

    Decided by the numbers that pywin32 and appscript carry, as neither is installed everywhere.
    """
    try:
        yield
    except WorkbookError as error:
        if error.reason is not Reason.PROTECTED:
            raise
        raise _protected(sheet) from error
    except SheetError:
        raise
    except Exception as error:
        if not hasattr(error, "hresult") and not hasattr(error, "errornumber"):
            raise
        if is_busy(error):
            raise SheetError(
                sheet,
                "暂时不能写入：Excel 正在编辑单元格或打开着对话框",
                "请按回车或 Esc 结束编辑后重试。",
            ) from error
        raise _protected(sheet) from error


def _protected(sheet: str) -> SheetError:
    return SheetError(
        sheet,
        "不能写入：工作表受保护，或单元格被锁定、合并",
        "请在“审阅”中撤销工作表保护（或取消合并单元格）后重试。",
    )
