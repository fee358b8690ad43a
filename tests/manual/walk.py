"""Makes what the manual shows of real runs: ``python -m tests.manual.walk [FOLDER]``.

Every command runs on a workbook against the practice bureau. What it says goes into
``docs/manual/runs.json``, and every sheet as a screen of 1366 × 768 would show it, at 100 %, into
``docs/pictures/sheets``.
"""

import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import xlwings as xw

from scripts.manual.generated import PICTURES, RUNS
from shebao.commands.registry import BY_ID
from shebao.domain.outcome import Outcome
from shebao.sandbox.bureau import Settings
from shebao.sandbox.database import data_url
from shebao.sandbox.door import HEADER
from shebao.sheets.declared.catalogue import ALL_SHEETS, SHEETS
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.head import MARGIN, column_pixels, text_pixels
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.statistics_sheet import STATISTICS
from shebao.sheets.declared.wage_sheets import (
    PREVIEW,
    WAGES_BY_INSURANCE,
    WAGES_BY_PERSON,
    WAGES_DAILY,
)
from shebao.workbooks import open_workbook
from tests.commands.desk.test_engine_calls import every_command
from tests.libreoffice import convert, windows_fonts
from tests.sandbox.counter.browser import open_browser
from tests.sandbox.running import running
from tests.sheet_cells import SheetTable

PEOPLE = 24
WIDTH, HEIGHT = 1366, 768
AT_ONCE = 10  # files, so that one slow conversion is no reason to begin anew
LINE_POINTS = 14.5  # of a cell's text
SAME = 25  # characters of a note, which is broken over two cells
COLORS = 48  # a palette, so that a picture of a table takes some 20 KB
DIGIT = 7 / (22 / 3)  # of Calibri at 11 points, beside what stands for it here
# Room for Excel's own window around the cells; the sheet is shown as far as a screen shows it.
_A3_LANDSCAPE = (
    '<printOptions headings="1"/>'
    '<pageMargins left="0" right="0" top="0" bottom="0" header="0" footer="0"/>'
    '<pageSetup paperSize="8" scale="100" orientation="landscape"/>'
)
_WIDTH = re.compile(r'(<col [^>]*?width=")([\d.]+)"')
_PRINTED = re.compile(
    r"<printOptions[^>]*/>|<pageMargins[^>]*/>|<pageSetup [^>]*/>"
    r"|<headerFooter.*?</headerFooter>|<headerFooter[^>]*/>|<(row|col)Breaks.*?</\1Breaks>",
    re.S,
)


@dataclass
class FileEngine:
    """What stands for Excel here: our own engine over files, which counts nothing."""

    book: xw.Book
    calls: int = 0

    def reset(self) -> None:
        """There is nothing to begin anew."""


@contextmanager
def _opening(path: Path) -> Iterator[FileEngine]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "工作簿.xlsx"
        shutil.copyfile(path, copy)
        book = open_workbook(copy)
        try:
            yield FileEngine(book)
        finally:
            book.close()


# What a sheet computes from.
SOURCES = {
    HOME.title: (STATISTICS.title,),
    PREVIEW.title: (WAGES_BY_PERSON.title, WAGES_BY_INSURANCE.title, WAGES_DAILY.title),
}
# Sheets that a command fills beside its own.
ALSO = {
    "login": ("home", "start_up"),
    "fill_from_payroll": ("payroll_doubts",),
    "list_leavers": ("joiners",),
    "reconcile_bills": ("bill_causes",),
    "write_entries": ("book_accounts",),
    "query_receptions": ("reception_enrolments",),
    "refresh_home": ("statistics",),
}


def walk(folder: Path) -> tuple[dict[str, dict[str, str]], dict[str, Path]]:
    """Run everything; return what was said by command, and a workbook by sheet that has rows."""
    runs: dict[str, dict[str, str]] = {}
    shots: dict[str, Path] = {}
    titles = {spec.title: spec for spec in SHEETS}

    def told(command_id: str, book: xw.Book, outcome: Outcome) -> None:
        landed = _landed(book, command_id, outcome.message)
        said = outcome.message.replace(f"{folder}{os.sep}", "")
        said = said.replace(str(folder), "工作簿所在的文件夹")
        runs[command_id] = {"said": said, "sheet": landed}
        near = {landed, *BY_ID[command_id].sheets, *ALSO.get(command_id, ())}
        fresh = [
            one
            for one in titles.values()
            if one.name in near and one.name not in shots and _has_rows(book, one)
        ]
        if fresh:
            book.save()
            path = folder / f"shot-{len(runs):03}.xlsx"
            shutil.copyfile(book.fullname, path)
            shots.update({one.name: path for one in fresh})

    every_command(folder, PEOPLE, "enterprise", _opening, told)
    return runs, shots


def _landed(book: xw.Book, command_id: str, message: str) -> str:
    """The sheet that says under its title what the command did, its own ones first."""
    specs = sorted(SHEETS, key=lambda spec: spec.name not in BY_ID[command_id].results)
    noted = (s.name for s in specs if SheetTable(book, s).noted()[:SAME] == message[:SAME])
    return next(noted, "")


def _has_rows(book: xw.Book, spec: AnySheet) -> bool:
    return bool(SheetTable(book, spec).rows())


