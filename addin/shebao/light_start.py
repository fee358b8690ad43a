"""What every click would pay for and hardly one needs: left out until it is asked for."""

import gc
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

# xlwings looks for each of them and goes without; together they are half of its start.
TABLE_LIBRARIES = ("pandas", "numpy", "matplotlib", "PIL")


def import_xlwings() -> None:
    """Load xlwings without the libraries that its converters of tables are for.

    Cells come and go as plain values here. Whoever imports pandas afterwards gets it.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # else it asks every package
    with _collector_resting(), _out_of_reach(TABLE_LIBRARIES):
        import xlwings  # noqa: F401 - for the modules that come later


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Spare what is loaded now from being looked through for garbage, now and later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def _out_of_reach(names: tuple[str, ...]) -> Iterator[None]:
    """Let ``import`` say of libraries that are not loaded yet that they are not installed."""
    absent = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type] # None is documented so
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


def leave(status: int) -> NoReturn:
    """End the process without taking the interpreter apart; what was written stays written.

    Stores, workbooks and files are closed by those who opened them; only streams wait till now.
    """
    logging.shutdown()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # whoever read our output has had enough, and it was closed
        status = status or 1
    os._exit(status)
