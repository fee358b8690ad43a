"""``shebao build-addin | install | repair | uninstall | doctor``: the add-in on this machine."""

import argparse
import os
from typing import TYPE_CHECKING

from shebao.domain.outcome import Outcome, Status
from shebao.json_answer import print_outcome
from shebao.setup.checks.component_checks import find_broken_components
from shebao.setup.checks.findings import Fault, not_checked, told

if TYPE_CHECKING:
    from shebao.setup.desktop import Kit


def run_setup(options: argparse.Namespace) -> int:
    """Do what the verb says; return 0, or 1 while something keeps the add-in from working."""
    extra: dict[str, object] = {}
    if options.verb == "doctor":
        faults = _faults()
        outcome = told(faults)
        extra["findings"] = [fault.as_json() for fault in faults]
    else:
        outcome = _changed(options)
    as_json = getattr(options, "json", False)
    print_outcome(options.verb, outcome, as_json=as_json, facts=outcome.facts, **extra)
    return 1 if outcome.status is Status.PARTIAL else 0


def _faults() -> list[Fault]:
    """Return what is missing; broken libraries are named although nothing else can be checked."""
    broken = find_broken_components()
    try:
        from shebao.settings import read_settings
        from shebao.setup.checks.doctor import doctor
        from shebao.setup.this_host import this_host

        found = doctor(this_host(os.environ), read_settings(os.environ), _kit())
    except ImportError:
        found = [not_checked("其余各项")]
    return [broken, *found] if broken else found


def _changed(options: argparse.Namespace) -> Outcome:
    from shebao.rule_book.regions import regions
    from shebao.settings import read_settings
    from shebao.setup.assembly.build_addin import build_addin
    from shebao.setup.assembly.build_functions import function_modules
    from shebao.setup.install import install, repair
    from shebao.setup.this_host import this_host
    from shebao.setup.uninstall import uninstall
    from shebao.terminal_ui import TerminalUi

    if options.verb == "build-addin":
        path = build_addin(options.out, function_modules=function_modules())
        return Outcome(f"已生成加载项 {path}。", files=(str(path),))
    host, settings = this_host(os.environ), read_settings(os.environ)
    if options.verb == "repair":
        return repair(host, settings, _kit()).outcome("修复完成：")
    ui = TerminalUi(agrees=options.yes)
    if options.verb == "uninstall":
        return uninstall(
            host,
            settings,
            ui,
            removes_data=options.remove_data,
            removes_backups=options.remove_backups,
        )
    codes = [each.code for each in regions()]
    done = install(host, settings, _kit(), ui, province=options.province, rule_regions=codes)
    return done.outcome("安装完成：")


def _kit() -> "Kit":
    from shebao.setup.assembly.build_addin import addin_bytes
    from shebao.setup.assembly.build_functions import function_modules
    from shebao.setup.assembly.build_sources import AddinBuildError
    from shebao.setup.desktop import kit_of_this_python

    try:
        return kit_of_this_python(addin_bytes(function_modules=function_modules()))
    except AddinBuildError:
        return kit_of_this_python(None)  # doctor says that there is no add-in to install
