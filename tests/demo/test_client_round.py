"""``shebao demo --client-files`` walks a month without any bureau, faults included."""

import json
from pathlib import Path

import pytest

from shebao import cli


def test_a_month_is_proven_to_the_fen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From a roster and a payroll to explained bills; two wrong files are not taken."""
    out = tmp_path / "demo"

    assert cli.main(["demo", "--client-files", "--employees", "10", "--out", str(out)]) == 0

    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["employees"] == summary["filled"] == summary["accepted"] == 10
    assert (summary["refused"], summary["waiting"], summary["unexplained"]) == (2, 0, 0)
    assert summary["bill_total_fen"] == summary["client_total_fen"] > 0
    assert len(summary["refusals"]) == 2
    assert summary["written_back_fen"] == summary["deducted_fen"] > 0
    assert summary["debit_fen"] == summary["credit_fen"] > summary["bill_total_fen"]
    assert (summary["bank_matched"], summary["differing_steps"]) == (1, 0)
    assert summary["proven_steps"] >= 7
    assert "未收下" in capsys.readouterr().out
