"""HTML as a PDF file, made by wkhtmltopdf through pdfkit, or by a browser where that is missing.

Measured with 0.12.6 on unpatched Qt (Debian): it draws one CSS pixel as 0.2032 mm, knows no
page headers, footers or page numbers, and cannot be told to shrink less. Two runs never give the
same bytes (creation date): what must be reprinted identically has to be stored.
"""

import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from shebao.domain.programs import find_program
from shebao.printing.browser import (
    browser_page,
    browser_pdf,
    find_browser,
    title_of_html,
    title_of_pdf,
)
from shebao.printing.errors import (
    CjkFontMissingError,
    PrintNotSavedError,
    RenderFailedError,
    WkhtmltopdfMissingError,
)
from shebao.printing.searchable_text import with_searchable_text

# The official Windows installer does not put itself on the PATH.
_WINDOWS_PLACE = Path(r"C:\Program Files\wkhtmltopdf\bin\wkhtmltopdf.exe")
_NO_WINDOW = int(getattr(subprocess, "CREATE_NO_WINDOW", 0))  # only Windows has it
_FONT_SECONDS = 10
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")  # where a program puts files aside: Linux, Windows
_log = logging.getLogger(__name__)
_PAGE_OBJECT = re.compile(rb"/Type\s*/Page\b(?!s)")


@dataclass(frozen=True, slots=True)
class PdfOptions:
    """The paper, the deadline, and the programs; None means: look in the usual places."""

    landscape: bool = False
    margin_mm: int = 10
    timeout_seconds: float = 120
    wkhtmltopdf: Path | None = None
    fc_list: str = "fc-list"


def render_pdf(html: str, options: PdfOptions) -> bytes:
    """Return the HTML as the bytes of a PDF file on A4; nothing was written.

    The HTML must carry everything itself: no script runs, no file and no address is loaded.

    Raises WkhtmltopdfMissingError, CjkFontMissingError, RenderFailedError.
    """
    require_cjk_font(options.fc_list)
    # Over standard output, not a path: we then see disk errors by their number, and Chinese
    # paths never pass through the command line of a program that may not read them.
    try:
        command = _command(html, options)
    except WkhtmltopdfMissingError:
        browser = None if options.wkhtmltopdf else find_browser(os.environ)
        if browser is None:
            raise
        return _by_browser(html, options, browser)
    with _aside() as aside:
        pdf = _run(command, html, options.timeout_seconds, aside)
    if not pdf.startswith(b"%PDF-"):
        raise RenderFailedError("程序没有给出 PDF 内容", log="wkhtmltopdf: output is no PDF")
    return with_searchable_text(pdf)


