"""Long work shows how far it is at an even grain, counted in steps and never in seconds."""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shebao.bureau import client
from shebao.commands.desk.context import GRAIN
from shebao.commands.registry import BY_ID
from shebao.domain.errors import CancelledError
from shebao.runner import run_command, set_parameters
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import opened, save_workbook
from tests.desk import Desk, open_desk

PEOPLE, PART_BYTES = 5_000, 100_000


class Watching(TerminalUi):
    """A clerk who agrees to everything, sees each step, and presses 取消 at those of some words."""

    def __init__(self, stops_at: str = "") -> None:
        super().__init__(agrees=True)
        self.stops_at = stops_at
        self.steps: list[tuple[str, int, int]] = []
        self.presses = 0

    def progress(self, label: str, done: int, total: int) -> None:
        self.steps.append((label, done, total))
        if self.stops_at and self.stops_at in label and done < total:
            self.presses += 1
            raise CancelledError(label, done, total)


def click(desk: Desk, command_id: str, ui: Watching, **parameters: str) -> str:
    command = BY_ID[command_id]
    with opened(desk.book) as book:
        set_parameters(command, book, parameters)
        try:
            outcome = run_command(command, book, desk.book, ui, os.environ)
        except CancelledError as error:
            return error.message
        save_workbook(book, desk.book, outcome.message)
    return outcome.message


@contextmanager
def large(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    for name in ("PART_BYTES", "WHOLE_BYTES"):
        monkeypatch.setattr(client, name, PART_BYTES)
    with open_desk(tmp_path, capsys, monkeypatch, people=PEOPLE) as desk:
        desk.until_filled()
        yield desk


def longest_stretch(ui: Watching, label: str) -> int:
    """The most rows of a kind of work that pass between two looks at 取消."""
    places: dict[int, list[int]] = defaultdict(list)
    for told, done, total in ui.steps:
        if told == label:
            places[total].append(done)
    assert places, f"nothing tells of {label}: {ui.steps}"
    return max(
        after - before
        for total, seen in places.items()
        for before, after in zip(seen, [*seen[1:], max(total, seen[-1])], strict=True)
    )


def test_no_stretch_of_work_is_longer_than_the_grain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """5,000 people are three grains: whoever looks only at the ends of the work sees one."""
    with large(tmp_path, capsys, monkeypatch) as desk:
        check, submit = Watching(), Watching()
        assert "已校验" in click(desk, "check_wages", check)
        assert "税务已受理" in click(desk, "submit_wages", submit)

        for ui, labels in (
            (check, ("读取本机职工", "校验")),
            (submit, ("读取本机职工", "提交前校验")),
        ):
            for label in labels:
                assert longest_stretch(ui, label) <= GRAIN, label
        assert longest_stretch(submit, "上传申报数据") == 1  # a part
        assert {"读取申报表", "核对列"} <= {label for label, _, _ in check.steps}
        title = WAGES_BY_PERSON.title
        assert {f"写入“{title}”", f"写入“{title}”（列）"} <= {label for label, _, _ in submit.steps}


def test_stop_before_the_submission_counts_and_behind_it_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between parts nothing was submitted; behind the receipt the sheet must still show it."""
    with large(tmp_path, capsys, monkeypatch) as desk:
        stopped = click(desk, "submit_wages", Watching("上传申报数据"))
        assert "已按您的要求停止" in stopped
        assert "没有被记录" in stopped
        assert desk.bureau.received()["wage_filing"] == 0

        late = Watching("写入“缴费工资申报”")  # all of it behind the receipt
        said = click(desk, "submit_wages", late)

        assert late.presses > 2
        assert "税务已受理" in said
        assert desk.bureau.received()["wage_filing"] == 1
        shown = [row for row in desk.rows(WAGES_BY_PERSON) if row["filing_no"]]
        assert len(shown) > PEOPLE / 2
