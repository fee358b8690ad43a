"""Files Chinese social insurance from Excel worksheets."""

__version__ = "0.2.0"
