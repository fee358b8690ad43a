"""One trial alone by its seed, and what a campaign counted."""

from collections import Counter

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, help="the campaign's trial of this seed alone")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how many trials there were, from every worker, and what became of them."""
    counted: Counter[str] = Counter()
    for report in [r for reports in terminalreporter.stats.values() for r in reports]:
        if getattr(report, "when", "") == "call":
            told = dict(report.user_properties)
            counted.update({name: n for name, n in told.items() if isinstance(n, int)})
    if counted:
        line = ", ".join(f"{number} {name}" for name, number in counted.items())
        terminalreporter.write_line(f"campaign: {line}")
