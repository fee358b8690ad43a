"""A click on the ribbon, over xlwings' own Windows engine on a stand-in for Excel."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shebao import failures, ribbon
from shebao.sheets import writing
from shebao.templates import new_workbook
from tests.com_stand_in import EXCEPTION_OCCURRED, ComDesk, ComError, com_book


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ComDesk]:
    """Excel with our workbook in front, and no bureau to reach."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "store.key"))
    monkeypatch.delenv("SHEBAO_BUREAU_URL", raising=False)
    with com_book(new_workbook(tmp_path / "book.xlsx")) as desk:
        yield desk


@pytest.mark.parametrize("calculation", ["automatic", "manual"])
def test_excel_is_as_it_was_after_a_refusal(excel: ComDesk, calculation: str) -> None:
    """A frozen screen or a manual calculation left behind is worse than the refusal."""
    excel.book.app.calculation = calculation

    assert ribbon.run("update_bills") is None

    assert excel.book.app.calculation == calculation
    assert excel.book.app.screen_updating is True
    assert "纳税人识别号" in excel.message_boxes[-1]


def test_unknown_button_is_a_sentence(excel: ComDesk) -> None:
    """An add-in of another version than its Python must not show a traceback."""
    assert ribbon.run("no_such_button") is None

    assert "no_such_button" in excel.message_boxes[-1]


def test_done_command_is_told_in_the_status_bar(excel: ComDesk) -> None:
    """No box to click away after each of a hundred clicks."""
    excel.book.sheets["待申报信息"].activate()

    assert ribbon.run("tick_rows") is not None

    assert "已勾选" in str(excel.book.app.status_bar)
    assert excel.message_boxes == []


BUSY = -2146777998  # 0x800ac472
DIRECT = ComError(BUSY, "OLE error 0x800ac472", None, None)
BY_DISPATCHER = ComError(EXCEPTION_OCCURRED, "Exception", (0, None, None, None, 0, BUSY), None)


@pytest.mark.parametrize("error", [DIRECT, BY_DISPATCHER], ids=["direct", "by dispatcher"])
def test_click_waits_for_an_excel_that_is_being_edited(
    excel: ComDesk, monkeypatch: pytest.MonkeyPatch, error: ComError
) -> None:
    """xlwings waits for the one sign of a busy Excel and fails at the other."""
    monkeypatch.setattr(writing, "PAUSE_SECONDS", 0)
    excel.book.sheets["待申报信息"].activate()
    excel.refuse_next(5, error)

    assert ribbon.run("tick_rows") is not None
    assert excel.message_boxes == []


def test_click_on_an_excel_that_stays_busy_is_told_in_words(
    excel: ComDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in Excel's own box or status bar, which are refused as well."""
    said: list[str] = []
    monkeypatch.setattr(failures, "tell_plainly", said.append)
    monkeypatch.setattr(writing, "PATIENCE_SECONDS", 0)
    excel.refuse_next(1_000, DIRECT)

    assert ribbon.run("tick_rows") is None

    excel.refuse_next(0, DIRECT)
    assert "正在编辑单元格" in said[0]
    assert excel.message_boxes == []
