"""The small ASCII file that tells the ribbon who is logged in and what they may do."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from shebao.contract.rights import Right
from shebao.domain.ascii_text import escape

STATE_FILE = "ribbon_state.txt"
# Excel on a Mac may read nothing outside its own container.
_MAC_FILE = "Library/Containers/com.microsoft.Excel/Data/shebao_ribbon_state.txt"


def ribbon_state_path(
    home: Path, platform: str = sys.platform, user_home: Path | None = None
) -> Path:
    """Return where the ribbon looks; ``home`` is our data folder."""
    if platform == "darwin":
        return (user_home or Path.home()) / _MAC_FILE
    return home / STATE_FILE


def write_ribbon_state(path: Path, label: str, rights: Iterable[Right]) -> None:
    """Show ``label`` on the ribbon and open the buttons of these rights at its next look."""
    held = set(rights)
    if Right.ALL in held:
        held = set(Right)
    lines = {
        "rights": ",".join(right.name for right in Right if right in held),
        "label": escape(label),
    }
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(_as_text(lines).encode("ascii"))
    fresh.replace(path)


def _as_text(lines: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\r\n" for name, value in lines.items())
