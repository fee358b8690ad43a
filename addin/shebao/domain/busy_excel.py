"""Excel while a cell is being edited or a box of its own is open."""

from shebao.domain.errors import InputError

# VBA_E_IGNORE. xlwings itself waits for the other sign of a busy Excel, RPC_E_CALL_REJECTED.
_BUSY = -2146777998


class BusyExcelError(InputError):
    """Excel would not be worked with; what was sent before that stands in the ledger."""

    code = "INP-11"
    retryable = True
    what = (
        "Excel 正在编辑单元格或打开着对话框，没有做完；已提交的都有记录，不会重复提交。"
        "请按回车或 Esc 结束编辑、关闭对话框，然后再点击一次。"
    )
    log = "excel is busy"


def is_busy(error: BaseException) -> bool:
    """Whether Excel refused because of that.

    Decided by the number that pywin32 carries, which is not installed everywhere: it comes as the
    call's own result or, through an object's dispatcher, last in its details.
    """
    details = getattr(error, "excepinfo", None) or [None]
    return _BUSY in (getattr(error, "hresult", None), details[-1])
