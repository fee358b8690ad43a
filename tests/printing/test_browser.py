"""Printing where wkhtmltopdf is missing: by the browser, the same page.

To renew the pictures after a wanted change, look at the new prints first, then:
``python -m tests.printing.test_browser``
"""

import gzip
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from shebao.domain.programs import edge_places
from shebao.printing import pdf
from shebao.printing.errors import RenderFailedError, WkhtmltopdfMissingError
from shebao.printing.paged_form import render_forms
from shebao.printing.pdf import PdfOptions, page_count, render_pdf
from tests.printing.reading import whole_text
from tests.printing.test_pictures import FORMS, block_means, grey, picture, reference

PROGRAMS = (Path("/usr/bin"), Path("/bin"))
MOST_MEAN_DIFFERENCE, MOST_BLOCK_DIFFERENCE = 1.5, 25.0
MOST_SHIFT = 3  # pixels of the 50 a frame may lie elsewhere than wkhtmltopdf's: 1.5 mm
EVERY_TIME = ("tax_certificate", "employee_filing")


def without_wkhtmltopdf(folder: Path) -> str:
    """Return a PATH on which everything is found but that one program."""
    folder.mkdir()
    for place in PROGRAMS:
        for program in place.iterdir():
            if program.name != "wkhtmltopdf" and not (folder / program.name).is_symlink():
                (folder / program.name).symlink_to(program)
    return str(folder)


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Only a browser prints; where it works. A short path: Chromium puts a socket there."""
    monkeypatch.setenv("PATH", without_wkhtmltopdf(tmp_path / "programs"))
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield Path(folder)


def frame(name_of_picture: bytes) -> list[int]:
    """Return where the first and the last ink of a picture lies: top, left, bottom, right."""
    ink = np.argwhere(grey(name_of_picture) < 128)
    return [*ink.min(axis=0), *ink.max(axis=0)]


@pytest.mark.usefixtures("drafts")
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in EVERY_TIME else pytest.mark.slow) for name in FORMS],
)
def test_browser_prints_the_page_that_wkhtmltopdf_prints(name: str, tmp_path: Path) -> None:
    """A clerk's Windows has Edge and no wkhtmltopdf; the certificate's right half was cut off."""
    printed = picture(FORMS[name], tmp_path)
    shown, expected = grey(printed), grey(gzip.decompress(own_reference(name).read_bytes()))

    assert shown.shape == expected.shape
    assert np.abs(shown - expected).mean() < MOST_MEAN_DIFFERENCE
    assert np.abs(block_means(shown) - block_means(expected)).max() < MOST_BLOCK_DIFFERENCE
    by_wkhtmltopdf = frame(gzip.decompress(reference(name).read_bytes()))
    assert np.abs(np.subtract(frame(printed), by_wkhtmltopdf)).max() <= MOST_SHIFT


@pytest.mark.usefixtures("drafts")
def test_words_can_be_found_and_pages_are_counted(tmp_path: Path, drafts: Path) -> None:
    form = FORMS["employee_filing"]
    pdf = render_forms([form, form])

    assert [page_count(each) or 2 for each in pdf] == [2, 2]
    (tmp_path / "a.pdf").write_bytes(pdf[0])
    assert "社会保险费申报表" in re.sub(r"\s", "", whole_text(tmp_path / "a.pdf"))
    assert [path.name for path in drafts.iterdir() if "shebao-print" in path.name] == []


@pytest.mark.usefixtures("drafts")
def test_page_runs_no_script_and_loads_no_file(tmp_path: Path) -> None:
    """A name from outside stands on it; it is escaped, and this is the second wall."""
    (tmp_path / "secret.txt").write_text("GEHEIM")
    html = (
        "<html><head></head><body>PLAIN<script>document.body.append('RAN')</script>"
        f"<iframe src='{(tmp_path / 'secret.txt').as_uri()}'></iframe></body></html>"
    )
    (tmp_path / "a.pdf").write_bytes(render_pdf(html, PdfOptions()))

    text = whole_text(tmp_path / "a.pdf")
    assert "PLAIN" in text
    assert "RAN" not in text
    assert "GEHEIM" not in text


@pytest.mark.usefixtures("drafts")
def test_page_of_the_browsers_own_is_no_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that cannot open the page prints why, and ends well: one sheet, and a PDF."""
    asked = pdf._run

    def gone(command: list[str], html: str, timeout_seconds: float) -> bytes:
        page = "data:text/html,<title>Index</title>Index of /"
        return asked([*command[:-1], page], html, timeout_seconds)

    monkeypatch.setattr(pdf, "_run", gone)
    with pytest.raises(RenderFailedError, match="打印的不是“完税 & 证明”"):
        render_pdf("<html><head><title>完税 &amp; 证明</title></head></html>", PdfOptions())


@pytest.mark.usefixtures("drafts")
def test_browser_that_hangs_is_stopped(drafts: Path) -> None:
    with pytest.raises(RenderFailedError, match="仍未完成"):
        render_pdf("<html><head></head></html>", PdfOptions(timeout_seconds=0.01))
    assert [path.name for path in drafts.iterdir() if "shebao-print" in path.name] == []


@pytest.mark.usefixtures("drafts")
def test_program_that_was_named_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(WkhtmltopdfMissingError):
        render_pdf("<html></html>", PdfOptions(wkhtmltopdf=tmp_path / "gone"))


def test_edge_is_looked_for_where_windows_keeps_it() -> None:
    """On a current Windows it lies under the 32-bit programs, on all of them."""
    environment = {"PROGRAMFILES": "P", "PROGRAMFILES(X86)": "X", "LOCALAPPDATA": "L"}
    rest = Path("Microsoft/Edge/Application/msedge.exe")
    assert edge_places(environment) == [Path(root) / rest for root in "XPL"]
    assert edge_places({}) == []


def own_reference(name: str) -> Path:
    return reference(f"{name}-browser")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PATH"] = without_wkhtmltopdf(Path(folder) / "programs")
        for name, form in FORMS.items():
            own_reference(name).write_bytes(gzip.compress(picture(form, Path(folder)), mtime=0))
