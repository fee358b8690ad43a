"""Reads a command line as cmd.exe and then a C program read it; both were never run here.

Sources: ``cmd /?`` and ``help set`` for quotes, carets and percents outside of batch files; for
the words, Microsoft's rules of parsing C++ command-line arguments.
"""

import re
from collections.abc import Mapping

_SHELL = re.compile(r"(?P<shell>\S*cmd\.exe)\s+(?:/showconsole\s+)?/(?P<switch>[CK]) (?P<rest>.*)")


def commands_of(line: str, environment: Mapping[str, str] | None = None) -> list[str]:
    """Return the commands that cmd.exe runs one after another, without redirections."""
    found = _SHELL.fullmatch(line)
    assert found, line
    rest = found["rest"].strip()
    if rest.startswith('"') and rest.count('"') > 2:
        rest = rest[1:].rsplit('"', 1)[0]  # the first and the last quote are cut off
    return _split(_expanded(rest, environment or {}))


def arguments_of(command: str) -> list[str]:
    """Return the words that the program's ``main`` is given."""
    words: list[str] = []
    word, is_quoted, is_word, i = "", False, False, 0
    while i < len(command):
        if command[i] == "\\":
            slashes = len(command[i:]) - len(command[i:].lstrip("\\"))
            i += slashes
            if command[i : i + 1] == '"':
                word += "\\" * (slashes // 2)
                if slashes % 2:
                    word += '"'
                    i += 1
            else:
                word += "\\" * slashes
            is_word = True
            continue
        if command[i] == '"':
            is_quoted, is_word = not is_quoted, True
        elif command[i] in " \t" and not is_quoted:
            if is_word:
                words.append(word)
            word, is_word = "", False
        else:
            word, is_word = word + command[i], True
        i += 1
    return [*words, word] if is_word else words


def _expanded(text: str, environment: Mapping[str, str]) -> str:
    """Percents come before everything else, inside quotes too; an unknown variable stays."""
    known = {name.upper(): value for name, value in environment.items()}
    return re.sub(r"%([^%]+)%", lambda m: known.get(m[1].upper(), m[0]), text)


def _split(text: str) -> list[str]:
    """Cut at what is special outside of quotes; a caret there takes the meaning from the next."""
    commands, command, is_quoted, i = [], "", False, 0
    while i < len(text):
        sign = text[i]
        if sign == '"':
            is_quoted = not is_quoted
        if sign == "^" and not is_quoted:
            i += 1
            command += text[i : i + 1]
        elif sign in "&|" and not is_quoted:
            commands.append(command)
            command = ""
        else:
            command += sign
        i += 1
    commands.append(command)
    return [_without_redirection(one).strip() for one in commands if one.strip()]


def _without_redirection(command: str) -> str:
    return re.sub(r'\s2> "[^"]*"\s*$', "", command)
