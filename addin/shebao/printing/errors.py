"""The ways a print can stop; the data that was to be printed is kept every time.

PrintingError               PRT     a print could not be made; data is kept
├── WkhtmltopdfMissingError PRT-01  the program that makes PDF files is not installed
├── PrintNotSavedError      PRT-02  the file cannot be written; an older one is unchanged
├── RenderFailedError       PRT-03  the program failed or ran past its deadline
├── CjkFontMissingError     PRT-04  no Chinese font: the print would be empty boxes
└── NotPrintableError       PRT-05  what was to be printed contradicts itself
"""

import errno
from pathlib import Path

from shebao.domain.errors import ShebaoError

_NO_FOLDER = ("所在的文件夹不存在", "请选择一个已有的文件夹后重新打印。")
_NO_PERMISSION = ("所在的文件夹不允许写入", "请换一个有写入权限的文件夹后重新打印。")
_DISK_FULL = ("所在的磁盘空间不足", "请清理磁盘空间，或换一个磁盘后重新打印。")
_BAD_NAME = ("的名称无法使用", "请换一个较短且不含特殊符号的文件名后重新打印。")
_IS_FOLDER = ("与一个已有的文件夹同名", "请换一个文件名后重新打印。")
_IN_USE = (
    "已存在，且正被其他程序打开或不允许覆盖",
    "请关闭已打开的同名文件（例如 PDF 阅读器），或换一个文件名后重新打印。",
)
_UNKNOWN = ("无法写入", "请换一个文件夹或文件名后重新打印。")

# Windows fills errno too: 32 (sharing violation) is EACCES, 112 (disk full) is ENOSPC.
WRITE_FAULTS = {
    errno.ENOENT: _NO_FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: _NO_PERMISSION,
    errno.ENOSPC: _DISK_FULL,
    errno.EDQUOT: _DISK_FULL,
    errno.EFBIG: _DISK_FULL,
    errno.ENAMETOOLONG: _BAD_NAME,
    errno.EINVAL: _BAD_NAME,
    errno.EILSEQ: _BAD_NAME,
    errno.EISDIR: _IS_FOLDER,
    errno.EBUSY: _IN_USE,
}


class PrintingError(ShebaoError):
    """A print could not be made; the data is kept."""

    code = "PRT-00"


class WkhtmltopdfMissingError(PrintingError):
    """The program that makes PDF files is not there or cannot be started."""

    code = "PRT-01"
    what = (
        "打印需要的程序 wkhtmltopdf 没有安装或无法启动，因此没有生成文件。"
        "数据已保留，未受影响。请安装 wkhtmltopdf 0.12.6"
        "（Windows、macOS：运行 wkhtmltopdf 官方安装包；"
        "Debian/Ubuntu：apt install wkhtmltopdf），然后重新打印。"
    )
    log = "wkhtmltopdf cannot be started"


class PrintNotSavedError(PrintingError):
    """The finished print cannot be written; an older file of that name is unchanged."""

    code = "PRT-02"

    def __init__(self, path: Path, error: OSError, *, replacing: bool = False) -> None:
        why, next_step = WRITE_FAULTS.get(error.errno or 0, _UNKNOWN)
        if replacing and why == _NO_PERMISSION[0]:
            # The folder took the new file a moment ago, so it is the old file that refuses.
            why, next_step = _IN_USE
        name = errno.errorcode.get(error.errno or 0, "no errno")
        super().__init__(
            f"打印文件“{path.name}”{why}，因此没有保存。数据已保留，原有文件未作改动。{next_step}",
            log=f"print not saved: {name}, replacing={replacing}",
        )


class RenderFailedError(PrintingError):
    """The program did not deliver the PDF file; nothing was written."""

    code = "PRT-03"
    retryable = True  # rendering changes nothing outside itself

    def __init__(self, why: str, *, log: str) -> None:
        super().__init__(
            f"生成 PDF 文件失败：{why}。数据已保留，没有写入任何文件。请稍后重新打印；"
            "如仍失败，请减少一次打印的内容，或（重新）安装 wkhtmltopdf 0.12.6。",
            log=log,
        )


class CjkFontMissingError(PrintingError):
    """This computer has no Chinese font; nothing was written."""

    code = "PRT-04"
    what = (
        "本机没有中文字体，打印出的汉字会成为空白方框，因此没有生成文件。数据已保留，未受影响。"
        "请安装中文字体（Debian/Ubuntu：apt install fonts-noto-cjk），然后重新打印。"
    )
    log = "fc-list knows no font for zh"


class NotPrintableError(PrintingError):
    """What was to be printed contradicts itself; nothing was written."""

    code = "PRT-05"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"{why}，因此没有打印。数据已保留，没有写入任何文件。"
            "请重新查询后再打印；如仍不符，请联系主管税务机关核实。",
            log="print contradicts itself",
        )
