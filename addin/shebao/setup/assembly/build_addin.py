"""``shebao build-addin``: the add-in from its text sources, byte for byte the same every time."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from shebao import __version__
from shebao.commands.command import Command
from shebao.commands.registry import COMMANDS
from shebao.domain.errors import FileRefusedError
from shebao.domain.usable_path import usable_path
from shebao.setup.assembly.addin_lint import lint_modules, lint_ribbon
from shebao.setup.assembly.build_sources import (
    HELP_MODULE,
    TEXTS_MODULE,
    AddinBuildError,
    help_module,
    read_icons,
    read_modules,
    read_text,
    texts_module,
)
from shebao.setup.assembly.build_xlwings import MODULE as XLWINGS_MODULE
from shebao.setup.assembly.build_xlwings import xlwings_module
from shebao.setup.assembly.ribbon_xml import read_layout, ribbon_xml


def build_addin(out: Path, *, function_modules: Mapping[str, str] | None = None) -> Path:
    """Write the add-in; ``function_modules`` are the VBA wrappers of the worksheet functions.

    Raises AddinBuildError for a faulty source, FileRefusedError when the file cannot be written;
    an existing file is then as it was.
    """
    path = usable_path(Path(os.path.abspath(out)))  # noqa: PTH100 - resolve() fails on some names
    if path.suffix.lower() != ".xlam":
        raise FileRefusedError(path, "不是 .xlam 文件名", "请把输出文件名改为以 .xlam 结尾。")
    content = addin_bytes(function_modules=function_modules)
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise FileRefusedError(
            path, "无法写入", "请检查文件夹是否存在、磁盘是否已满；如 Excel 正在使用它，请先关闭。"
        ) from error
    return path


def addin_bytes(*, function_modules: Mapping[str, str] | None = None) -> bytes:
    """Return the add-in file.

    Raises AddinBuildError for a faulty source.
    """
    from shebao.setup.assembly.build_package import package, workbook_parts

    modules = vba_modules(function_modules or {})
    ribbon = ribbon_bytes(COMMANDS)
    faults = lint_modules(modules)
    faults += lint_ribbon(ribbon, modules, read_icons(), [command.id for command in COMMANDS])
    if faults:
        raise AddinBuildError(faults)
    return package(workbook_parts(modules), ribbon, version=__version__)


def vba_modules(function_modules: Mapping[str, str]) -> dict[str, str]:
    """Return every VBA module by name, with plain line ends."""
    return {
        XLWINGS_MODULE: xlwings_module(),
        TEXTS_MODULE: texts_module(read_text("texts.toml")),
        HELP_MODULE: help_module(()),  # without functions there is nothing to describe
        **read_modules(),
        **function_modules,
    }


def ribbon_bytes(commands: Sequence[Command]) -> bytes:
    """Return the ribbon's XML for these commands."""
    layout = read_layout(read_text("ribbon.toml"), commands)
    return ribbon_xml(read_text("customUI14.xml"), layout)
