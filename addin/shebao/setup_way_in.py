"""``shebao build-addin | install | repair | uninstall | doctor``: the add-in on this machine."""

import argparse
import json
import os

from shebao.domain.outcome import Outcome, Status
from shebao.rule_book.regions import regions
from shebao.settings import read_settings
from shebao.setup.assembly.build_addin import addin_bytes, build_addin
from shebao.setup.assembly.build_errors import AddinBuildError
from shebao.setup.assembly.build_functions import function_modules
from shebao.setup.checks.doctor import doctor, told
from shebao.setup.install import install, repair
from shebao.setup.kit import Kit, kit_of_this_python
from shebao.setup.this_host import this_host
from shebao.setup.uninstall import uninstall
from shebao.terminal_ui import TerminalUi


def run_setup(options: argparse.Namespace) -> int:
    """Do what the verb says; return 0, or 1 while something keeps the add-in from working."""
    extra: dict[str, object] = {}
    match options.verb:
        case "build-addin":
            path = build_addin(options.out.resolve(), function_modules=function_modules())
            outcome = Outcome(f"已生成加载项 {path}。", files=(str(path),))
        case "install":
            host, settings = this_host(os.environ), read_settings(os.environ)
            ui = TerminalUi(agrees=options.yes)
            done = install(
                host,
                settings,
                _kit(),
                ui,
                province=options.province,
                rule_regions=[each.code for each in regions()],
            )
            outcome = done.outcome("安装完成：")
        case "repair":
            done = repair(this_host(os.environ), read_settings(os.environ), _kit())
            outcome = done.outcome("修复完成：")
        case "uninstall":
            outcome = uninstall(
                this_host(os.environ),
                read_settings(os.environ),
                TerminalUi(agrees=options.yes),
                removes_data=options.remove_data,
                removes_backups=options.remove_backups,
            )
        case _:
            faults = doctor(this_host(os.environ), read_settings(os.environ), _kit())
            outcome = told(faults)
            extra["findings"] = [fault.as_json() for fault in faults]
    _print(options, outcome, extra)
    return 1 if outcome.status is Status.PARTIAL else 0


def _kit() -> Kit:
    try:
        return kit_of_this_python(addin_bytes(function_modules=function_modules()))
    except AddinBuildError:
        return kit_of_this_python(None)  # doctor says that there is no add-in to install


def _print(options: argparse.Namespace, outcome: Outcome, extra: dict[str, object]) -> None:
    if not getattr(options, "json", False):
        print(outcome.message)  # noqa: T201 - a way in
        return
    answer = {
        "command": options.verb,
        "status": str(outcome.status),
        "message": outcome.message,
        "counts": outcome.counts,
        "files": list(outcome.files),
        **extra,
    }
    print(json.dumps(answer, ensure_ascii=False))  # noqa: T201 - a way in
