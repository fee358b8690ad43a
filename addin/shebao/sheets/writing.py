"""What an engine says when it will not be written to, in the user's words."""

from collections.abc import Iterator
from contextlib import contextmanager

from shebao.domain.errors import SheetError
from workbook_file.errors import Reason, WorkbookError

# VBA_E_IGNORE: Excel answers so while a cell is being edited. xlwings itself waits for the other
# sign of a busy Excel, RPC_E_CALL_REJECTED.
_BUSY = -2146777998


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
        if (getattr(error, "excepinfo", None) or [None])[-1] == _BUSY:
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
