"""``shebao audit``: the ledger and evidence packs, without a workbook and without the bureau."""

import argparse
import binascii
import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shebao.commands.system.evidence import (
    audit_ledger,
    check_evidence,
    is_of_entry,
    is_of_period,
    trusted_here,
    write_evidence,
)
from shebao.contract.certificates import SigningKey
from shebao.domain.errors import FileRefusedError, InputError
from shebao.domain.outcome import Outcome
from shebao.json_answer import print_outcome
from shebao.ledger.answers import KeysOf
from shebao.rules.signature import ALGORITHM, fingerprint
from shebao.settings import read_settings
from shebao.vault import Vault
from shebao.wiring import open_kept_store, store_place

if TYPE_CHECKING:
    from shebao.store import Store


def run_audit(options: argparse.Namespace) -> int:
    """Check the ledger, write an evidence pack or check one; return 0.

    Raises ShebaoError; the ledger is only read.
    """
    with ExitStack() as closing:
        if options.audit_verb == "verify":
            keys_of = _given_key(options.key) if options.key else trusted_here(_store(closing))
            outcome = check_evidence(options.file, keys_of)
        else:
            outcome = _of_the_ledger(options, closing)
    print_outcome("audit", outcome, as_json=options.json)
    return 0


def _of_the_ledger(options: argparse.Namespace, closing: ExitStack) -> Outcome:
    wanted = None
    if options.entry:
        wanted = is_of_entry(options.entry)
    elif options.period:
        wanted = is_of_period(options.period)
    if wanted and not options.export:
        raise InputError(
            "--entry 和 --period 只用于导出证据包，没有执行。请加上 --export 文件名。",
            log="narrowed without export",
        )
    store = _store(closing)
    if options.export:
        return write_evidence(store, options.export.absolute(), wanted)
    return audit_ledger(store)


def _store(closing: ExitStack) -> "Store":
    settings = read_settings(os.environ)
    return open_kept_store(store_place(settings, Vault(os.environ, settings.home)), closing)


def _given_key(path: Path) -> KeysOf:
    """Return the one key in a file, for every bureau: as the bureau tells it, or its Base64 alone.

    Raises FileRefusedError.
    """
    try:
        text = path.read_text(encoding="utf-8").strip()
        key = (
            SigningKey.model_validate_json(text)
            if text.startswith("{")
            else SigningKey(algorithm=ALGORITHM, public_key=text)
        )
    except (OSError, UnicodeDecodeError, ValidationError, binascii.Error) as error:
        raise _no_key(path) from error
    if not fingerprint(key):
        raise _no_key(path)

    def keys_of(_address: str) -> Sequence[SigningKey]:
        return [key]

    return keys_of


def _no_key(path: Path) -> FileRefusedError:
    return FileRefusedError(
        path,
        "不是税务机关的公钥",
        "请使用税务系统接口 /v1/signing-key 给出的内容，或其中的 Base64 公钥。",
    )
