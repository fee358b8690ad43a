"""Stands in for the clerk's hands inside the function server: answers boxes, types into windows.

Loaded by its path into the server that xlwings' DLL started; the product itself is untouched.
"""

# ruff: noqa: SLF001 - a window of ours is answered from inside
import _winapi
import os
import webbrowser

import win32api
import xlwings as xw

BOXES: list[str] = []
WINDOWS: list[str] = []
OPENED: list[str] = []


def message_box(_window: object, text: str, _title: object = None, style: int = 0) -> int:
    """Note what Excel's box says; press 确定 or 是."""
    BOXES.append(text)
    return 6 if style & 15 in (3, 4) else 1


def answered(form: object, first: object) -> None:
    """Show the window for real, type what it asks for, and press 确定."""
    root = form._root
    WINDOWS.append(root.title())

    def answer() -> None:
        if "密码" in root.title():
            name = "SHEBAO_NEW_PASSWORD" if "新" in form._prompt else "DESK_PASSWORD"
            first.insert(0, os.environ[name])
        elif "金额" in root.title():
            shown = (each.cget("text") for each in form.body.winfo_children() if _is_label(each))
            first.insert(0, next(text for text in shown if text.startswith("¥"))[2:])
        root.update()
        form.ok.invoke()

    root.after(100, answer)
    ASK(form, first)


def _is_label(widget: object) -> bool:
    return widget.winfo_class() == "TLabel"


def take_seat() -> None:
    """Answer everything from now on."""
    from shebao import failures
    from shebao.dialogs.form import Form

    global ASK
    ASK = Form.ask
    Form.ask = answered
    del _winapi.CopyFile2  # Wine 8.0 has none; shutil then copies by itself
    win32api.MessageBox = message_box
    failures.tell_plainly = BOXES.append
    xw.App.activate = lambda *_given, **_named: None
    webbrowser.open = lambda url, *_given, **_named: OPENED.append(url)
    os.startfile = OPENED.append


take_seat()
