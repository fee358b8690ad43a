"""The engine and its applications: one application per opened workbook."""

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import xlwings.main
from xlwings import base_classes

from workbook_file.cells.cells import ERROR_TEXTS
from workbook_file.cells.values import as_plain
from workbook_file.engine.book import Book
from workbook_file.engine.missing import NoApi, engine_object
from workbook_file.engine.range import Range
from workbook_file.parts.document import Document
from workbook_file.parts.opening import Limits

_pids = itertools.count(1)


class Engine:
    """What xlwings registers. Its values look like those of Excel on Windows."""

    name = "headless"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:  # noqa: ARG004  xlwings' signature
        """A Python value on its way into a cell: missing ones become empty."""
        if value is None or (isinstance(value, float) and value != value):
            return ""
        plain = as_plain(value)
        return "" if plain is None or plain != plain else plain

    @staticmethod
    def clean_value_data(
        data: Any,
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,  # noqa: FBT001  xlwings' signature
    ) -> list[list[Any]]:
        """Raw values as the reader asked for them; cell errors as None or, asked to, as text."""

        def cleaned(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            kind = type(value)
            if kind is float:
                return value if number_builder is None else number_builder(value)
            if kind is datetime:
                if datetime_builder is datetime:
                    return value
                return datetime_builder(
                    year=value.year,
                    month=value.month,
                    day=value.day,
                    hour=value.hour,
                    minute=value.minute,
                    second=value.second,
                    microsecond=value.microsecond,
                    tzinfo=None,
                )
            if kind is int:
                return ERROR_TEXTS.get(value) if err_to_str else None
            return value

        return [[cleaned(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """Every application that has an open workbook."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._apps: dict[int, App] = {}
        self._before: xlwings.main.Engine | None = None

    def keys(self) -> list[int]:
        return list(self._apps)

    def add(
        self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None
    ) -> "App":
        del spec, add_book, xl, visible
        app = App(self)
        self._apps[app.pid] = app
        return app

    def activate(self, app: "App") -> None:
        """Make an application the first one, of the active engine: xlwings checks both.

        The engine that was active before comes back with the application's end.
        """
        if xlwings.engines.active is None or xlwings.engines.active.impl is not self.engine:
            self._before = xlwings.engines.active
            xlwings.engines[self.engine.name].activate()
        self._apps = {app.pid: app} | self._apps

    def forget(self, app: "App") -> None:
        """Drop a closed application."""
        first = next(iter(self._apps), None)
        self._apps.pop(app.pid, None)
        active = xlwings.engines.active
        if first == app.pid and active is not None and active.impl is self.engine:
            xlwings.engines.active = self._before

    @staticmethod
    def cleanup() -> None:
        """Nothing is left behind by a closed application."""

    def __iter__(self) -> Iterator["App"]:
        return iter(list(self._apps.values()))

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> "App":
        return self._apps[pid]


@engine_object(base_classes.App)
class App(base_classes.App):
    """An application without windows; its switches are remembered and change nothing."""

    # Plain attributes in place of the base class's read-only properties.
    visible: Any = False
    screen_updating: Any = True
    display_alerts: Any = True
    enable_events: Any = True
    interactive: Any = True
    calculation: Any = "automatic"
    status_bar: Any = False
    cut_copy_mode: Any = False
    version: Any = "16.0"
    hwnd: Any = None
    path: Any = ""
    startup_path: Any = ""
    engine: Any = None
    books: Any = None
    pid: Any = None
    xl: Any = None

    def __init__(self, apps: Apps) -> None:
        self.engine = apps.engine
        self._apps = apps
        self.pid = next(_pids)
        self.books = Books(self)

    @property
    def selection(self) -> Range | None:
        if not len(self.books):
            return None
        return self.books.active.selection()  # type: ignore[no-any-return]  # base class is untyped

    def activate(self, steal_focus: Any = False) -> None:  # noqa: FBT002  xlwings' signature
        del steal_focus
        self._apps.activate(self)

    def quit(self) -> None:
        for book in list(self.books):
            book.close()
        self._apps.forget(self)

    def kill(self) -> None:
        self.quit()


class Books:
    """The workbooks of one application."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.api = NoApi()
        self._books: list[Book] = []

    @property
    def active(self) -> Book:
        if not self._books:
            raise KeyError("no open workbook")
        return self._books[-1]

    def __call__(self, name_or_index: Any) -> Book:
        if isinstance(name_or_index, (int, float)):
            return self._books[int(name_or_index) - 1]
        for book in self._books:
            if book.name.casefold() == str(name_or_index).casefold():
                return book
        raise KeyError(name_or_index)

    def __contains__(self, name: Any) -> bool:
        return any(book.name == name for book in self._books)

    def __len__(self) -> int:
        return len(self._books)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._books))

    def open(self, fullname: str, *_: Any, **__: Any) -> Book:
        return self.take(Document.open(Path(fullname), Limits()))

    def take(self, document: Document, *, strict: bool = False) -> Book:
        """Enter an opened document as a workbook of this application."""
        book = Book(self.app, document, strict=strict)
        self._books.append(book)
        return book

    def drop(self, book: Book) -> None:
        """Forget a closed workbook, and the application with its last one."""
        if book in self._books:
            self._books.remove(book)
        if not self._books:
            self.app._apps.forget(self.app)  # noqa: SLF001  the two belong together

    def activate(self, book: Book) -> None:
        self._books.remove(book)
        self._books.append(book)


@cache
def engine() -> Engine:
    """The engine, registered under its name; it is not made the active one."""
    made = Engine()
    xlwings.engines.add(xlwings.main.Engine(made))
    return made
