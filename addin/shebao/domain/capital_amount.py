"""Amounts in the Chinese capital numerals (大写) that cannot be altered by a stroke.

Source: 银发〔1997〕393号《支付结算办法》附件一《正确填写票据和结算凭证的基本规定》.
Where it leaves a 零 or a 整 to the writer, we write no 零 that may be left out and always the 整
after 角, so that one amount has exactly one text.
"""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))
_LIMIT_YUAN = 10**16  # below 壹亿亿: the largest texts read 玖仟玖佰玖拾玖万…亿…


def capital_amount(fen: int) -> str:
    """Return an amount in capital numerals, without the word 人民币: ``壹仟零伍元贰角整``.

    Raises ValueError from 10^16 yuan on, where one text would no longer be one amount.
    """
    yuan, rest = divmod(abs(fen), 100)
    if yuan >= _LIMIT_YUAN:
        raise ValueError("amount too large for capital numerals")
    jiao, cents = divmod(rest, 10)
    text = "负" if fen < 0 else ""
    if yuan or not rest:
        text += f"{_whole(yuan)}元"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif cents and yuan:
        text += "零"
    return text + (f"{_DIGITS[cents]}分" if cents else "整")


def _whole(number: int) -> str:
    for unit, name in _UNITS:
        if number >= unit:
            high, low = divmod(number, unit)
            gap = "零" if 0 < low < unit // 10 else ""
            return _whole(high) + name + gap + (_whole(low) if low else "")
    return _DIGITS[number]
