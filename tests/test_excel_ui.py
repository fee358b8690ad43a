"""What Excel's own boxes and the progress window have to do with each other."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from shebao.dialogs.progress import ProgressWindow
from shebao.domain.errors import CancelledError
from shebao.domain.progress_words import Seconds
from shebao.excel_ui import ExcelUi


class Window(ProgressWindow):
    """A progress window that is nowhere on a screen, with 取消 pressed in it."""

    def __init__(self) -> None:
        self.is_open = True

    def show(self, label: str, done: int, total: int) -> bool:  # noqa: ARG002
        return True

    def close(self) -> None:
        self.is_open = False


class Excel(ExcelUi):
    """Long work is under way, and Excel notes whether the window stands before its box."""

    def __init__(self) -> None:
        self.window = Window()
        self.stood_before: list[bool] = []
        app = SimpleNamespace(status_bar=None, alert=self._alert)
        super().__init__(cast(Any, SimpleNamespace(app=app)))
        self._began -= 60

    def _open_progress(self) -> ProgressWindow:
        self.window.is_open = True
        return self.window

    def _alert(self, *_: object, buttons: str, **__: object) -> str:
        self.stood_before.append(self.window.is_open)
        return {"ok_cancel": "ok", "yes_no": "yes"}[buttons]


def test_no_progress_window_stands_before_an_offer() -> None:
    """It is above every window and draws no more: Excel's box behind it looked like a hang."""
    excel = Excel()
    excel.progress("读取文件（秒）", 1, 1)

    assert excel.agrees("是否四舍五入")

    assert excel.stood_before == [False]


def test_what_is_waited_for_is_told_in_seconds() -> None:
    """“读取文件（秒） 0/29” said neither what is counted nor that the file is being read."""
    excel = Excel()
    with pytest.raises(CancelledError, match="停止：读取文件已过 3 秒，还没有完成。已保存"):
        excel.progress(Seconds("读取文件"), 3, 29)

    assert excel._app.status_bar == "正在读取文件，已过 3 秒（最多 29 秒）"


def test_an_offer_does_not_take_back_a_stop() -> None:
    """What is offered is no consent to go on, as the answer to a question is."""
    excel = Excel()
    excel.progress("读取文件（秒）", 1, 1)
    excel.agrees("是否四舍五入")
    with pytest.raises(CancelledError):
        excel.progress("从工资表填写", 1, 2)

    excel.confirm("提交")
    assert excel.stood_before == [False, False]
