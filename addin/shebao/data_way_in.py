"""``shebao backup | restore``: the local data without a workbook."""

import argparse
import os
from pathlib import Path

from shebao.commands.desk.passwords import Passwords
from shebao.commands.system.backup import Shelf, back_up, default_folder, restore
from shebao.json_answer import print_outcome
from shebao.settings import read_settings
from shebao.terminal_ui import TerminalUi
from shebao.vault import Vault
from shebao.wiring import now, store_place


def run_data(options: argparse.Namespace) -> int:
    """Back up or restore; return 0.

    Raises ShebaoError; the data is what it was.
    """
    settings = read_settings(os.environ)
    vault = Vault(os.environ, settings.home)
    is_backup = options.verb == "backup"
    # Typing the command is the yes to a backup, which changes nothing.
    ui = TerminalUi(agrees=is_backup or options.yes)
    passwords = Passwords(vault, ui)
    folder = Path(getattr(options, "to", None) or default_folder(settings.home))
    shelf = Shelf(store_place(settings, vault), folder.absolute(), now())
    if is_backup:
        outcome = back_up(shelf, ui, passwords.new_passphrase if options.passphrase else None)
    else:
        outcome = restore(shelf, options.file, ui, passwords.passphrase, "")
    print_outcome(options.verb, outcome, as_json=options.json)
    return 0
