"""The text files that the add-in is made of, and the VBA modules of words: sentences and help."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.domain.ascii_text import escape
from shebao.domain.errors import ShebaoError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shebao_udfs.declaration import WorksheetFunction


class AddinBuildError(ShebaoError):
    """A source of the add-in is not as the build needs it; no file was written."""

    code = "ADD-01"

    def __init__(self, faults: list[str]) -> None:
        super().__init__(
            f"插件没有生成，没有写出任何文件。原因：{'；'.join(faults)}。请改正源文件后重新执行。",
            log=f"add-in build: {len(faults)} faults",
        )


_PACKED = Path(__file__).parents[2] / "excel"
_CHECKOUT = Path(__file__).parents[3] / "excel"  # an editable install packs nothing

MODULES = ("shebao_ribbon", "shebao_state", "shebao_wizard", "shebao_words")


def sources_folder() -> Path:
    """Return the folder of the VBA modules, the ribbon's frame and the data beside them."""
    return _PACKED if _PACKED.is_dir() else _CHECKOUT


def read_text(name: str) -> str:
    """Return a source with plain line ends, however Git checked it out."""
    text = (sources_folder() / name).read_bytes().decode("utf-8")
    return text.replace("\r\n", "\n")


def read_icons() -> frozenset[str]:
    """Return the names of icons that Excel is known to have."""
    lines = read_text("icons.txt").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def read_modules() -> dict[str, str]:
    """Return our own VBA modules by name, with plain line ends."""
    return {name: read_text(f"{name}.bas") for name in MODULES}


TEXTS_MODULE = "shebao_texts"


def texts_module(toml: str) -> str:
    """Return the module, one constant a sentence, with plain line ends."""
    sentences: dict[str, str] = tomllib.loads(toml)
    constants = [
        f'Public Const TEXT_{name.upper()} As String = "{escape(sentence)}"'
        for name, sentence in sentences.items()
    ]
    return "\n".join(
        [
            f'Attribute VB_Name = "{TEXTS_MODULE}"',
            "' Made by the build from texts.toml; shebao_words turns these back into Chinese.",
            "Option Explicit",
            "Option Private Module",
            "",
            *constants,
            "",
        ]
    )


HELP_MODULE = "shebao_help"
LONGEST_HELP = 255  # characters; Excel refuses more
_PIECE = 120  # escaped, it still fits a line of VBA


def help_module(functions: Iterable[WorksheetFunction]) -> str:
    """Return the module, one call a function, with plain line ends.

    Raises AddinBuildError when a text is missing or longer than Excel takes.
    """
    calls, faults = [], []
    for function in functions:
        texts = [function.help, *(argument.help for argument in function.arguments)]
        faults += [
            f"函数“{function.name}”的说明“{text[:20]}”应为 1 至 {LONGEST_HELP} 个字符"
            for text in texts
            if not 0 < len(text) <= LONGEST_HELP
        ]
        literals = [f'"{function.name}"', *map(_literal, texts)]
        calls.append("    Describe " + ", _\n        ".join(literals))
    if faults:
        raise AddinBuildError(faults)
    return "\n".join(
        [
            f'Attribute VB_Name = "{HELP_MODULE}"',
            "' Made by the build from the functions' docstrings; shebao_words turns them back.",
            "Option Explicit",
            "Option Private Module",
            "",
            "Public Sub DescribeFunctions()",
            *calls,
            "End Sub",
            "",
        ]
    )


def _literal(text: str) -> str:
    pieces = [text[i : i + _PIECE] for i in range(0, len(text), _PIECE)]
    return " & _\n        ".join(f'"{escape(piece)}"' for piece in pieces)
