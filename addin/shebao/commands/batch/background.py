"""Starting the process that works on a batch, which outlives the click that began it."""

import subprocess
import sys
from pathlib import Path

from shebao.domain.programs import WITHOUT_CURRENT_FOLDER

LOG = "shebao.log"
_WINDOWS_DETACHED = 0x0000_0008 | 0x0000_0200  # DETACHED_PROCESS, CREATE_NEW_PROCESS_GROUP

_started: list["subprocess.Popen[bytes]"] = []  # kept, as nobody waits for them


def start_worker(home: Path) -> None:
    """Start a worker that ends when nothing is queued; one that runs already does the work."""
    command = [sys.executable, WITHOUT_CURRENT_FOLDER, "-m", "shebao.cli", "worker", "--until-done"]
    on_windows = sys.platform == "win32"
    with (home / LOG).open("a", encoding="utf-8") as log:
        started = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            creationflags=_WINDOWS_DETACHED if on_windows else 0,
            start_new_session=not on_windows,
        )
    _started.append(started)
