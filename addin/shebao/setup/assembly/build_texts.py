"""The VBA module of the sentences that VBA itself must say."""

import tomllib

from shebao.domain.ascii_text import escape

MODULE = "shebao_texts"


def texts_module(toml: str) -> str:
    """Return the module, one constant a sentence, with plain line ends."""
    sentences: dict[str, str] = tomllib.loads(toml)
    constants = [
        f'Public Const TEXT_{name.upper()} As String = "{escape(sentence)}"'
        for name, sentence in sentences.items()
    ]
    return "\n".join(
        [
            f'Attribute VB_Name = "{MODULE}"',
            "' Made by the build from texts.toml; shebao_words turns these back into Chinese.",
            "Option Explicit",
            "Option Private Module",
            "",
            *constants,
            "",
        ]
    )
