"""The same pages by a browser, where wkhtmltopdf is not installed: Edge is part of Windows.

wkhtmltopdf draws a CSS pixel as 0.2032 mm, a browser as 1/96 inch: one zoom on the page makes both
draw the same sheet, and the forms stay in the pixels in which they are planned.
"""

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from html import unescape
from io import BytesIO
from pathlib import Path

from shebao.domain.programs import edge_places, find_program

BROWSERS = ("chromium", "google-chrome", "microsoft-edge")
# A hair less: a browser rounds widths up and would cut the right border off.
_ZOOM = 0.998 * 0.2032 / (25.4 / 96)
# The page carries everything itself: it loads nothing and runs nothing, whatever text is on it.
_HEAD = """<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<style>
@page {{ size: A4 {orientation}; margin: {margin_mm}mm; }}
body {{ zoom: {zoom:.6f}; }}
</style>
</head>"""
_QUIET = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check"),
    *("--disable-extensions", "--disable-sync", "--disable-background-networking"),
    "--proxy-server=http://127.0.0.1:1",
    *("--no-pdf-header-footer", "--print-to-pdf-no-header"),
)


def find_browser(environment: Mapping[str, str]) -> Path | None:
    """Return a browser that prints; on Windows the Edge that every one of them has."""
    if os.name == "nt":
        return next((place for place in edge_places(environment) if place.is_file()), None)
    found = (find_program(name, environment) for name in BROWSERS)
    return next((program for program in found if program), None)


def browser_page(html: str, *, landscape: bool, margin_mm: int) -> str:
    """Return the page as a browser must be given it, to look as wkhtmltopdf prints it."""
    orientation = "landscape" if landscape else "portrait"
    head = _HEAD.format(orientation=orientation, margin_mm=margin_mm, zoom=_ZOOM)
    return html.replace("</head>", head, 1)


def title_of_html(html: str) -> str:
    """Return what the page calls itself; empty when it does not."""
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    return " ".join(unescape(found[1]).split()) if found else ""


def title_of_pdf(pdf: bytes) -> str:
    """Return what the printed page called itself: a browser prints its own page of an error too."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        told = PdfReader(BytesIO(pdf)).metadata
    except (PyPdfError, ValueError, KeyError):
        return ""
    return (told.title or "") if told else ""


def browser_pdf(browser: Path, page: str, run: Callable[[list[str]], object]) -> bytes:
    """Return what the browser printed, empty when nothing was; ``run`` runs its command.

    Page, profile and PDF file have a folder of their own.
    """
    with tempfile.TemporaryDirectory(prefix="shebao-print-", ignore_cleanup_errors=True) as folder:
        source, pdf = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        run(
            [
                str(browser),
                *_QUIET,
                *(["--no-sandbox"] if os.name != "nt" and os.geteuid() == 0 else []),
                f"--user-data-dir={Path(folder) / 'profile'}",  # the user's window may be open
                f"--print-to-pdf={pdf}",
                source.as_uri(),
            ]
        )
        return pdf.read_bytes() if pdf.is_file() else b""
