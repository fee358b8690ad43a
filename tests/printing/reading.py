"""What a printed PDF says, read back by poppler and by pypdf."""

import subprocess
from pathlib import Path

from pypdf import PdfReader

from tests.patience import PATIENCE_SECONDS


def page_texts(path: Path) -> list[str]:
    """Return each page as text without white space: wrapped cells read as one."""
    raw = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", path, "-"],
        capture_output=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    ).stdout.decode()
    return ["".join(page.split()) for page in raw.split("\f")[:-1]]


def whole_text(path: Path) -> str:
    return "".join(page_texts(path))


def pypdf_text(path: Path) -> str:
    pages = PdfReader(path).pages
    return "".join("".join(page.extract_text().split()) for page in pages)
