r"""Any text as plain ASCII, \uXXXX for the rest, which VBA can hold and turn back."""


def escape(text: str) -> str:
    r"""Return the text with quotes, backslashes, controls and all but ASCII as \uXXXX units."""
    units = text.encode("utf-16-be")
    codes = (int.from_bytes(units[i : i + 2], "big") for i in range(0, len(units), 2))
    return "".join(chr(c) if _is_plain(c) else f"\\u{c:04x}" for c in codes)


def _is_plain(code: int) -> bool:
    return 0x20 <= code <= 0x7E and code not in {ord('"'), ord("\\")}
