"""What the server logs of a defect: kinds of exceptions and lines of code, nobody's data."""

import copy
import logging
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import uvicorn.config

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class NamelessFormatter(logging.Formatter):
    """Leaves out the words of exceptions: a database quotes the rows that it refuses."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's own name
        """The exception and those it came from, the first cause last."""
        return "".join(_where(ei[1]))


def _where(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield f"{type(error).__module__}.{type(error).__qualname__}\n"
        yield from traceback.format_tb(error.__traceback__)
        error = error.__cause__ or error.__context__


def log_config() -> dict[str, Any]:
    """uvicorn's own, with nameless defects."""
    config = copy.deepcopy(uvicorn.config.LOGGING_CONFIG)
    config["formatters"]["default"] = {"()": NamelessFormatter, "fmt": "%(levelname)s: %(message)s"}
    return config
