"""What the add-in runs: ``get_ready()``, a click ``run('ID')``, at the end ``close_session()``."""

import os
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import xlwings as xw

    from shebao.domain.outcome import Outcome


def run(command_id: str) -> "Outcome | None":
    """Run a command on the workbook that called; show its sentence in the status bar.

    Nothing is ever raised to VBA, which would show garbled Chinese.
    """
    book = None
    try:
        from shebao.light_start import import_xlwings

        import_xlwings()
        import xlwings as xw

        book = xw.Book.caller()
        return _run(command_id, book)
    except Exception as error:  # noqa: BLE001 - a way in: everything becomes one sentence
        _show_failure(error, book)
        return None


def get_ready() -> None:
    """Load what every click needs while Excel starts; what fails is told by the first click."""
    from contextlib import suppress

    with suppress(Exception):
        from shebao.light_start import import_xlwings

        import_xlwings()
        import shebao.excel_ui
        import shebao.runner  # noqa: F401 - for the clicks that come


def close_session() -> None:
    """Forget the kept sessions and bring the day's backup up to date, as Excel closes.

    Nobody is left to be told what fails.
    """
    from contextlib import suppress

    with suppress(Exception):
        from shebao.commands.system.backup import back_up_at_close
        from shebao.settings import read_settings
        from shebao.vault import Vault
        from shebao.wiring import now, store_place

        settings = read_settings(os.environ)
        vault = Vault(os.environ, settings.home)
        vault.forget_sessions()
        place = store_place(settings, vault)
        back_up_at_close(place, settings.home, now())


def _run(command_id: str, book: "xw.Book") -> "Outcome":
    from pathlib import Path

    from shebao.domain.errors import ShebaoError
    from shebao.excel_ui import ExcelUi
    from shebao.runner import bring_up_to_date, find_command, run_command
    from shebao.sheets.writing import wait_for_excel

    wait_for_excel(book)
    path = Path(book.fullname)
    book_path = path if path.is_absolute() else None
    ui = ExcelUi(book)
    command = find_command(command_id)
    with ui.quietly():
        told = bring_up_to_date(book, book_path)
        try:
            outcome = run_command(command, book, book_path, ui, os.environ)
        except ShebaoError as error:
            error.next_step += told  # the workbook was changed all the same
            error.rows_stay()
            raise
    ui.show(told + outcome.message)
    return outcome


def _show_failure(error: Exception, book: "xw.Book | None") -> None:
    from shebao.domain.busy_excel import BusyExcelError, is_busy
    from shebao.failures import failure, folder_for_defects, tell_plainly

    is_refusing = isinstance(error, BusyExcelError) or is_busy(error)
    why = BusyExcelError() if is_refusing else error
    _, sentence = failure(why, folder_for_defects(os.environ))
    if is_refusing:
        tell_plainly(sentence)  # xlwings would try for ever to clear the status bar
        return
    try:
        from shebao.excel_ui import ExcelUi

        ExcelUi(cast("xw.Book", book)).show_failure(sentence)
    except Exception:  # noqa: BLE001 - Excel is gone, or what reaches it does not load
        tell_plainly(sentence)
