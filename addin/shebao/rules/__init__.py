"""The law's arithmetic and the checks of a sheet, as pure functions.

A new check is one file, one line in ``wage_checks``, and its cases.
"""
