"""The VBA modules of words: the sentences that VBA says, and the help of the function wizard."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from shebao.domain.ascii_text import escape
from shebao.setup.assembly.build_sources import AddinBuildError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shebao_udfs.declaration import WorksheetFunction


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
