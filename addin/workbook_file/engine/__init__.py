"""The objects behind xlwings' own classes, working on an .xlsx file in memory."""
