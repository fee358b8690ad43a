"""Runs one command on an open workbook, whichever way it was asked for."""

import importlib
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, cast

from shebao.bureau.errors import StaleSessionError
from shebao.commands.client.instead import check_channel
from shebao.commands.command import ANY_SHEET, SHEET_OPTION, Command
from shebao.commands.desk.context import Context
from shebao.commands.desk.permission import check_permitted, tell_ribbon
from shebao.commands.desk.ui import Ui
from shebao.commands.employer.home_rows import moves_month
from shebao.commands.registry import BY_ID, COMMANDS
from shebao.domain.errors import ParameterError, ShebaoError, SheetError
from shebao.domain.fate import fate_in_words
from shebao.domain.outcome import Outcome
from shebao.domain.printable import printable
from shebao.failures import NOTED, record_defect
from shebao.settings import KEEP_SESSION
from shebao.sheets import migration
from shebao.sheets.declared.catalogue import ALL_SHEETS
from shebao.sheets.declared.columns import Parameter
from shebao.sheets.table import SheetTable
from shebao.wiring import build_context

if TYPE_CHECKING:
    import xlwings as xw

    from shebao.bureau.session import Keeper

MOST_NEAR = 5  # commands that are offered in place of an unknown one


def run_command(
    command: Command,
    book: "xw.Book",
    book_path: Path | None,
    ui: Ui,
    environment: Mapping[str, str],
    named_sheet: str = "",
    keeper: "Keeper | None" = None,
) -> Outcome:
    """Import the command's module, run it, close whatever it opened.

    ``named_sheet`` is what ``set_parameters`` answered; ``keeper`` keeps a batch's session between
    commands of this process. Where it stops at a session of an earlier run before anything was
    done, it is run once more, in the new session that is kept by then; and without any where the
    old one lies there still, as in a file that cannot be written.
    """
    for _ in range(2):
        try:
            return _run_once(command, book, book_path, ui, environment, named_sheet, keeper)
        except StaleSessionError as error:
            if error.may_be_late:
                raise
    without = {**environment, KEEP_SESSION: "0"}
    return _run_once(command, book, book_path, ui, without, named_sheet, keeper)


def _run_once(
    command: Command,
    book: "xw.Book",
    book_path: Path | None,
    ui: Ui,
    environment: Mapping[str, str],
    named_sheet: str,
    keeper: "Keeper | None",
) -> Outcome:
    module = importlib.import_module(f"shebao.commands.{command.module}")
    function = cast("Callable[[Context], Outcome]", getattr(module, command.id))
    with ExitStack() as closing:
        ctx = build_context(book, book_path, ui, environment, closing, command.label, keeper)
        ctx.named_sheet = named_sheet
        check_channel(ctx, command)
        check_permitted(ctx, command)
        try:
            outcome = function(ctx)
        except ShebaoError as error:
            error.receipts, error.changes = tuple(ctx.received), tuple(ctx.changes)
            error.wrote_rows = bool(ctx.rows_written)
            if isinstance(error, StaleSessionError):
                error.may_be_late = error.wrote_rows or ctx.wrote_ledger or bool(ctx.changes)
            _show_sheets(ctx, command)
            error.next_step += "".join([*ctx.ledger_warnings, _password_note(ctx)])
            if ctx.wrote_ledger:
                _follow(ctx, command, has_failed=True)
                _after(ctx)  # what may be at the bureau must not hang on this disk alone
            raise
        except BaseException as error:  # a defect, or Ctrl-C for the second time
            fate = fate_in_words(None, ctx.received, ctx.changes)
            error.add_note(fate + _password_note(ctx))
            raise
        finally:
            tell_ribbon(ctx)
        kept = ctx.keep_images()  # before the home sheet is written, which is none of the step
        _follow(ctx, command)
        said = [outcome.message, kept, _after(ctx), *ctx.ledger_warnings]
        return replace(outcome, message=printable("".join(said)))


def _show_sheets(ctx: Context, command: Command) -> None:
    """Let the user see the sheets that a refusal may speak of; they may be put away."""
    for spec in ALL_SHEETS:
        if spec.name in command.sheets and spec.name not in command.targets:
            with suppress(SheetError):
                ctx.table(spec).show()


def _follow(ctx: Context, command: Command, *, has_failed: bool = False) -> None:
    """Let the home sheet show the month as it is after the command."""
    if moves_month(command.id, ctx.rows_written) and not ctx.is_of_batch:
        from shebao.commands.employer.home_follows import follow

        try:
            follow(ctx, command.id, has_failed=has_failed)
        except Exception as error:  # noqa: BLE001 - what was done stands, and is told and saved
            record_defect(error, ctx.home)


