"""What goes wrong: Excel's own refusals, and calls that the stand-in does not know.

An `AttributeError` must never leave a COM object: xlwings takes it for a busy Excel and tries
again for ever.
"""

EXCEPTION_OCCURRED = -2147352567  # DISP_E_EXCEPTION
UNKNOWN_NAME = -2147352570  # DISP_E_UNKNOWNNAME
REFUSED = -2146827284  # 0x800A03EC, what Excel says to nearly everything it refuses


class ComError(Exception):
    """`pywintypes.com_error`: the object answered with an error."""

    def __init__(
        self, hresult: int, strerror: str, excepinfo: tuple[object, ...] | None, argerror: object
    ) -> None:
        super().__init__(hresult, strerror, excepinfo, argerror)
        self.hresult = hresult
        self.strerror = strerror
        self.excepinfo = excepinfo
        self.argerror = argerror


class WinError(Exception):
    """`pywintypes.error`: a Windows function failed."""


class NotModelledError(Exception):
    """The stand-in has no such member; extend it, or do not call it."""


class StandInError(Exception):
    """A fault of the stand-in itself."""


def refusal(text: str) -> ComError:
    """The error with which Excel refuses, its words in `excepinfo`."""
    info = (0, "Microsoft Excel", text, "xlmain11.chm", 0, REFUSED)
    return ComError(EXCEPTION_OCCURRED, "Exception occurred.", info, None)
