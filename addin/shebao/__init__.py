"""Files Chinese social insurance from Excel worksheets."""

__version__ = "0.1.0"
