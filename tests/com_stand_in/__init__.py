"""xlwings' real Windows engine on a counted stand-in for Excel's COM objects."""

from .desk import ComDesk, com_book
from .errors import ComError, NotModelledError

__all__ = ["ComDesk", "ComError", "NotModelledError", "com_book"]
