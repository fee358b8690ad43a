"""The terminal: every ribbon command on a workbook file, the sandbox and the demo."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from shebao.command_line import parser
from shebao.json_answer import print_json, print_outcome
from shebao.light_start import Untold

# The options that name a file to read, where a folder may be named by mistake.
_FILES = frozenset({"book", "file", "list", "payroll", "roster", "key", "start"})

DONE, FAILED, INTERRUPTED = 0, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one terminal command; return the exit status and never raise."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console may lack a character, such as ✔
            stream.reconfigure(errors="backslashreplace")
    options = parser().parse_args(arguments)
    options.is_program = arguments is None
    try:
        _check_paths(options)
        way_in = _OWN.get(options.verb) or _way_in(options.verb)
        return way_in(options)
    except KeyboardInterrupt as error:
        return _interrupted(error, options)
    except BrokenPipeError:  # whoever read our output has had enough
        sys.stderr.close()
        return FAILED
    except Untold as error:
        print(error.sentence, file=sys.stderr)
        return FAILED
    except Exception as error:  # noqa: BLE001 - a way in: everything becomes one sentence
        return _fail(error, options)


def console() -> NoReturn:
    """Be a process of its own: one command, started light and left as soon as it is done."""
    from shebao.light_start import import_xlwings, leave, open_streams

    open_streams()
    if sys.argv[1:2] == ["run"]:
        import_xlwings()
    leave(main())


def _check_paths(options: argparse.Namespace) -> None:
    from shebao.domain.errors import FileRefusedError
    from shebao.domain.usable_path import usable_path

    for name, given in vars(options).items():
        if isinstance(given, Path):
            usable_path(given)
            if name in _FILES and given.is_dir():
                raise FileRefusedError(given, "是文件夹，不是文件", "请写出其中文件的名称。")
            if not given.is_absolute():
                _check_folder()


def _check_folder() -> None:
    """Return when there is a folder to see a path from. Raises ParameterError."""
    from shebao.domain.errors import ParameterError

    try:
        Path.cwd()
    except OSError as error:
        raise ParameterError(
            "当前文件夹已被删除或不能读取，没有执行任何操作。"
            "请进入另一个文件夹，或写出文件的完整路径后重试。",
            log="no current folder",
        ) from error


def _fail(error: Exception, options: argparse.Namespace) -> int:
    from shebao.failures import failure, folder_for_defects

    code, sentence = failure(error, folder_for_defects(os.environ))
    _tell_failure(error, options, code, sentence)
    return FAILED


def _interrupted(error: KeyboardInterrupt, options: argparse.Namespace) -> int:
    """Say what an interrupt leaves, wherever it came: before, in or after the saving."""
    from shebao.failures import noted

    sentence = (
        "已中断，可能没有全部完成。已保存的数据都还在，没有保存的改动不在工作簿中；"
        "未收到反馈的提交会在下次执行时自动查询，不会重复。请再次执行同一操作。"
    )
    _tell_failure(error, options, "INT", sentence + noted(error))
    return INTERRUPTED


def _tell_failure(
    error: BaseException, options: argparse.Namespace, code: str, sentence: str
) -> None:
    """Print one sentence for people, and for programs the object that they wait for."""
    from shebao.failures import fate_after

    with suppress(OSError):  # nobody is left to tell
        print(sentence, file=sys.stderr)
    if getattr(options, "json", False):
        answer = {
            "command": getattr(options, "id", options.verb),
            "status": "failed",
            "code": code,
            "message": sentence,
            "outcome": str(fate_after(error)),
            "counts": {},
            "files": [],
        }
        with suppress(Untold):
            print_json(answer)


def _given(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return what ``--set`` gave by name. Raises ParameterError when a name has two values."""
    from shebao.domain.errors import ParameterError

    given: dict[str, str] = {}
    for name, value in pairs:
        if given.setdefault(name, value) != value:
            raise ParameterError(
                f"--set 给了“{name}”两个值（“{given[name]}”和“{value}”），没有执行任何操作，"
                "工作簿未作任何改动。请只留一个后重试。",
                log="a parameter with two values",
            )
    return given


def _run(options: argparse.Namespace) -> int:
    from shebao.runner import bring_up_to_date, find_command, run_command, set_parameters
    from shebao.terminal_ui import TerminalUi
    from shebao.workbooks import opened, save_workbook

    command = find_command(options.id)
    path = Path(os.path.abspath(options.book))  # noqa: PTH100 - resolve() fails on a loop of links
    ui = TerminalUi(agrees=options.yes)
    given = _given(options.set)
    with opened(path) as book:
        if told := bring_up_to_date(book, path):
            save_workbook(book, path, told)  # whatever becomes of the command
            print(told, file=sys.stderr)
        named_sheet = set_parameters(command, book, given)
        with ui.stopping_between_steps():
            outcome = run_command(command, book, path, ui, os.environ, named_sheet)
        save_workbook(book, path, outcome.message)
    files = [str(path), *outcome.files]
    print_outcome(command.id, outcome, as_json=options.json, files=files, **outcome.facts)
    return DONE


def _commands(options: argparse.Namespace) -> int:
    from shebao.commands.registry import COMMANDS

    if options.json:
        table = [
            {"id": c.id, "label": c.label, "group": c.group, "help": c.help, "right": str(c.right)}
            for c in COMMANDS
        ]
        print_json({"commands": table})
    else:
        for c in COMMANDS:
            print(f"{c.id}\t{c.group}\t{c.label}\t{c.help}")
    return DONE


def _new(options: argparse.Namespace) -> int:
    from shebao.templates import new_workbook

    path = new_workbook(options.out, options.kind)
    next_step = {
        "shebao": "请在“首页”填写纳税人识别号后登录。",
        "employers": "请在“单位清单”每行填写一个单位，再执行 shebao batch plan。",
    }
    print(f"已新建工作簿 {path}。{next_step[options.kind]}")
    return DONE


def _demo(options: argparse.Namespace) -> int:
    if options.client_files:
        from shebao.demo.client_round import run_client_demo

        return run_client_demo(options.out, options.employees)
    from shebao.sandbox_way_in import check_sandbox

    check_sandbox()
    from shebao.demo.round import run_demo

    return run_demo(options.out, options.roster, options.payroll, options.employees)


_OWN = {"run": _run, "commands": _commands, "new": _new, "demo": _demo}


def _way_in(verb: str) -> Callable[[argparse.Namespace], int]:
    """Return what a verb does; only its own module is loaded."""
    match verb:
        case "audit":
            from shebao.audit_way_in import run_audit as way_in
        case "batch" | "worker":
            from shebao.batch_way_in import run_batch as way_in
        case "vault":
            from shebao.vault_way_in import run_vault as way_in
        case "store" | "backup" | "restore":
            from shebao.store_way_in import run_store as way_in
        case "conform":
            from shebao.conform.way_in import run_conform as way_in
        case "compute":
            from shebao.compute_way_in import run_compute as way_in
        case "rules":
            from shebao.rules_way_in import run_rules as way_in
        case "sandbox":
            from shebao.sandbox_way_in import run_sandbox as way_in
        case _:
            from shebao.setup_way_in import run_setup as way_in
    return way_in


if __name__ == "__main__":
    console()
