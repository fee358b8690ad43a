"""How large a file and a folder of the product may be: what is larger is two ideas."""

from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
MOST_LINES, MOST_FILES = 400, 28


def test_files_and_folders_stay_small() -> None:
    """A file grew to 405 lines while three people shortened others."""
    files = [path for room in ("addin", "udfs") for path in (ROOT / room).rglob("*.py")]

    lines = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    held = Counter(str(path.parent) for path in files)

    assert len(files) > MOST_FILES
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}
    assert {path: count for path, count in held.items() if count > MOST_FILES} == {}
