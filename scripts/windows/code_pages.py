"""What the program says on a code page: words that a person reads, and JSON that a script reads.

    app\\python.exe code_pages.py PAGE

Exit status 1 when the page is another, nothing is said on it, or JSON is not JSON.
"""

import ctypes
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ODD = "𠮷野家 ①②.xlsx"  # on no page but 65001


def said(*words: str) -> tuple[bytes, bytes]:
    """Return what a command prints, by way of files: a service of Wine's would hold a pipe open."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        command = [sys.executable, "-m", "shebao.cli", *words]
        subprocess.run(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, check=False)
        for told in (out, err):
            told.seek(0)
        return out.read(), err.read()


def main() -> int:
    """Ask in words and in JSON, about a name that the page does not have."""
    page = str(ctypes.WinDLL("kernel32").GetACP())
    encoding = "utf-8" if page == "65001" else f"cp{page}"
    folder = Path(os.environ["TEMP"])
    words = said("run", "check_wages", "--book", str(folder / ODD))[1].decode(encoding)
    plain, _ = said("run", "check_wages", "--book", str(folder / ODD), "--json")
    doctor = json.loads(said("doctor", "--json")[0].decode("ascii").strip().splitlines()[-1])
    answer = json.loads(plain.decode("ascii").strip().splitlines()[-1])
    settings = Path(os.environ["USERPROFILE"], ".shebao", "shebao.conf").read_bytes()
    seen = {
        f"the page is {page}": page == sys.argv[1],
        "JSON names the workbook": ODD in answer["message"],
        "doctor finds the interpreter": "interpreter_missing"
        not in {fault["code"] for fault in doctor["findings"]},
        "the settings are ASCII": settings.isascii(),
        "the sentence is said": bool(words.strip()) and "Traceback" not in words,
    }
    print("  ", *(f"{'ok' if so else 'NOT AS IT MUST BE'}: {what};" for what, so in seen.items()),
          ascii(words.strip())[:160], flush=True)  # fmt: skip
    return 0 if all(seen.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