def _password_note(ctx: Context) -> str:
    """Say that a password was changed before the work stopped: the error tells of its last step.

    The user who is not told tries the old one until it is locked.
    """
    return f"{NOTED}{ctx.new_password_words}" if ctx.new_password_words else ""


def _after(ctx: Context) -> str:
    """Back up what the command may have changed; return what the user should know of it."""
    if not ctx.has_store or ctx.store.is_shared:
        # Opening it for this alone would slow down every click; a shared one has its own backups.
        return ""
    from shebao.commands.system.backup import back_up_after

    return back_up_after(ctx)


def bring_up_to_date(book: "xw.Book", book_path: Path | None) -> str:
    """Migrate a workbook of an older version where it lies; return what the user should know.

    Raises FileRefusedError when no copy can be kept beside it, SheetError when it takes no sheet.
    """
    if not migration.is_older(book):
        return ""
    copy = migration.keep_copy(book_path) if book_path and book_path.exists() else None
    made = migration.bring_up_to_date(book)
    kept = f"，原文件另存为“{copy.name}”" if copy else ""
    return f"本工作簿由旧版本建立，已升级（补上 {len(made)} 张工作表）{kept}，原有数据不变。"


def find_command(named: str) -> Command:
    """Return a command by its id or by what its button says.

    Raises ParameterError for an unknown one, and for words that several buttons have.
    """
    if named in BY_ID:
        return BY_ID[named]
    found = [command for command in COMMANDS if command.label == named]
    if len(found) == 1:
        return found[0]
    if found:
        known = "、".join(f"{each.id}（{each.group}）" for each in found)
        raise ParameterError(
            f"“{named}”是几个按钮的名称，没有执行。请改用命令的名称：{known}。",
            log="ambiguous command",
        )
    near = _near_commands(named)
    raise ParameterError(
        f"没有“{named[:40]}”这个命令，没有执行。{near}请用 shebao commands 查看全部命令和按钮。",
        log="unknown command",
    )


def _near_commands(named: str) -> str:
    """Return what may have been meant, as a sentence, or nothing."""
    names = {name: each for each in COMMANDS for name in (each.label, each.id)}
    held = [name for name in names if named and named in name]
    near = held or get_close_matches(named, names, MOST_NEAR, cutoff=0.65)
    meant = dict.fromkeys(names[name] for name in near[:MOST_NEAR])
    told = "、".join(f"{each.label}（{each.id}）" for each in meant)
    return f"您要的可能是：{told}。" if told else ""


def set_parameters(command: Command, book: "xw.Book", given: Mapping[str, str]) -> str:
    """Fill the labelled cells of the command's sheets; return the sheet that is named for it.

    Where one of several is named, the others keep their cells.

    Raises ParameterError for a label or a sheet that is none of them; nothing was filled then.
    """
    named = _named_sheet(command, book, given)
    passed_over = {name for name in command.targets if named and name != named}
    specs = [
        spec for spec in ALL_SHEETS if spec.name in command.sheets and spec.name not in passed_over
    ]
    labels = {p.label for spec in specs for p in spec.parameters}
    labels |= {SHEET_OPTION} if command.targets else set()
    for label in given:
        if label not in labels:
            known = "、".join(sorted(labels)) or "无"
            raise ParameterError(
                f"命令“{command.label}”没有参数“{label}”，没有执行。可用的参数：{known}。",
                log="unknown parameter",
            )
    for spec in specs:
        for parameter in spec.parameters:
            if parameter.label in given:
                table = SheetTable(book, spec)
                table.set_parameter(parameter.field, _chosen(parameter, given[parameter.label]))
    return named


def _chosen(parameter: Parameter, given: str) -> str:
    """Return the one choice that begins as given, else what was given."""
    meant = [choice for choice in parameter.choices if given and choice.startswith(given)]
    return meant[0] if len(meant) == 1 else given


def _named_sheet(command: Command, book: "xw.Book", given: Mapping[str, str]) -> str:
    """Return which of the command's sheets was named, by its present tab or its first title."""
    title = given.get(SHEET_OPTION, "")
    if not title or not command.targets:
        return ""
    titles = {}
    for spec in ALL_SHEETS:
        if spec.name in command.targets or command.targets == ANY_SHEET:
            with suppress(SheetError):  # of a newer version than the workbook, or deleted
                titles[spec.name] = {SheetTable(book, spec).title, spec.title}
    for name, its in titles.items():
        if title in its:
            return name
    known = "、".join(sorted(set().union(*titles.values())))
    raise ParameterError(
        f"“{SHEET_OPTION}”是“{title[:40]}”，不是命令“{command.label}”能操作的表，没有执行。"
        f"请改为其中一张，可填：{known}。",
        log="unknown sheet",
    )
