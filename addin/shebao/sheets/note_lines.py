"""What a command says under a sheet's title: two lines as wide as a screen, never a merged cell."""

from shebao.sheets.declared.head import SCREEN_PIXELS, text_pixels

_SMALLER = 0.9  # the note's letters beside the cells'
_BREAKS = "。；，、：）"
_LEAST = 0.6  # of a line, before which no break is looked for


def note_lines(text: str) -> tuple[str, str]:
    """Return the line and the next, empty while one will do; together they are the text."""
    if text_pixels(text) * _SMALLER <= SCREEN_PIXELS:
        return text, ""
    room = SCREEN_PIXELS / _SMALLER
    end, used = 0, 0.0
    while used + (step := text_pixels(text[end])) <= room:
        used, end = used + step, end + 1
    # Of two marks beside each other the second ends the line: none begins the next one.
    breaks = [at for at in range(int(end * _LEAST) + 1, end + 1) if _ends(text[at - 1 : at + 1])]
    end = breaks[-1] if breaks else end
    return text[:end], text[end:]


def _ends(pair: str) -> bool:
    return pair[0] in _BREAKS and pair[1:] not in _BREAKS
