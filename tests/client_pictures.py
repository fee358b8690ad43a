"""Makes the pictures of 没有税务接口时怎样用: ``python -m tests.client_pictures [FOLDER]``.

The demo of the client's files is run, and LibreOffice draws the sheets that it leaves.
"""

import math
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from shebao import cli
from shebao.sheets.declared.books_sheets import BANK_MATCHES, ENTRIES, HANDOVER, PAYROLL_BACK
from shebao.sheets.declared.client_sheets import CLIENT_FILES
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.premium_sheets import BILLS, RECONCILIATION
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.libreoffice import convert

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
SHOWN: dict[str, AnySheet] = {
    "files-home": HOME,
    "files-wages": WAGES_BY_PERSON,
    "client-files": CLIENT_FILES,
    "files-bills": BILLS,
    "files-reconciliation": RECONCILIATION,
    "files-payroll-back": PAYROLL_BACK,
    "files-bank": BANK_MATCHES,
    "files-entries": ENTRIES,
    "files-handover": HANDOVER,
}
MOST_ROWS, MOST_WIDTH = 22, 190  # of a picture that can be read; the width in characters


def make_pictures(out: Path) -> None:
    """Save one picture of each sheet, its empty margins cut off."""
    with tempfile.TemporaryDirectory(prefix="shebao-pictures-") as name:
        folder = Path(name)
        demo = folder / "demo"
        assert cli.main(["demo", "--client-files", "--employees", "12", "--out", str(demo)]) == 0
        names = _laid_out(demo / "社保费.xlsx", folder / "shown.xlsx")
        convert("pdf", folder, folder / "shown.xlsx")
        pages = folder / "page"
        subprocess.run(["pdftoppm", "-r", "130", "-png", folder / "shown.pdf", pages], check=True)
        drawn = sorted(folder.glob("page-*.png"))
        assert len(drawn) == len(names), "a sheet took more than a page"
        trim = ["-trim", "-bordercolor", "white", "-border", "10", "+repage", "-colors", "64"]
        for page, picture in zip(drawn, names, strict=True):
            target = out / f"{picture}.png"
            subprocess.run(["convert", page, *trim, "-strip", target], check=True)


def _laid_out(book: Path, out: Path) -> list[str]:
    """Save the workbook with the shown sheets alone, each on one page; return their pictures."""
    opened = openpyxl.load_workbook(book)
    by_title = {spec.title: name for name, spec in SHOWN.items()}
    names = []
    for sheet in opened.worksheets:
        if sheet.title not in by_title:
            sheet.sheet_state = "hidden"
            sheet.print_area = None  # LibreOffice draws a hidden sheet that has one
            continue
        names.append(by_title[sheet.title])
        sheet.sheet_state = "visible"
        last = "D" if sheet.title == HOME.title else _last_column(sheet)  # its charts stand beside
        sheet.print_area = f"A1:{last}{min(sheet.max_row, MOST_ROWS)}"
        _fit_rows(sheet)
        sheet.print_title_rows = sheet.print_title_cols = None
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
        for part in (sheet.oddHeader, sheet.oddFooter):
            if part is not None:
                part.left.text = part.center.text = part.right.text = None
        opened.active = opened.index(sheet)
    opened.save(out)
    return names


def _last_column(sheet: Worksheet) -> str:
    """Return the last column that has room beside the first ones."""
    left = float(MOST_WIDTH)
    for at in range(1, sheet.max_column + 1):
        size = sheet.column_dimensions[get_column_letter(at)]
        left -= 0 if size.hidden else size.width
        if left < 0:
            return get_column_letter(max(at - 1, 1))
    return get_column_letter(sheet.max_column)


def _fit_rows(sheet: Worksheet) -> None:
    """Give rows whose cells wrap the height that Excel gives them; a Han character is two wide."""
    for number, row in enumerate(sheet.iter_rows(min_row=5, max_row=MOST_ROWS), start=5):
        lines = [1]
        for cell in row:
            if cell.alignment.wrap_text and isinstance(cell.value, str):
                width = sheet.column_dimensions[cell.column_letter].width
                lines.append(math.ceil(sum(2 if c > "\u2000" else 1 for c in cell.value) / width))
        if max(lines) > 1:
            sheet.row_dimensions[number].height = 14 * max(lines)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    target.mkdir(parents=True, exist_ok=True)
    make_pictures(target)
