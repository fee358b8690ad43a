"""What a click on the ribbon runs: ``shebao.ribbon.run('ID')``."""

import os

from shebao.domain.outcome import Outcome


def run(command_id: str) -> Outcome | None:
    """Run a command on the workbook that called; show its sentence in the status bar.

    Nothing is ever raised to VBA, which would show garbled Chinese.
    """
    from pathlib import Path

    import xlwings as xw

    from shebao.excel_ui import ExcelUi
    from shebao.runner import failure, find_command, run_command
    from shebao.settings import data_folder

    book = xw.Book.caller()
    ui = ExcelUi(book)
    try:
        path = Path(book.fullname)
        book_path = path if path.is_absolute() else None
        outcome = run_command(find_command(command_id), book, book_path, ui, os.environ)
    except Exception as error:  # noqa: BLE001 - a way in: everything becomes one sentence
        _, sentence = failure(error, data_folder(os.environ))
        ui.show_failure(sentence)
        return None
    ui.show(outcome.message)
    return outcome
