"""Rows onto pages: every row once, in order, and the foot always has its room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.printing.paged_form import PagePlan, plan_pages, text_lines

ROOM, LAST_ROOM = 100, 60


def test_few_rows_stand_on_one_page_with_the_foot() -> None:
    assert plan_pages([20, 20], ROOM, LAST_ROOM) == [PagePlan(0, 2, 20)]


def test_no_rows_still_make_a_page() -> None:
    assert plan_pages([], ROOM, LAST_ROOM) == [PagePlan(0, 0, 60)]


def test_rows_that_leave_no_room_for_the_foot_send_one_row_on() -> None:
    assert plan_pages([40, 40], ROOM, LAST_ROOM) == [PagePlan(0, 1, 60), PagePlan(1, 2, 20)]


def test_a_last_row_that_does_not_fit_beside_the_foot_leaves_it_a_page_of_its_own() -> None:
    assert plan_pages([10, 80], ROOM, LAST_ROOM) == [PagePlan(0, 2, 10), PagePlan(2, 2, 60)]


@given(st.lists(st.integers(1, 100), max_size=60))
def test_every_row_is_printed_once_in_order_and_fits(heights: list[int]) -> None:
    pages = plan_pages(heights, ROOM, LAST_ROOM)

    assert [row for page in pages for row in range(page.start, page.stop)] == [*range(len(heights))]
    for page in pages[:-1]:
        assert sum(heights[page.start : page.stop]) + page.spare_px == ROOM
    last = pages[-1]
    assert sum(heights[last.start : last.stop]) + last.spare_px == LAST_ROOM
    assert all(page.spare_px >= 0 for page in pages)


@pytest.mark.parametrize(
    ("text", "lines"), [("", 1), ("沙箱", 1), ("沙" * 9, 1), ("沙" * 10, 2), ("8" * 16, 2)]
)
def test_lines_are_counted_on_the_safe_side(text: str, lines: int) -> None:
    assert text_lines(text, 180) == lines
