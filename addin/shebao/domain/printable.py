"""Text from outside in which nothing is obeyed: by a terminal, a printer or an encoder."""

import re

# Controls beyond tab and line ends, and what UTF-8 or a workbook cannot hold: Excel's _xD800_ in a
# received workbook is half a character, its _x001B_ begins a terminal's command. Marks of writing
# direction let an amount or a file's name be read backwards, and nobody sees a space of no width.
_OBEYED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069"
    r"\ufeff\ud800-\udfff\ufffe\uffff]"
)
UNREADABLE = "\ufffd"


def printable(text: str) -> str:
    """Return the text with a visible sign in place of each such character.

    They are not dropped: a name that holds one must not turn into somebody's name.
    """
    return text if text.isprintable() else _OBEYED.sub(UNREADABLE, text)
