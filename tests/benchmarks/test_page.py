"""A figure of a command that did nothing never reaches the page; the others do, size by size."""

from pathlib import Path

import pytest

from tests.benchmarks.measuring import click, records, report
from tests.benchmarks.page import BEGIN, END, write


def test_a_click_that_fails_has_no_figure(tmp_path: Path) -> None:
    """The start-up once published was that of a refusal."""
    with pytest.raises(AssertionError, match="run check_wages"):
        click("run", "check_wages", "--book", str(tmp_path / "none.xlsx"))


def test_a_clicks_peak_is_its_own() -> None:
    """The page once showed the peak of the tests, which had a sandbox in them."""
    ours = bytearray(256 * 1024**2)
    ours[::4096] = b"x" * len(ours[::4096])

    took = click("commands")

    assert 10 < took.peak_mib < 200
    assert took.seconds > 0


def test_figures_take_the_last_runs_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each size beside the one before, whatever order they were measured in."""
    page, found = tmp_path / "page.md", tmp_path / "records"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    monkeypatch.setenv("SHEBAO_BENCH_RECORD", str(found))

    for rows, ours in ((10_000, 8.0), (1_000, 2.0)):
        report("提交", ours, 4.0, "raw", goal=1, rows=rows, peak_mib=100.4, peers={"pandas": 12.0})
    write(page, records(found), load=0)

    text = page.read_text(encoding="utf-8")
    assert "old" not in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "| 提交 | 1,000 | 2.00 | 0.50 | 1 met | raw |  | 100 | pandas 3.00 |" in text
    assert "| 提交 | 10,000 | 8.00 | 2.00 | 1 | raw | 0.60 | 100 | pandas 3.00 |" in text
