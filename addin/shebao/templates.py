"""The workbook templates that come with the add-in."""

import os
import shutil
from pathlib import Path

from shebao.domain.errors import FileRefusedError
from shebao.domain.usable_path import usable_path

_PACKED = Path(__file__).parent / "workbook_templates"
_CHECKOUT = Path(__file__).parents[2] / "workbook_templates"  # an editable install packs nothing


def template_path(kind: str) -> Path:
    """Return the template of a kind of workbook."""
    folder = _PACKED if _PACKED.is_dir() else _CHECKOUT
    return folder / f"{kind}.xlsx"


def new_workbook(out: Path, kind: str = "shebao") -> Path:
    """Write a fresh workbook.

    Raises FileRefusedError when the file exists or cannot be written; nothing is overwritten.
    """
    path = usable_path(Path(os.path.abspath(out)))  # noqa: PTH100 - resolve() fails on some names
    try:
        with path.open("xb") as target, template_path(kind).open("rb") as source:
            shutil.copyfileobj(source, target)
    except FileExistsError as error:
        raise FileRefusedError(path, "已存在", "请换一个文件名，或先移走原文件。") from error
    except OSError as error:
        raise FileRefusedError(path, "无法写入", "请检查文件夹是否存在、磁盘是否已满。") from error
    return path
