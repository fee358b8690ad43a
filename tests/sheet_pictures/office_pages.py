"""Run by the system's Python, which has UNO: prints what a screen shows of each sheet.

Usage: office_pages.py SOFFICE BOOK PROFILE_FOLDER OUT.pdf WIDTH HEIGHT   A page a sheet, at 100 %.
A page ends with the column and the row that a screen of so many pixels shows in part, and is as
much wider and higher: who draws it cuts it. Prints one JSON list: the sheets' titles in the order
of the pages.
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
from com.sun.star.table import CellRangeAddress  # type: ignore[import-not-found]

LONGEST_START_SECONDS = 600
PIXEL = 25.4 * 100 / 96  # in hundredths of a millimetre, at 96 dots an inch
DIGIT = 7 / (22 / 3)  # of Calibri at 11 points, beside what stands for it here
HEADS = 60  # pixels that row numbers and column letters take, at most


def main(soffice: str, book: str, profile: str, out: str, width: int, height: int) -> None:
    pipe = f"shebao-{os.getpid()}-{Path(profile).name}"
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
        document = desktop.loadComponentFromURL(
            Path(book).as_uri(), "_blank", 0, properties(Hidden=True)
        )
        document.calculateAll()
        titles = [
            lay_out(document, number, width, height)
            for number in range(document.Sheets.Count)
            if not document.Sheets.getByIndex(number).Name.startswith("_")
        ]
        document.storeToURL(Path(out).as_uri(), properties(FilterName="calc_pdf_Export"))
        print(json.dumps(titles))
        document.close(True)
        with suppress(DisposedException):
            desktop.terminate()
    finally:
        try:
            process.wait(LONGEST_START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def lay_out(document: Any, number: int, width: int, height: int) -> str:
    """Let a sheet's page be what a screen shows of it from its first cell on."""
    sheet = document.Sheets.getByIndex(number)
    sheet.IsVisible = True
    style = document.createInstance("com.sun.star.style.PageStyle")
    document.StyleFamilies.getByName("PageStyles").insertByName(f"screen {number}", style)
    for side in ("Left", "Right", "Top", "Bottom"):
        setattr(style, f"{side}Margin", 0)
    style.HeaderIsOn = style.FooterIsOn = False
    style.IsLandscape = True
    style.PrintHeaders = True
    style.PrintDownFirst = True
    style.PageScale = 100
    sheet.PageStyle = f"screen {number}"
    sheet.setPrintTitleColumns(False)
    sheet.setPrintTitleRows(False)
    narrow_columns(sheet, width)
    fit_rows(sheet, height)
    columns, wide = begun(sheet.Columns, "Width", width)
    rows, high = begun(sheet.Rows, "Height", height)
    style.Width, style.Height = wide + int(HEADS * PIXEL), high + int(HEADS * PIXEL)
    sheet.setPrintAreas((CellRangeAddress(number, 0, 0, columns - 1, rows - 1),))
    return str(sheet.Name)


def fit_rows(sheet: Any, height: int) -> None:
    """Let rows without a height of their own be as high as their sentences, as Excel does."""
    for at in range(height // 15):
        row = sheet.Rows.getByIndex(at)
        if row.IsVisible and row.OptimalHeight:
            row.OptimalHeight = True


def narrow_columns(sheet: Any, width: int) -> None:
    """Let columns be as wide as in Excel, which takes whole pixels for a digit."""
    for at in range(begun(sheet.Columns, "Width", int(width / DIGIT))[0]):
        column = sheet.Columns.getByIndex(at)
        if column.IsVisible:
            column.Width = round(column.Width * DIGIT)


def begun(lines: Any, size: str, pixels: int) -> tuple[int, int]:
    """Count the columns or rows that begin within so many pixels; return also what they take."""
    taken, at = 0, 0
    while taken < pixels * PIXEL:
        line = lines.getByIndex(at)
        if line.IsVisible:
            taken += getattr(line, size)
        at += 1
    return at, taken


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


def properties(**values: object) -> tuple[Any, ...]:
    made = []
    for name, value in values.items():
        made.append(PropertyValue(Name=name, Value=value))
    return tuple(made)


if __name__ == "__main__":
    soffice, book, profile, out, width, height = sys.argv[1:]
    main(soffice, book, profile, out, int(width), int(height))
