"""xlwings' real Windows engine on a counted stand-in for Excel's COM objects."""

from .desk import ComDesk, com_book
from .errors import EXCEPTION_OCCURRED, ComError, NotModelledError, refusal

__all__ = [
    "EXCEPTION_OCCURRED",
    "ComDesk",
    "ComError",
    "NotModelledError",
    "com_book",
    "refusal",
]
