"""How to have a batch begun by the system itself, at an hour when nobody sits there."""

import shlex
from pathlib import Path

HOUR = 6


def cron_line(program: str, list_path: Path) -> str:
    """Return the line for ``crontab -e``: each morning from the first to the fifteenth."""
    command = f"{shlex.quote(program)} batch run {shlex.quote(str(list_path))} --yes --json"
    log = shlex.quote(str(list_path.with_suffix(".log")))
    # Cron ends a command at a percent sign.
    return f"0 {HOUR} 1-15 * * {command} >>{log} 2>&1".replace("%", r"\%")


def windows_task(program: str, list_path: Path) -> str:
    """Return the command that makes the same task in Windows' own scheduler."""
    quoted = f'\\"{program}\\" batch run \\"{list_path}\\" --yes --json'
    return f'schtasks /Create /TN "社保费批量办理" /SC DAILY /ST {HOUR:02d}:00 /TR "{quoted}"'
