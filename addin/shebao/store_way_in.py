"""``shebao backup | restore | store``: the local data copied, brought back or moved to a team."""

import argparse
import os
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from shebao.commands.desk.passwords import Passwords
from shebao.commands.system.backup import Shelf, back_up, default_folder, restore
from shebao.domain.errors import NotConfirmedError
from shebao.json_answer import print_json, print_outcome
from shebao.settings import read_settings, shared_url
from shebao.terminal_ui import TerminalUi
from shebao.vault import Vault
from shebao.wiring import now, open_any_store, open_kept_store, store_place


def run_store(options: argparse.Namespace) -> int:
    """Do what is asked; return 0, or 1 where what was done wants looking at.

    Raises ShebaoError; nothing was changed then.
    """
    if options.verb != "store":
        return _back_up_or_restore(options)
    if options.what == "roles":
        from shebao.store.roles import roles_sql

        print(roles_sql(options.team, options.lead, options.desk), end="")  # noqa: T201 - a way in
        return 0
    return _move(options)


def _move(options: argparse.Namespace) -> int:
    """Copy and check; return 0, or 1 when the ledger does not hold. The source stays as it is.

    Raises ShebaoError; nothing was changed then.
    """
    from shebao.ledger import Ledger
    from shebao.store.copies.moving import copy_store

    settings = replace(read_settings(os.environ), database_url="")
    url = shared_url("--to", options.to) or shared_url("--from", options.source)
    shared = replace(settings, database_url=url)
    place = store_place(settings, Vault(os.environ, settings.home))
    with ExitStack() as closing:
        if options.to:
            source = open_kept_store(place, closing)
            _confirm(options, "把本机数据复制到共享数据库")
            target = closing.enter_context(open_any_store(shared, place))
        else:
            source = closing.enter_context(open_any_store(shared, place))
            _confirm(options, "把共享数据库的数据复制到本机")
            target = closing.enter_context(open_any_store(settings, place))
        copied = copy_store(source, target)
        broken = Ledger(target, now).verify()
    rows = sum(copied.values())
    chain = "台账校验链完好" if not broken else f"台账有 {len(broken)} 笔不符，请执行 shebao audit"
    then = (
        "今后请设置环境变量 SHEBAO_DATABASE 使用共享数据库；本机数据原样保留，不要再分开使用。"
        if options.to
        else "今后请去掉环境变量 SHEBAO_DATABASE；共享数据库原样保留，不要再分开使用。"
    )
    said = f"已复制 {rows} 行，{chain}。{then}"
    if options.json:
        status = "partial" if broken else "done"
        print_json({"command": "store move", "status": status, "message": said, "counts": copied})
    else:
        print(said)  # noqa: T201 - a way in
    return 1 if broken else 0


def _confirm(options: argparse.Namespace, what: str) -> None:
    if not options.yes:
        raise NotConfirmedError(what)


def _back_up_or_restore(options: argparse.Namespace) -> int:
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
