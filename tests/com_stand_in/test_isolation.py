"""Outside the context nothing of the stand-in remains."""

import ctypes
import os
import sys

import pytest
import xlwings as xw

from tests.com_stand_in import com_book

_NAMES = {"xlwings._xlwindows", "xlwings._win32patch", "pywintypes", "pythoncom", "win32com"}


class _OtherEngine:
    name = "excel"
    type = "desktop"


def test_modules_and_attributes_are_as_before() -> None:
    before, here = set(sys.modules), os.getcwd()  # noqa: PTH109 - the import changes it

    with com_book() as desk:
        desk.book.sheets[0]["A1"].value = [[1]]
        desk.book.set_mock_caller()
        assert before & _NAMES == set()
        assert set(sys.modules) >= _NAMES
        assert sys.modules["ctypes"] is ctypes

    assert set(sys.modules) & _NAMES == set()
    assert not hasattr(xw, "_xlwindows")
    assert not hasattr(xw.Book, "_mock_caller")
    assert not hasattr(ctypes, "windll")
    assert os.getcwd() == here  # noqa: PTH109


def test_an_engine_that_was_there_is_there_again() -> None:
    """The product registers its own engine, perhaps under the same name."""
    own = xw.main.Engine(impl=_OtherEngine())
    listed, named, active = list(xw.engines), dict(xw.engines.engines_by_name), xw.engines.active
    xw.engines.add(own)
    own.activate()
    try:
        with com_book() as desk:
            assert desk.book.app.engine.impl is not own.impl
            assert xw.engines["excel"].impl is not own.impl
        assert xw.engines["excel"] is own
        assert xw.engines.active is own
        assert list(xw.engines) == [*listed, own]
    finally:
        xw.engines.engines[:] = listed
        xw.engines.engines_by_name = named
        xw.engines.active = active


def test_a_failure_inside_restores_as_well() -> None:
    active = xw.engines.active
    with pytest.raises(RuntimeError), com_book():
        raise RuntimeError

    assert set(sys.modules) & _NAMES == set()
    assert xw.engines.active is active


def test_desks_can_stand_one_inside_the_other() -> None:
    with com_book() as outer:
        with com_book() as inner:
            inner.book.sheets[0]["A1"].raw_value = 1
            assert outer.calls == 0
        outer.book.sheets[0].activate()
        assert outer.book.sheets[0]["A1"].raw_value is None
        assert outer.calls > 0
