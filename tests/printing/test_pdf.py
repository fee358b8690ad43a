"""The PDF maker: what it refuses, what it never loads, and that it always ends."""

import os
import shutil
import socket
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from shebao.printing.errors import (
    CjkFontMissingError,
    RenderFailedError,
    WkhtmltopdfMissingError,
)
from shebao.printing.pdf import PdfOptions, page_count, render_pdf, save_pdf
from tests.patience import PATIENCE_SECONDS
from tests.printing.reading import pypdf_text, whole_text

OPTIONS = PdfOptions(timeout_seconds=PATIENCE_SECONDS)


def page(body: str, head: str = "") -> str:
    return f"<html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


def program(folder: Path, script: str) -> Path:
    """Return a stand-in for a program, handed in by its path."""
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_chinese_text_can_be_searched(tmp_path: Path) -> None:
    path = save_pdf(render_pdf(page("完税证明"), OPTIONS), tmp_path / "证明.pdf")

    assert whole_text(path) == "完税证明"
    assert pypdf_text(path) == "完税证明"


def test_pages_are_counted() -> None:
    turn = "<p style='page-break-after: always'>x</p>"

    assert page_count(render_pdf(page(turn * 3 + "end"), OPTIONS)) == 4


@pytest.mark.parametrize("place", ["missing", ".", "not_executable", "no_program"])
def test_missing_program_is_named_and_nothing_is_written(tmp_path: Path, place: str) -> None:
    (tmp_path / "not_executable").write_text("x", encoding="utf-8")
    program(tmp_path, "").rename(tmp_path / "no_program")
    (tmp_path / "no_program").write_bytes(b"\x00\x01")
    path = tmp_path / "out.pdf"

    with pytest.raises(WkhtmltopdfMissingError, match="wkhtmltopdf 没有安装"):
        save_pdf(render_pdf(page("x"), replace(OPTIONS, wkhtmltopdf=tmp_path / place)), path)

    assert not path.exists()


def test_late_program_is_stopped_with_its_children(tmp_path: Path) -> None:
    """A packaged wrapper script would otherwise leave the real program running."""
    held = tmp_path / "held open by both"
    os.mkfifo(held)
    slow = program(tmp_path, f"exec 3>'{held}'; sleep 600 & cd .; sleep 600")
    with os.fdopen(os.open(held, os.O_RDONLY | os.O_NONBLOCK), "rb") as line:
        with pytest.raises(RenderFailedError, match="超过 1 秒"):
            render_pdf(page("x"), replace(OPTIONS, wkhtmltopdf=slow, timeout_seconds=1))

        os.set_blocking(line.fileno(), True)
        assert line.read() == b""  # its end comes when nobody holds it open any more


def test_what_a_stopped_program_had_put_aside_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """wkhtmltopdf copies the page into a file that everybody may read, and left it when stopped."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    slow = program(tmp_path, f"(cat; sleep 600) | '{shutil.which('wkhtmltopdf')}' \"$@\"")

    with pytest.raises(RenderFailedError, match="超过 2 秒"):
        render_pdf(page("x"), replace(OPTIONS, wkhtmltopdf=slow, timeout_seconds=2))

    assert list(temporary.iterdir()) == []


def test_no_room_for_temporary_files_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not there"))

    with pytest.raises(RenderFailedError, match="临时文件夹不能写入"):
        render_pdf(page("x"), OPTIONS)


def test_failed_program_is_reported_with_its_number(tmp_path: Path) -> None:
    failing = program(tmp_path, "cat >/dev/null; exit 7")

    with pytest.raises(RenderFailedError, match="返回错误 7"):
        render_pdf(page("x"), replace(OPTIONS, wkhtmltopdf=failing))


def test_output_that_is_no_pdf_is_refused(tmp_path: Path) -> None:
    empty = program(tmp_path, "cat >/dev/null; echo hello")

    with pytest.raises(RenderFailedError, match="没有给出 PDF"):
        render_pdf(page("x"), replace(OPTIONS, wkhtmltopdf=empty))


def test_missing_chinese_font_stops_the_print(tmp_path: Path) -> None:
    """wkhtmltopdf would print empty boxes and call it a success."""
    no_fonts = program(tmp_path, "exit 0")

    with pytest.raises(CjkFontMissingError, match="没有中文字体"):
        render_pdf(page("x"), replace(OPTIONS, fc_list=str(no_fonts)))


@pytest.mark.parametrize("script", ["exit 1", None])
def test_font_check_that_cannot_run_does_not_stop_the_print(
    tmp_path: Path, script: str | None
) -> None:
    """Windows has Chinese fonts and no fc-list."""
    fc_list = str(program(tmp_path, script)) if script else "no-such-fc-list"

    assert render_pdf(page("x"), replace(OPTIONS, fc_list=fc_list)).startswith(b"%PDF-")


@pytest.mark.parametrize("tag", ["<img src='{}/a.png'>", "<iframe src='{}/a.html'></iframe>"])
def test_nothing_is_asked_of_the_network(tag: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        with suppress(RenderFailedError):  # a frame that cannot be loaded stops the print
            render_pdf(page(tag.format(address)), OPTIONS)
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_local_file_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("SECRET", encoding="utf-8")

    with pytest.raises(RenderFailedError):
        render_pdf(page(f"<iframe src='{secret.as_uri()}'></iframe>"), OPTIONS)


def test_script_does_not_run(tmp_path: Path) -> None:
    body = "plain<script>document.write('RAN')</script>"
    path = save_pdf(render_pdf(page(body), OPTIONS), tmp_path / "out.pdf")

    assert whole_text(path) == "plain"


def test_html_cannot_bring_options_of_its_own() -> None:
    """pdfkit reads options from meta tags; one of them would allow local files."""
    meta = "<meta name='pdfkit-page-size' content='A0'><meta name='pdfkit-nonsense' content='1'>"

    assert render_pdf(page("x", meta), OPTIONS).startswith(b"%PDF-")
