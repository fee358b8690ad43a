"""The text of a PDF as another program reads it."""

import subprocess
from pathlib import Path


def pdf_text(path: Path) -> str:
    """Return the text by pdftotext, lines kept."""
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()
