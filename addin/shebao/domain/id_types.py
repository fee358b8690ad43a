"""What the codes of identity documents (证件类型) stand for.

Source: the lists of the tax bureaus' own pages and of the electronic invoice interface, which
agree; a code that is not here is shown as it is.
"""

ID_TYPES = {
    "201": "居民身份证",
    "202": "军官证",
    "203": "武警警官证",
    "204": "士兵证",
    "208": "外国护照",
    "210": "港澳居民来往内地通行证",
    "213": "台湾居民来往大陆通行证",
    "215": "外国人居留证",
    "219": "香港永久性居民身份证",
    "220": "台湾身份证",
    "221": "澳门特别行政区永久性居民身份证",
    "222": "外国人身份证件",
    "227": "中国护照",
    "233": "外国人永久居留身份证",
    "237": "港澳居民居住证",
    "238": "台湾居民居住证",
    "239": "外国人工作许可证（A类）",
    "240": "外国人工作许可证（B类）",
    "241": "外国人工作许可证（C类）",
    "299": "其他个人证件",
}
_CODES = {name: code for code, name in ID_TYPES.items()}


def id_type_name(code: str) -> str:
    """Return the name of a document, or the code itself when it is not known."""
    return ID_TYPES.get(code, code)


def id_type_code(text: str) -> str | None:
    """Return the code of ``201``, ``居民身份证`` or ``201|居民身份证``; None for anything else."""
    code, _, name = text.partition("|")
    if code in ID_TYPES and name in ("", ID_TYPES[code]):
        return code
    return _CODES.get(text)
