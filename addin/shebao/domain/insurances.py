"""What an insurance is called: nobody reads a code alone.

Source: 险种类型 AAE140 of the social insurance index standard, for where no rule file says it.
"""

from collections.abc import Collection, Mapping

NATIONAL_NAMES = {
    "110": "企业职工基本养老保险",
    "120": "机关事业单位养老保险",
    "170": "城乡居民基本养老保险",
    "180": "职业年金",
    "210": "失业保险",
    "310": "职工基本医疗保险",
    "330": "大额医疗费用补助",
    "410": "工伤保险",
    "510": "生育保险",
}


def insurance_name(code: str, names: Mapping[str, str] = NATIONAL_NAMES) -> str:
    """Return the name that ``names`` gives a code, else the national one, else words around it."""
    return names.get(code) or NATIONAL_NAMES.get(code) or f"没有名称的险种（代码 {code}）"


def insurance_list(codes: Collection[str], names: Mapping[str, str] = NATIONAL_NAMES) -> str:
    """Return the names of these codes in their order, as a sentence lists them."""
    return "、".join(insurance_name(code, names) for code in codes)