def _by_browser(html: str, options: PdfOptions, browser: Path) -> bytes:
    page = browser_page(html, landscape=options.landscape, margin_mm=options.margin_mm)
    pdf = browser_pdf(browser, page, lambda command: _run(command, "", options.timeout_seconds))
    if not pdf.startswith(b"%PDF-"):
        raise RenderFailedError(
            f"{browser.name} 没有给出 PDF 内容", log="browser: output is no PDF"
        )
    if (title := title_of_html(html)) and title_of_pdf(pdf) != title:
        raise RenderFailedError(
            f"{browser.name} 打印的不是“{title}”，没有采用", log="browser: printed another page"
        )
    return pdf


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF made here has; no engine compresses its page objects."""
    return len(_PAGE_OBJECT.findall(pdf))


def _command(html: str, options: PdfOptions) -> list[str]:
    import pdfkit
    from pdfkit.configuration import Configuration

    given = options.wkhtmltopdf
    program = given.absolute() if given else find_program("wkhtmltopdf", os.environ)
    if program is None and os.name == "nt":
        program = _WINDOWS_PLACE
    if program is None:
        raise WkhtmltopdfMissingError
    try:
        # pdfkit takes options out of <meta name="pdfkit-…"> in the HTML; this prefix, which it
        # puts into a pattern, never matches.
        configuration = Configuration(wkhtmltopdf=str(program), meta_tag_prefix="(?!)")
    except OSError as error:
        raise WkhtmltopdfMissingError from error
    job = pdfkit.PDFKit(html, "string", options=_arguments(options), configuration=configuration)
    command: list[str] = job.command()
    return command


def _arguments(options: PdfOptions) -> Mapping[str, str]:
    margin = f"{options.margin_mm}mm"
    return {
        "encoding": "UTF-8",
        "page-size": "A4",
        "orientation": "Landscape" if options.landscape else "Portrait",
        "margin-top": margin,
        "margin-bottom": margin,
        "margin-left": margin,
        "margin-right": margin,
        "disable-javascript": "",
        "disable-plugins": "",
        "disable-local-file-access": "",
        # There is no switch against the network, but nobody answers at this proxy.
        "proxy": "http://127.0.0.1:1",
    }


@contextmanager
def _aside() -> Iterator[str]:
    """A folder that only we can read, and that goes with everything in it.

    wkhtmltopdf copies the page into a temporary file that everybody may read, and leaves it there
    when it is stopped.
    """
    try:
        folder = tempfile.TemporaryDirectory(prefix="shebao-print-", ignore_cleanup_errors=True)
    except OSError as error:
        raise RenderFailedError(
            "临时文件夹不能写入，请检查磁盘空间和权限",
            log=f"no temporary folder: errno {error.errno}",
        ) from error
    with folder as name:
        yield name


def _run(command: list[str], html: str, timeout_seconds: float, aside: str = "") -> bytes:
    """Return standard output. pdfkit's own to_pdf() has no deadline, so the run is ours.

    ``aside`` is the folder for the program's temporary files; empty for the usual one.
    """
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if aside:
        surroundings |= dict.fromkeys(_TEMPORARY, aside)
    try:
        process = subprocess.Popen(  # noqa: S603 - a program from our settings, fixed arguments
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=surroundings,
            start_new_session=True,
            creationflags=_NO_WINDOW,
        )
    except OSError as error:
        raise WkhtmltopdfMissingError from error
    with process:
        try:
            pdf, _ = process.communicate(html.encode(), timeout=timeout_seconds)
        except subprocess.TimeoutExpired as error:
            raise RenderFailedError(
                f"超过 {timeout_seconds:g} 秒仍未完成",
                log=f"wkhtmltopdf ran past {timeout_seconds:g} s",
            ) from error
        finally:
            if process.poll() is None:
                _stop(process)
    if process.returncode != 0:
        raise RenderFailedError(
            f"{Path(command[0]).name} 返回错误 {process.returncode}",
            log=f"{Path(command[0]).name} exited with {process.returncode}",
        )
    return pdf


def _stop(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        # Some packages install a shell script around the program: stop its children as well.
        os.killpg(process.pid, signal.SIGKILL)


def require_cjk_font(fc_list: str) -> None:
    """A font for Chinese is installed, or the check could not run and the log says so.

    Windows and macOS bring Chinese fonts and no ``fc-list``; there the check never runs.

    Raises CjkFontMissingError when fontconfig knows no font for Chinese.
    """
    program = find_program(fc_list, os.environ)
    if program is None:
        _log.info("fonts not checked: no fc-list")
        return
    try:
        answer = subprocess.run(  # noqa: S603 - a program from our settings, fixed arguments
            [program, ":lang=zh", "family"],
            capture_output=True,
            check=True,
            timeout=_FONT_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        _log.warning("fonts not checked: fc-list failed with %s", type(error).__name__)
        return
    if not answer.stdout.strip():
        raise CjkFontMissingError


def save_pdf(pdf: bytes, path: Path) -> Path:
    """The file holds exactly these bytes; nobody ever sees half of it.

    Raises PrintNotSavedError; an older file at ``path`` is then unchanged.
    """
    # Not tempfile: it makes files that only their owner can read, also after the rename.
    # Not path.name plus a suffix: a long name would become too long.
    waiting = path.parent / f".{uuid.uuid4().hex}.tmp"
    is_written = False
    try:
        with waiting.open("xb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        is_written = True
        waiting.replace(path)
    except OSError as error:
        raise PrintNotSavedError(path, error, replacing=is_written) from error
    finally:
        with suppress(OSError):  # why it was left behind is already on its way to the user
            waiting.unlink(missing_ok=True)
    return path
