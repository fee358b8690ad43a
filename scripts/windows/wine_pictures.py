"""Take a picture of each window of the program as Wine shows it; a person looks at them.

    python -m scripts.windows.wine_pictures FOLDER PROGRAM WORDS…

PROGRAM and its words start the installed Python. Runs on Linux, on the display that Wine draws on.
Exit status 1 when a window did not come or did not end as it must.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from shebao.dialogs import amount, choice, password, progress
from tests.dialogs.pictures import AMOUNT, BANKS, CHOICE, PASSWORD

QUESTION = f"用 {BANKS[0]} 缴纳 7 条费款"
PROGRESS = """
import time
from shebao.dialogs.progress import ProgressWindow
window = ProgressWindow()
for _ in range(60):
    window.show('下载职工', 6000, 14280)
    time.sleep(0.05)
window.close()
print('closed')
"""


def printing(code: str) -> str:
    """Let the last call of a dialog's code print what the user answered."""
    begin, _, call = code.partition("; ")
    return f"{begin}; print({call})"


SHOTS = [  # title, code, what is typed (None: nobody is asked), file, what it prints
    (password.TITLE, printing(PASSWORD.format("请输入申报密码")), "secret", "password", "secret"),
    (choice.TITLE, printing(CHOICE.format("请选择三方协议：", BANKS)), "", "choice", "0"),
    (amount.TITLE, printing(AMOUNT.format(QUESTION, 4_826_150)), "48,261.50", "amount", "None"),
    (progress.TITLE, PROGRESS, None, "progress", "closed"),
]
PATIENCE_SECONDS = 120


def tool(*words: str) -> str:
    """Run xdotool; what finds nothing is empty."""
    return subprocess.run(
        ["xdotool", *words], capture_output=True, text=True, check=False
    ).stdout.strip()


def window_called(title: str) -> str:
    """Wait for a window with this title; empty when none came."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        for window in tool("search", "--onlyvisible", "--name", ".").split():
            if tool("getwindowname", window) == title:
                return window
        time.sleep(0.1)
    return ""


def main() -> int:
    """Show each, photograph it, type into it, press Enter; return 1 when one was not as it must."""
    folder, start = Path(sys.argv[1]), sys.argv[2:]
    faults = 0
    for title, code, typed, name, wanted in SHOTS:
        script = folder / f"{name}.py"
        script.write_text(code, encoding="utf-8")
        shown = subprocess.Popen(
            [*start, "Z:" + str(script).replace("/", "\\")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "zh_CN.UTF-8"},
        )
        window = window_called(title)
        if typed:
            tool("windowfocus", "--sync", window)
            tool("type", "--delay", "30", typed)
        time.sleep(1)  # until it is drawn
        if window:
            picture = folder / f"{name}.png"
            subprocess.run(["import", "-silent", "-window", window, str(picture)], check=True)
        if typed is not None:
            tool("windowfocus", "--sync", window)
            tool("key", "Return")
        try:
            said = shown.communicate(timeout=PATIENCE_SECONDS)[0].decode("gbk", "replace")
        except subprocess.TimeoutExpired:
            shown.kill()
            said = "it did not end"
        is_so = bool(window) and said.split()[-1:] == [wanted]
        faults += not is_so
        print("  ", "ok" if is_so else f"NOT AS IT MUST BE ({said.strip()})", name, flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
