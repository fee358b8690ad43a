"""``shebao vault``: the credentials of a batch, by name."""

import argparse
import os
import re
import sys
from io import BufferedReader
from typing import cast

from shebao.contract.session import MAX_PASSWORD_LENGTH
from shebao.domain.errors import ParameterError
from shebao.json_answer import print_json
from shebao.settings import read_settings

_FAR = 65_536  # bytes; who pipes more means no password
NAME = re.compile(r"[\w.@/-]{1,64}")


def run_vault(options: argparse.Namespace) -> int:
    """Keep, list or remove; a secret comes by standard input and is never shown. Return 0.

    Raises ParameterError or VaultError; nothing was changed then.
    """
    from shebao.vault import Vault

    vault = Vault(os.environ, read_settings(os.environ).home)
    names: list[str] = []
    if options.what == "list":
        names = vault.credentials()
        said = "\n".join(names) if names else "没有凭据。用 shebao vault set 名称 保存。"
    else:
        name = _name(options.name)
        if options.what == "set":
            said = f"凭据“{name}”已保存到{vault.keep_credential(name, _secret())}。"
        elif vault.forget_credential(name):
            said = f"凭据“{name}”已删除。"
        else:
            raise ParameterError(
                f"没有凭据“{name}”，没有删除。请用 shebao vault list 查看名称。",
                log="no such credential",
            )
        names = [name]
    if options.json:
        command = f"vault {options.what}"
        print_json({"command": command, "status": "done", "names": names, "message": said})
    else:
        sys.stdout.write(said + "\n")
    return 0


def _name(text: str | None) -> str:
    if text is None or not NAME.fullmatch(text):
        raise ParameterError(
            f"凭据名称是“{(text or '')[:40]}”，只能用文字、数字和 . _ - / @，至多 64 个字符。"
            "没有执行。请改正后重试。",
            log="bad name of a credential",
        )
    return text


def _secret() -> str:
    """Return the line of standard input; on a terminal it is not shown while typed."""
    if sys.stdin.isatty():
        from getpass import getpass

        secret = getpass("密码（不显示）：")
    else:
        secret = _first_line()
    if not secret or len(secret) > MAX_PASSWORD_LENGTH:
        raise ParameterError(
            f"标准输入的密码为空或超过 {MAX_PASSWORD_LENGTH} 个字符，没有保存。"
            "请照此执行：shebao vault set 名称 < 只有一行密码的文件。",
            log="no secret on standard input",
        )
    return secret


def _first_line() -> str:
    """Return the line of standard input.

    Raises ParameterError for what nobody can type, and for several lines.

    A file that PowerShell or an editor wrote may be UTF-16 or begin with a mark: kept as it is, the
    password would be wrong at each login until the account is locked.
    """
    data, pipe = b"", cast(BufferedReader, sys.stdin.buffer)
    # What is there now, and not all until the end: who types into a pipe has no end to give.
    while b"\n" not in data and len(data) < _FAR and (more := pipe.read1(_FAR)):
        data += more
    try:
        line, _, rest = data.decode("utf-8").partition("\n")
    except UnicodeDecodeError:
        line, rest = "\0", ""
    line = line.rstrip("\r")
    if line and not line.isprintable():
        raise ParameterError(
            "标准输入的密码含有不可见的字符，没有保存：文件可能是 UTF-16 或带 BOM 的编码。"
            "请另存为不带 BOM 的 UTF-8 后重试。",
            log="an unprintable secret on standard input",
        )
    if rest.strip():
        raise ParameterError(
            "标准输入不止一行，分不清哪一行是密码，没有保存。请改为只有一行密码的文件后重试。",
            log="several lines on standard input",
        )
    return line
