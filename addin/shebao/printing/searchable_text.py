"""The text layer of a PDF from Qt, with characters where Qt wrote radicals.

Noto CJK draws the character 人 (U+4EBA) and the radical ⼈ (U+2F08) by one glyph; Qt notes the
lowest code point as that glyph's text. The page looks right, but searching for 人民币 finds
nothing and a copied company name is not the name. Qt leaves these tables uncompressed, and every
replacement has the length of what it replaces, so no offset in the file moves.
"""

import re
import unicodedata

# Those of U+2E80-2EF3 that Noto Sans and Serif CJK share with a character in use; Unicode gives
# them no decomposition. Read out of the cmap tables of both fonts.
_RADICALS = (
    "⺎⺏⺐⺒⺓⺔⺕⺛⺞⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_CHARACTERS = (
    "兀尣尢巳幺彑彐旡歺母民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_KANGXI = map(chr, range(0x2F00, 0x2FD6))
# Unicode decomposes it to 戶; in the fonts for mainland China it shares the glyph of 户.
_DOOR, _DOOR_CHARACTER = "⼾", "户"

_CODES = {
    b"<%04X>" % ord(radical): b"<%04X>" % ord(character)
    for radical, character in [
        *zip(_RADICALS, _CHARACTERS, strict=True),
        *((radical, unicodedata.normalize("NFKC", radical)) for radical in _KANGXI),
        (_DOOR, _DOOR_CHARACTER),
    ]
}
_TABLE = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_TEXTS = re.compile(rb"\[[^\]]*\]")  # the texts; numbers of glyphs stand outside the brackets
_RADICAL = re.compile(rb"<2[EF][0-9A-F]{2}>")


def with_searchable_text(pdf: bytes) -> bytes:
    """Return a PDF of the same length and looks in which Chinese words can be found."""
    return _TABLE.sub(lambda table: _TEXTS.sub(_with_characters, table[0]), pdf)


def _with_characters(texts: re.Match[bytes]) -> bytes:
    return _RADICAL.sub(lambda code: _CODES.get(code[0], code[0]), texts[0])
