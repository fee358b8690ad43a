"""What a promise looks like broken."""

from typing import NamedTuple


class Breakage(NamedTuple):
    """One promise broken in one place: the file, its old words, the new ones, its test."""

    file: str
    old: str
    new: str
    test: str
