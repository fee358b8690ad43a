"""The windows that ask the user in Excel; the only room that imports tkinter."""
