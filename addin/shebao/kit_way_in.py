"""What the scripts of the Windows kit run: ``python -m shebao.kit_way_in FOLDER VERB [/S] …``.

安装 asks for the region twice; ``/S /PROVINCE:贵州`` asks nothing, for an administrator's script.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

try:
    from shebao.domain.errors import NotConfirmedError, ParameterError, ShebaoError
    from shebao.failures import failure, folder_for_defects
    from shebao.setup.errors import KitDamagedError, KitNotSetUpError
    from shebao.setup.host import Host
    from shebao.setup.kit_install import (
        APP,
        LIST_NAME,
        check_whole,
        place_program,
        program_folder,
        remove_program,
    )
except ImportError as gone:  # nothing of ours is left to say it
    print(  # noqa: T201 - a way in
        f"安装包不完整：“{gone.name}”缺失或不能加载，未作任何改动。"
        "请先把 zip 全部解压到一个文件夹，再双击其中的文件；"
        "仍然如此的，请在安全软件中恢复被隔离的文件，或重新下载安装包。",
        file=sys.stderr,
    )
    if len(sys.argv) == 3 and sys.stdin.isatty():  # a double click: the window would close over it
        input("按回车键关闭此窗口。")
    sys.exit(1)

DONE, FAILED, USAGE = 0, 1, 2
_USAGE = "用法：安装.cmd [/S] [/PROVINCE:地区]　修复.cmd [/S]　卸载.cmd [/S]"
# Runs a program to its end: its exit status and what it printed.
Run = Callable[[Sequence[str]], tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asked for."""

    verb: str
    province: str = ""
    is_silent: bool = False


def main(
    arguments: Sequence[str], kit: Path, host: Host | None = None, run: Run | None = None
) -> int:
    """Do what the verb says; return the exit status and never raise.

    ``kit`` is the folder of the scripts: an unzipped kit, or the installed program's.
    """
    wish = read_wish(arguments)
    if wish is None:
        print(_USAGE, file=sys.stderr)  # noqa: T201 - a way in
        return USAGE
    status = DONE
    try:
        from shebao.setup.this_host import this_host

        print(_do(wish, kit, host or this_host(os.environ), run or _run))  # noqa: T201 - a way in
    except Exception as error:  # noqa: BLE001 - a way in: everything becomes one sentence
        why = _half_a_kit(error, kit) or error
        print(failure(why, folder_for_defects(os.environ))[1], file=sys.stderr)  # noqa: T201
        status = FAILED
    if not wish.is_silent and sys.stdin.isatty():  # the window would close over the sentence
        input("按回车键关闭此窗口。")
    return status


def _half_a_kit(error: Exception, kit: Path) -> KitDamagedError | None:
    """Return the file that the unzipped kit lacks, where that is why a part did not load."""
    if isinstance(error, ImportError) and (kit / LIST_NAME).is_file():
        try:
            check_whole(kit)
        except KitDamagedError as damaged:
            return damaged
    return None


def read_wish(arguments: Sequence[str]) -> Wish | None:
    """Return what was asked for; None for anything that is not known."""
    verb, *options = arguments or [""]
    province, is_silent = "", False
    for option in options:
        name, _, value = option.partition(":")
        match name.upper():
            case "/S" if not value:
                is_silent = True
            case "/PROVINCE" if value.strip() and verb == "install":
                province = value.strip().strip('"')
            case _:
                return None
    known = verb in ("install", "repair", "uninstall")
    return Wish(verb, province, is_silent) if known else None


def _do(wish: Wish, kit: Path, host: Host, run: Run) -> str:
    if wish.verb == "uninstall":
        return _uninstalled(wish, kit, host, run)
    province = _province(wish, host)
    said: list[str] = []

    def set_up(app: Path) -> None:
        words, is_in_excel = _set_up(app, run, province)
        if not is_in_excel:
            raise KitNotSetUpError(words)
        said.append(words)

    if kit != program_folder(host):
        place_program(kit, host, set_up)
        return said[0]
    words, is_in_excel = _set_up(kit / APP, run, province)  # it is in its place already
    if not is_in_excel:
        raise ShebaoError(words, log="not repaired")
    return words


def _set_up(app: Path, run: Run, province: str) -> tuple[str, bool]:
    """Let the program in its place put its add-in into Excel; return what it says, and whether
    Excel has it now.
    """
    python = str(app / "python.exe")
    # Excel starts Python with -B: what is not compiled now would be compiled at every click.
    run([python, "-m", "compileall", "-q", "-j", "0", str(app / "Lib")])
    chosen = ["--province", province] if province else []
    status, text = run([python, "-m", "shebao.cli", "install", "--yes", "--json", *chosen])
    try:
        answer = json.loads(text)
        is_in_excel = answer["status"] != "failed" and not answer["facts"]["not_in_excel"]
        return str(answer["message"]), is_in_excel
    except (ValueError, LookupError, TypeError):
        return f"程序的 Python 没有运行（退出码 {status}）。", False


def _province(wish: Wish, host: Host) -> str:
    """Return the region to install for; empty where it was chosen before and stays.

    Raises ParameterError or NotConfirmedError; nothing was changed then.
    """
    from shebao.rule_book.regions import regions
    from shebao.settings import read_settings
    from shebao.setup.record import find_province, read_record

    def found(text: str) -> str:
        return find_province(text, [each.code for each in regions()]).name

    if wish.province:
        return found(wish.province)
    if read_record(host, read_settings(host.environment).home) is not None:
        return ""
    if wish.is_silent:
        raise ParameterError(
            "静默安装需要指定地区，没有安装，未作任何改动。"
            "请加 /PROVINCE:地区（如 /PROVINCE:贵州）。",
            log="no province",
        )
    first = found(_asked("办理社保业务的地区（如 贵州）："))
    again = found(_asked(f"选错地区将无法办理业务。请再输入一次（{first}）："))
    if again != first:
        raise NotConfirmedError(f"安装，地区为“{first}”（第二次输入的是“{again}”）")
    return first


def _asked(question: str) -> str:
    try:
        return input(question).strip()
    except EOFError as error:
        raise NotConfirmedError("安装") from error


def _uninstalled(wish: Wish, kit: Path, host: Host, run: Run) -> str:
    """Take the add-in and the program away; the data stays.

    Raises NotConfirmedError, or ShebaoError with what the program said.
    """
    app = program_folder(host) / APP
    if not wish.is_silent and _asked("卸载社保费（本机的申报数据保留）？输入“是”继续：") != "是":
        raise NotConfirmedError("卸载")
    python = app if app.is_dir() else kit / APP
    _, text = run([str(python / "python.exe"), "-m", "shebao.cli", "uninstall", "--yes", "--json"])
    try:
        answer = json.loads(text)
    except ValueError:
        answer = {"status": "failed", "message": "程序没有运行，没有卸载。请在解压的安装包中重试。"}
    if answer["status"] == "failed":
        raise ShebaoError(str(answer["message"]), log="not uninstalled")
    if kit != program_folder(host):  # else its script removes the folder once this Python has ended
        remove_program(host)
    return str(answer["message"])


def _run(command: Sequence[str]) -> tuple[int, str]:
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own
    except OSError as error:
        return FAILED, error.strerror or ""
    return done.returncode, done.stdout.decode(errors="replace")


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:], Path(sys.argv[1])))
