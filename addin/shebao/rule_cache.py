"""The rule files on this machine's disk, as worksheet functions load them at their start.

``rule_files.json`` in the data folder: canonical JSON, with a digest of the files in it, so that
half a file or a hand-edited one is noticed and never computed with.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from shebao.contract.rule_file import RuleFile
from shebao.domain.errors import FileRefusedError

FILE_NAME = "rule_files.json"
DAMAGED = "本机缓存的规则文件已损坏或被改动，请重新登录下载，再重新打开 Excel"
_RULE_FILES = TypeAdapter(list[RuleFile])


@dataclass(frozen=True, slots=True)
class CachedRules:
    """What the file holds; ``problem`` is empty, or says why nothing could be read."""

    rule_files: tuple[RuleFile, ...]
    problem: str = ""


def read_rule_files(folder: Path) -> CachedRules:
    """Return the rule files kept in the data folder; nothing and no problem when never kept."""
    try:
        whole = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        rows, digest = whole["rule_files"], whole["sha256"]
        if digest != _digest(rows):
            return CachedRules((), DAMAGED)
        return CachedRules(tuple(_RULE_FILES.validate_python(rows)))
    except FileNotFoundError:
        return CachedRules(())
    except (OSError, ValueError, KeyError, TypeError, RecursionError, ValidationError):
        return CachedRules((), DAMAGED)


def keep_rule_files(folder: Path, rule_files: Iterable[RuleFile]) -> None:
    """Put these rule files into the data folder, in place of older ones of the same regions.

    A newer one that is there stays, and so do other regions; a damaged file is replaced whole. The
    file is swapped in one step, so a
    reader sees the old one or the new one.

    Raises FileRefusedError when the folder cannot be written; the older file stays.
    """
    kept = {file.region: file for file in read_rule_files(folder).rule_files}
    for file in rule_files:
        present = kept.get(file.region)
        if present is None or present.age <= file.age:
            kept[file.region] = file
    _write(folder, kept)


def keep_chosen_rule_file(folder: Path, rule_file: RuleFile) -> None:
    """Put a rule file into the data folder that the user chose, whatever is there of its region.

    Raises FileRefusedError when the folder cannot be written; the older file stays.
    """
    kept = {file.region: file for file in read_rule_files(folder).rule_files}
    _write(folder, kept | {rule_file.region: rule_file})


def forget_rule_file(folder: Path, region: str) -> None:
    """Take a region's rule file out of the data folder; the functions answer from the book then.

    Raises FileRefusedError when the folder cannot be written; the older file stays.
    """
    kept = {file.region: file for file in read_rule_files(folder).rule_files}
    if kept.pop(region, None) is not None:
        _write(folder, kept)


def _write(folder: Path, kept: Mapping[str, RuleFile]) -> None:
    rows = [kept[region].model_dump(mode="json") for region in sorted(kept)]
    text = _canonical({"rule_files": rows, "sha256": _digest(rows)})
    try:
        _swap(folder / FILE_NAME, text)
    except OSError as error:
        raise FileRefusedError(
            folder / FILE_NAME,
            "无法写入，工作表函数仍使用原来的规则",
            "请检查磁盘空间和权限，关闭占用它的程序，然后重新登录。",
        ) from error


def _swap(target: Path, text: str) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=target.name, dir=target.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        fresh.replace(target)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _canonical(value: object) -> str:
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _digest(rows: object) -> str:
    return hashlib.sha256(_canonical(rows).encode()).hexdigest()
