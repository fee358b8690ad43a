"""What one cell's identity number or tax id says: faults, birth, sex, age.

Source: GB 11643-1999; the 15-digit form before it lacks the century (19) and the check character.
"""

from datetime import date

from shebao.rules.cell_text import id_number_of, plain
from shebao.rules.identity import id_number_fault, tax_id_fault
from shebao_udfs.arguments import citizen_id_of, day_of, is_blank, refused
from shebao_udfs.refusal import CellRefusedError, Shown
from shebao_udfs.spill import Cell

FEMALE, MALE = "女", "男"
_FIRST_EXCEL_DAY = date(1900, 3, 1)  # Excel counts a 1900-02-29 that never was


def id_check(id_number: object) -> Cell:
    """Return why this cannot be an identity number by GB 11643; empty when no fault is found."""
    if is_blank(id_number):
        return ""
    read = id_number_of(id_number)
    return read.problem if read.id_number is None else id_number_fault(read.id_number)


def birth_day(id_number: object) -> Cell:
    """Return the day of birth; blank stays blank."""
    if is_blank(id_number):
        return ""
    born = _born(citizen_id_of(id_number))
    if born < _FIRST_EXCEL_DAY:
        raise CellRefusedError(Shown.NUMBER, f"出生日期 {born} 早于 1900-03-01，Excel 不能表示")
    return born


def sex(id_number: object) -> Cell:
    """Return 男 or 女; blank stays blank."""
    if is_blank(id_number):
        return ""
    text = citizen_id_of(id_number)
    return MALE if int(text[16] if len(text) == 18 else text[14]) % 2 else FEMALE


def age(id_number: object, as_of: object) -> Cell:
    """Return the full years on a day; born on 29 February, one is older on 1 March."""
    if is_blank(id_number):
        return ""
    born, day = _born(citizen_id_of(id_number)), day_of(as_of, "截止日期")
    if day < born:
        raise CellRefusedError(Shown.NUMBER, f"截止日期 {day} 早于出生日期 {born}")
    return float(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def tax_id_check(tax_id: object) -> Cell:
    """Return why this cannot be a taxpayer's number; empty when no fault is found."""
    if is_blank(tax_id):
        return ""
    if not isinstance(tax_id, str):
        raise refused("纳税人识别号", "不是文本，数字格式会丢失末几位，请按文本重新录入")
    return tax_id_fault(plain(tax_id))


def _born(id_number: str) -> date:
    digits = id_number[6:14] if len(id_number) == 18 else f"19{id_number[6:12]}"
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
