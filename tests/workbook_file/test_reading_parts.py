"""A part read as bytes says what it says as text, however it is spelled."""

import pytest

from workbook_file.parts.slices import MalformedXmlError, read_text, read_usual

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
CELL = '<c r="A1" t="inlineStr"><is><t>职工 a = b</t></is></c>'
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{CELL}</row></sheetData></worksheet>'
PREFIXED = SHEET.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
LATIN = '<?xml version="1.0" encoding="gbk"?>'


@pytest.mark.parametrize(
    "part",
    [
        (HEAD + SHEET).encode(),
        SHEET.encode(),
        b"\xef\xbb\xbf" + (HEAD + SHEET).encode(),
        (HEAD.replace("UTF-8", "UTF-16") + SHEET).encode("utf-16"),
        (LATIN + SHEET).encode("gbk"),
        (HEAD + PREFIXED).encode(),
        (HEAD + SHEET.replace('r="A1"', "r='A1'")).encode(),
        (HEAD.replace('"', "'") + SHEET).encode(),
        (HEAD + SHEET.replace('r="A1"', 'r = "A1"')).encode(),
        (HEAD + SHEET.replace("职工", "职" * 2_000_000)).encode(),
    ],
)
def test_bytes_say_what_the_text_says(part: bytes) -> None:
    """Text of a large sheet takes twice the memory, so most parts never become any."""
    assert read_usual(part) == read_text(part).encode()


@pytest.mark.parametrize(
    "part",
    [
        (HEAD + SHEET).encode().replace("职".encode(), b"\xe8\x81"),
        (HEAD + SHEET).encode() + b"\xe8",
        (HEAD + "<!DOCTYPE a>" + SHEET).encode(),
    ],
)
def test_what_is_no_text_is_refused(part: bytes) -> None:
    """Else half a name would be read."""
    with pytest.raises(MalformedXmlError):
        read_usual(part)