def picture_the_counter(path: Path) -> None:
    """Save a picture of the bureau's counter after a filing, with a fault that waits."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Settings(data_url(Path(folder)))) as sandbox,
        open_browser() as browser,
    ):
        desk = sandbox.admit()
        sandbox.at("2026-11-10")
        desk.confirm(desk.bills())
        browser.open(sandbox.url)
        browser.press("进入柜台", token=desk.http.headers[HEADER])
        browser.press("安排", "#fault")
        browser.picture(path, 1150)
    _fewer_colors(path)


def make_pictures(shots: dict[str, Path], folder: Path) -> None:
    """Save a picture of each sheet, as LibreOffice lays it out."""
    folder.mkdir(parents=True, exist_ok=True)
    specs = {spec.name: spec for spec in ALL_SHEETS}
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for sheet, path in shots.items():
            fit_rows(path, specs[sheet])
            show_alone(path, specs[sheet].title, work / f"{sheet}.xlsx")
        alone = sorted(work.glob("*.xlsx"))
        for start in range(0, len(alone), AT_ONCE):
            some = alone[start : start + AT_ONCE]
            convert("pdf", work, *some, environment=windows_fonts())
        for pdf in sorted(work.glob("*.pdf")):
            _picture(pdf, folder / f"{pdf.stem}.png")


def fit_rows(path: Path, spec: AnySheet) -> None:
    """Let rows be as high as their sentences, as Excel makes them; LibreOffice leaves them low."""
    sentences = [column for column in spec.columns if column.wraps]
    if not sentences:
        return
    book = open_workbook(path)
    table = SheetTable(book, spec)
    for row in table.rows():
        lines = max(
            sum(
                max(1, math.ceil(text_pixels(line) / (column_pixels(column.width) - MARGIN)))
                for line in str(row[column.field] or "").split("\n")
            )
            for column in sentences
        )
        if lines > 1:
            cell = book.sheets[table.title].range((int(str(row["_row"])), 1))
            cell.row_height = lines * LINE_POINTS
    book.save()
    book.close()


def _picture(pdf: Path, out: Path) -> None:
    area = ["-x", "0", "-y", "0", "-W", str(WIDTH), "-H", str(HEIGHT)]
    draft = out.with_suffix("")
    command = ["pdftoppm", "-png", "-r", "96", "-f", "1", "-singlefile", *area]
    subprocess.run([*command, str(pdf), str(draft)], check=True)
    _fewer_colors(out)


def _fewer_colors(out: Path) -> None:
    few = ["-trim", "+repage", "-bordercolor", "white", "-border", "4", "+dither"]
    few += ["-colors", str(COLORS), "-strip"]
    subprocess.run(["convert", str(out), *few, f"PNG8:{out}"], check=True)


def show_alone(source: Path, title: str, out: Path) -> None:
    """Write a copy of a workbook that prints this sheet alone, unscaled, from its first cell.

    Sheets that it computes from stay, hidden; the others are gone, each costs a second to open.
    """
    kept = {title, *SOURCES.get(title, ())}
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(out, "w") as copy:
        book = package.read("xl/workbook.xml").decode()
        relations = package.read("xl/_rels/workbook.xml.rels").decode()
        part = _part_of(book, relations, title)
        for name in package.namelist():
            # A path in a cell is this machine's and nobody else's.
            content = package.read(name).replace(f"{source.parent}{os.sep}".encode(), b"")
            if name == "xl/workbook.xml":
                content = _only(book, title, kept).encode()
            elif name == part:
                content = _unscaled(content.decode()).encode()
            copy.writestr(name, content)


def _part_of(book: str, relations: str, title: str) -> str:
    (sheet,) = [s for s in re.findall(r"<sheet [^>]*/>", book) if f'name="{title}"' in s]
    wanted = re.search(r'r:id="(\w+)"', sheet)
    assert wanted is not None
    (relation,) = [
        r for r in re.findall(r"<Relationship [^>]*/>", relations) if f'Id="{wanted[1]}"' in r
    ]
    target = re.search(r'Target="([^"]+)"', relation)
    assert target is not None
    return f"xl/{target[1].removeprefix('/xl/')}"


def _only(book: str, title: str, kept: set[str]) -> str:
    """Drop or hide every other sheet; forget what is printed of any, and names of what is gone."""
    book = re.sub(r"<definedName [^>]*localSheetId.*?</definedName>", "", book)

    def named(match: re.Match[str]) -> str:
        return match[0] if any(one in match[0] for one in kept) else ""

    def one(match: re.Match[str]) -> str:
        name = re.search(r'name="([^"]+)"', match[0])
        assert name is not None
        plain = re.sub(r' state="\w+"', "", match[0])
        if name[1] == title:
            return plain
        return plain.replace("<sheet ", '<sheet state="hidden" ') if name[1] in kept else ""

    book = re.sub(r"<definedName .*?</definedName>", named, book)
    book = re.sub(r"<sheet [^>]*/>", one, book)
    place = re.findall(r'<sheet [^>]*name="([^"]+)"', book).index(title)
    view = r"<workbookView ([^>]*?)(?: activeTab=\"\d+\")?(?: firstSheet=\"\d+\")?/>"
    return re.sub(view, rf'<workbookView \1 activeTab="{place}"/>', book)


def _unscaled(sheet: str) -> str:
    sheet = _PRINTED.sub("", sheet).replace('<pageSetUpPr fitToPage="1"/>', "")
    sheet = _WIDTH.sub(lambda found: f'{found[1]}{float(found[2]) * DIGIT:.4f}"', sheet)
    behind = re.search(r"<(?:drawing|legacyDrawing|tableParts|extLst)\b|</worksheet>", sheet)
    assert behind is not None
    return sheet[: behind.start()] + _A3_LANDSCAPE + sheet[behind.start() :]


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    runs_file = target / "runs.json" if target else RUNS
    with tempfile.TemporaryDirectory() as temporary:
        said, books = walk(Path(temporary))
        runs_file.write_text(
            json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        make_pictures(books, target / "sheets" if target else PICTURES)
    picture_the_counter((target or PICTURES.parent) / "counter.png")
