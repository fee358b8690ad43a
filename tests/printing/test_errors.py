"""What a stopped print tells the user."""

import errno
import re
from pathlib import Path

import pytest

from shebao.printing import errors
from shebao.printing.errors import (
    CjkFontMissingError,
    NotPrintableError,
    PrintingError,
    PrintNotSavedError,
    RenderFailedError,
    WkhtmltopdfMissingError,
)

EXAMPLES = [
    WkhtmltopdfMissingError(),
    PrintNotSavedError(Path("完税证明.pdf"), OSError(errno.ENOSPC, "full")),
    RenderFailedError("超过 1 秒仍未完成", log="late"),
    CjkFontMissingError(),
    NotPrintableError("完税证明 4310 没有明细"),
]


def test_the_drawn_tree_and_the_classes_agree() -> None:
    """The tree is what people read first; a class missing there is never found."""
    drawn = dict(re.findall(r"(\w+Error) +(PRT-\d\d)", errors.__doc__ or ""))

    assert drawn == {cls.__name__: cls.code for cls in PrintingError.__subclasses__()}
    assert len(set(drawn.values())) == len(drawn)
    assert {type(example) for example in EXAMPLES} == set(PrintingError.__subclasses__())


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: error.code)
def test_every_message_says_that_the_data_is_kept_and_what_to_do(error: PrintingError) -> None:
    assert "数据已保留" in error.message
    assert "请" in error.message
    assert error.log.isascii()


def test_nobody_is_sent_to_a_setting_that_is_not_there() -> None:
    """No cell, no variable and no option of a command takes the path of the program."""
    assert "设置" not in WkhtmltopdfMissingError().message
    assert "apt install" in WkhtmltopdfMissingError().message


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOENT, "文件夹不存在"),
        (errno.EACCES, "不允许写入"),
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.ENAMETOOLONG, "名称无法使用"),
        (errno.EISDIR, "已有的文件夹同名"),
        (errno.EIO, "无法写入"),
    ],
)
def test_the_reason_comes_from_the_number_of_the_error(number: int, words: str) -> None:
    assert words in PrintNotSavedError(Path("证明.pdf"), OSError(number, "")).message


def test_a_refused_replacement_names_the_open_file() -> None:
    """On Windows a PDF open in a reader refuses only when it is replaced."""
    error = PrintNotSavedError(Path("证明.pdf"), OSError(errno.EACCES, ""), replacing=True)

    assert "正被其他程序打开" in error.message


def test_a_path_is_not_in_the_log() -> None:
    """Folder names of HR carry company and person names."""
    error = PrintNotSavedError(Path("沙箱公司/证明.pdf"), OSError(errno.EACCES, ""))

    assert error.log == "print not saved: EACCES, replacing=False"
    assert "沙箱公司" not in error.message
