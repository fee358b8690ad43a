"""Run by the system's Python, which has UNO: opens a macro workbook, calls one function a module.

Usage: office_probe.py SOFFICE FILE PROFILE_FOLDER MODULE…   Prints one JSON object, module: answer.
LibreOffice is silent about a module that does not compile; calling into it is what shows.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]  # the system's Python has it
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]
from com.sun.star.lang import DisposedException  # type: ignore[import-not-found]

LONGEST_START_SECONDS = 600
OPTIONS = {
    "FilterName": "Calc MS Excel 2007 VBA XML",
    "MacroExecutionMode": 4,
    "ReadOnly": True,
    "Hidden": True,
}


def main(soffice: str, file: str, profile: str, modules: list[str]) -> None:
    pipe = f"shebao-{os.getpid()}-{Path(profile).name}"  # shared by all test processes
    process = subprocess.Popen(
        [
            soffice,
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        desktop = connect(pipe)
        document = desktop.loadComponentFromURL(Path(file).as_uri(), "_blank", 0, options())
        print(json.dumps({module: call(document, module) for module in modules}))
        with suppress(DisposedException):
            desktop.terminate()
    finally:
        try:
            process.wait(LONGEST_START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def connect(pipe: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            )


def options() -> tuple[Any, ...]:
    made = []
    for name, value in OPTIONS.items():
        option = PropertyValue()
        option.Name, option.Value = name, value
        made.append(option)
    return tuple(made)


def call(document: Any, module: str) -> object:
    url = f"vnd.sun.star.script:VBAProject.{module}.Probe_{module}?language=Basic&location=document"
    answer: object = document.getScriptProvider().getScript(url).invoke((), (), ())[0]
    return answer


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
