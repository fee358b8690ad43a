"""Whether an identity number or a tax id can be right, as a warning in words.

Source: GB 11643-1999 (citizen number), GB 32100-2015 (unified social credit code); the
residence permits of Hong Kong, Macao and Taiwan people and of foreigners (2023) use the first.
A reason is a warning, never a verdict: the bureau's register decides.
"""

import re
from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]")
_OLDEST_YEAR = 1850  # a slip of the pen is older; the standard's own samples start in 1880
_RESIDENCE_PERMITS = ("81", "82", "83")  # 港澳台居民居住证; the area is 8x0000
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def id_check_character(first_17: str) -> str:
    """Return the 18th character of a citizen number whose first 17 digits are given."""
    total = sum(w * int(digit) for w, digit in zip(_ID_WEIGHTS, first_17, strict=True))
    return _ID_CHECKS[total % 11]


def id_number_fault(id_number: str, today: date | None = None) -> str:
    """Return why this cannot be a number by GB 11643, or an empty text.

    Fifteen digits are the form before 1999. ``today`` also refuses a birth after it.
    """
    text = id_number.upper()
    if re.fullmatch(r"[0-9]{15}", text):
        return _area_fault(text) or _birth_fault("19" + text[6:12], today)
    if len(text) != 18:
        return f"证件号码应为 18 位（旧号码 15 位），现为 {len(text)} 位"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return "证件号码应为 17 位数字加 1 位数字或 X"
    fault = _area_fault(text) or _birth_fault(text[6:14], today)
    if fault:
        return fault
    return "" if id_check_character(text[:17]) == text[17] else "证件号码的校验码不符，请核对"


def _area_fault(text: str) -> str:
    """The first six digits: an area, a permit's 8x0000, or 9 + province + country."""
    if text[0] == "9" and len(text) == 18:
        return "" if _PROVINCE.fullmatch(text[1:3]) else "外国人永久居留身份证号码的地区代码不存在"
    if not _PROVINCE.fullmatch(text[:2]):
        return "证件号码的地区代码不存在"
    if text[:2] in _RESIDENCE_PERMITS and text[2:6] != "0000":
        return "港澳台居民居住证号码应以 810000、820000 或 830000 开头"
    return ""


def _birth_fault(digits: str, today: date | None) -> str:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return "证件号码中的出生日期不存在"
    if born.year < _OLDEST_YEAR or (today is not None and born > today):
        return "证件号码中的出生日期不合理"
    return ""


def credit_code_check_character(first_17: str) -> str:
    """Return the 18th character of a unified social credit code.

    Raises ValueError for a character outside the alphabet.
    """
    values = (_CREDIT_ALPHABET.index(char) for char in first_17)
    total = sum(w * v for w, v in zip(_CREDIT_WEIGHTS, values, strict=True))
    return _CREDIT_ALPHABET[(31 - total % 31) % 31]


def tax_id_fault(tax_id: str) -> str:
    """Return why this cannot be a taxpayer's number, or an empty text.

    Eighteen characters are a credit code, or a citizen number (sole traders). The older forms
    of 15 and of 20 characters carry no check that holds for all of them.
    """
    text = tax_id.strip().upper()
    if not text:
        return "纳税人识别号为空"
    if not re.fullmatch(r"[0-9A-Z]+", text):
        return "纳税人识别号只能由数字和大写字母组成"
    if len(text) in (15, 20):
        return ""
    if len(text) != 18:
        return f"纳税人识别号应为 18 位（旧号码 15 或 20 位），现为 {len(text)} 位"
    if not id_number_fault(text):
        return ""
    strange = sorted(set(text) - set(_CREDIT_ALPHABET))
    if strange:
        return f"统一社会信用代码不使用字母 {'、'.join(strange)}，请核对"
    if credit_code_check_character(text[:17]) != text[17]:
        return "统一社会信用代码的校验码不符，请核对"
    return ""
