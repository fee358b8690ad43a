"""What every click would pay for and hardly one needs: left out until it is asked for."""

import gc
import io
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

# xlwings looks for each of them and goes without; together they are half of its start.
TABLE_LIBRARIES = ("pandas", "numpy", "matplotlib", "PIL")

_NEW_BEFORE_A_LOOK = 100_000  # objects; Python's own 700 cost a tenth of a click


def import_xlwings() -> None:
    """Load xlwings without the libraries that its converters of tables are for.

    Cells come and go as plain values here. Whoever imports pandas afterwards gets it.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # else it asks every package
    with _collector_resting(), _out_of_reach(TABLE_LIBRARIES):
        import xlwings  # noqa: F401 - for the modules that come later


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Spare what is loaded now from being looked through for garbage, now and later.

    Later garbage is looked for seldom: a click makes rows by the hundred thousand, none of it.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(_NEW_BEFORE_A_LOOK)
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


class Untold(OSError):  # noqa: N818 - the work did not err
    """What was to be told found no place; what was done stays done."""

    sentence = (
        "结果写不到标准输出（磁盘已满，或输出的去处不能写）。到此为止所做的都已保存，没有丢失；"
        "请换一个输出的去处，查看工作簿或执行相应的查询。"
    )


class _Out(io.FileIO):
    """Standard output whose failure is told from a failure of the work."""

    def write(self, content: Any, /) -> int:
        try:
            return super().write(content)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Untold from error


def open_streams() -> None:
    """Have streams where the shell closed them, and one that says when it takes nothing."""
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper) and not out.isatty():
        raw = _Out(out.fileno(), "wb", closefd=False)
        told = raw if out.write_through else io.BufferedWriter(raw)
        sys.stdout = io.TextIOWrapper(
            told, out.encoding, out.errors, write_through=out.write_through
        )
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # also so that no file of ours gets its number
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123


def leave(status: int) -> NoReturn:
    """End the process without taking the interpreter apart; what was written stays written.

    Stores, workbooks and files are closed by those who opened them; only streams wait till now.
    """
    logging.shutdown()
    try:
        sys.stdout.flush()
    except Untold as error:
        if not status:  # else it was told
            sys.stderr.write(f"{error.sentence}\n")
        status = status or 1
    except (OSError, ValueError):  # whoever read our output has had enough, and it was closed
        status = status or 1
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(status)
