"""What changes a sheet and everything that refers to it: a new name, its end."""

from workbook_file.parts import followers, formulas
from workbook_file.parts.document import Document
from workbook_file.parts.worksheet import Worksheet


def rename_sheet(document: Document, sheet: Worksheet, name: str) -> None:
    """Rename a sheet and everything understood that refers to it."""
    entry = document.sheets.of(sheet)
    if entry.name == name:
        return
    document.sheets.check_name(name, entry)
    old = entry.name
    followers.refuse_pivots(document, f"Sheet.name of {old!r}", old)
    entry.name = name
    followers.rewrite_formulas(document, lambda text, _: formulas.rename_sheet(text, old, name))
    document.shared.changed = True


def delete_sheet(document: Document, sheet: Worksheet) -> None:
    """Delete a sheet that nothing refers to, with the parts that only it used."""
    entry = document.sheets.of(sheet)
    document.sheets.check_removable(entry)
    document.names.drop_local(entry)
    what = f"Sheet.delete of {entry.name!r}"
    followers.refuse_pivots(document, what, entry.name)
    if followers.mentions(document, entry.name, sheet):
        raise NotImplementedError(f"{what}: formulas refer to the sheet")
    document.sheets.remove(sheet)
