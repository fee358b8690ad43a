"""Run command lines of the add-in by Windows' cmd.exe; say what the program's Python was given.

    app\\python.exe run_lines.py LINES.json

Each line starts the installed Python, which notes its arguments and its folder and ends. Exit
status 1 when one was not started in its own folder with exactly the button and the workbook's name.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

WRITTEN_FOR = r"C:\Users\clerk\AppData\Local\shebao"
HERE = Path(sys.executable).parent
NOTE = """
import json, os, sys
if os.environ.get("SHEBAO_NOTE"):
    with open(os.environ["SHEBAO_NOTE"], "w", encoding="utf-8") as out:
        json.dump([sys.orig_argv, os.getcwd(), sys.flags.safe_path], out)
    os._exit(0)
"""


def fault(number: int, each: dict[str, str]) -> str:
    """Return what was not as it must be; empty when all was."""
    line = each["line"].replace(WRITTEN_FOR, str(HERE)).replace(r"C:\Temp", os.environ["TEMP"])
    line = line.replace(r"\xlwings-", rf"\xlwings-{number}-")  # cmd.exe opens it for one alone
    note = Path(os.environ["TEMP"], f"note{number}.json")
    note.unlink(missing_ok=True)
    environment = {**os.environ, "SHEBAO_NOTE": str(note), "OS": "Windows_NT"}
    quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    subprocess.run(line, env=environment, timeout=600, check=False, **quiet)
    if not note.exists():
        return f"nothing ran: {line}"
    words, folder, is_safe = json.loads(note.read_text(encoding="utf-8"))
    note.unlink()
    code = f"import shebao.ribbon; shebao.ribbon.run('{each['id']}')"
    wanted = [str(HERE / "python.exe"), "-B", "-P", "-c", code, f"--wb={each['name']}"]
    if words[:6] != wanted or not is_safe or Path(folder) != HERE:
        return f"{words} in {folder}, not {wanted}"
    return ""


def main() -> int:
    """Run all of them, as many at once as there are processors."""
    lines = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    customize = HERE / "Lib" / "site-packages" / "sitecustomize.py"
    customize.write_text(NOTE, encoding="utf-8")
    try:
        with ThreadPoolExecutor(os.cpu_count()) as at_once:
            found = [each for each in at_once.map(fault, range(len(lines)), lines) if each]
    finally:
        customize.unlink()
    for each in found:
        print("  ", ascii(each), flush=True)
    print(f"   {len(lines)} lines by cmd.exe, {len(found)} not as they must be", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
