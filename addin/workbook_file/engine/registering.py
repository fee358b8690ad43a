"""Makes the engine known to xlwings, once per process."""

from functools import cache

import xlwings.main

from workbook_file.engine.app import Engine


@cache
def engine() -> Engine:
    """The engine, registered under its name; it is not made the active one."""
    made = Engine()
    xlwings.engines.add(xlwings.main.Engine(made))
    return made
