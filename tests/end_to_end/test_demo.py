"""``shebao demo`` as people run it, checked by code that shares nothing with it."""

import json
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.libreoffice import convert, unpaged
from tests.pairs import Kind, write_pair
from tests.patience import PATIENCE_SECONDS
from tests.pdf_text import pdf_text

SAMPLE = Path(__file__).parents[1] / "sample_pair"
# Guiyang, November 2026, from the sources named in the rule file: rate of unit and person,
# fixed sum of both, floor, cap. 工伤 is class 1 of the province.
LAW: dict[str, tuple[str, str, int, str, str]] = {
    "110": ("0.16", "0.08", 0, "4426.05", "22130.25"),
    "120": ("0.16", "0.08", 0, "4426.05", "22130.25"),
    "180": ("0.08", "0.04", 0, "4426.05", "22130.25"),
    "210": ("0.007", "0.003", 0, "4426.05", "22130.25"),
    "310": ("0.085", "0.02", 0, "5901.40", "22130.25"),
    "330": ("0", "0", 1600, "0", "0"),
    "410": ("0.004", "0", 0, "4426.05", "22130.25"),
    "510": ("0", "0", 0, "5901.40", "22130.25"),
}


def demo(out: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "shebao.cli", "demo", "--out", str(out), *arguments]
    ended = subprocess.run(command, capture_output=True, timeout=PATIENCE_SECONDS)
    return ended.returncode, ended.stdout.decode() + ended.stderr.decode()


def expected_total_fen(roster: Path, filled: dict[str, int]) -> int:
    """Work the bills out from the roster file, the filled wages and LAW, in Decimal."""
    sheet = openpyxl.load_workbook(roster)["缴费工资申报数据"]
    rows = list(sheet.iter_rows(values_only=True))
    codes = [str(head).split("|")[0] for head in rows[1][4:] if head]
    total = 0
    for row in rows[3:]:
        for code, old in zip(codes, row[4:], strict=False):
            if old is None:
                continue  # not enrolled
            new = filled.get(str(row[2]))
            wage = Decimal(new) if new is not None else Decimal(str(old)) * 100
            unit, person, fixed, floor, cap = LAW[code]
            base = min(max(wage, Decimal(floor) * 100), Decimal(cap) * 100)
            for rate in (unit, person):
                total += int((base * Decimal(rate)).quantize(Decimal(1), ROUND_HALF_UP))
            total += fixed
    return total


def check(out: Path, roster: Path, truth: dict[str, Any]) -> None:
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert (summary["region"], summary["period"] >= "2026-08") == ("520100", True)
    payroll = summary["payroll"]
    assert set(payroll["unknown"]) == set(truth["unknown"])
    assert set(payroll["duplicate"]) == set(truth["duplicates"])
    assert set(payroll["unreadable"]) == set(truth["unreadable"])
    assert set(payroll["absent"]) == set(truth["absent"])
    people = len(truth["wages_fen"])
    assert summary["filled"] == summary["submitted"] == summary["accepted"] == people
    assert summary["refused"] == 0
    assert summary["bill_total_fen"] == summary["paid_fen"]
    assert summary["bill_total_fen"] == expected_total_fen(roster, truth["wages_fen"])
    book = openpyxl.load_workbook(out / "社保费.xlsx")
    header = {"enterprise": "缴费工资申报", "public_body": "缴费工资申报（按险种）"}[truth["kind"]]
    rows = list(book[header].iter_rows(values_only=True))
    heads = next(row for row in rows if "证件号码" in row)
    at, state = heads.index("证件号码"), heads.index("申报状态")
    filed = {str(row[at]) for row in rows if row[state] == "申报成功"}
    assert filed == set(truth["wages_fen"])
    assert f"{summary['paid_fen'] / 100:,.2f}" in pdf_text(out / "税收完税证明.pdf")


def test_round_on_the_sample_pair(tmp_path: Path) -> None:
    """The pair that a careful reader read: the same wages, the same doubts, the same sum."""
    roster = SAMPLE / "参保职工列表.xlsx"

    status, said = demo(tmp_path, "--roster", str(roster), "--payroll", str(SAMPLE / "工资表.xlsx"))

    assert status == 0, said
    check(tmp_path, roster, json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8")))


@pytest.mark.feature("X-HEADLESS")
@pytest.mark.parametrize(("kind", "layout", "seed"), [("public_body", 1, 3), ("enterprise", 2, 4)])
def test_round_on_other_pairs(tmp_path: Path, kind: Kind, layout: int, seed: int) -> None:
    """Another employer, another payroll layout, the same care."""
    pair = write_pair(tmp_path, kind=kind, layout=layout, people=25, seed=seed)

    status, said = demo(
        tmp_path / "out", "--roster", str(pair.roster_path), "--payroll", str(pair.payroll_path)
    )

    assert status == 0, said
    check(tmp_path / "out", pair.roster_path, dict(pair.truth))


def test_workbook_opens_in_libreoffice_with_wages_marks_and_amounts(tmp_path: Path) -> None:
    """What only our own engine could read would be no workbook."""
    status, said = demo(tmp_path / "out", "--employees", "12")
    assert status == 0, said

    convert("pdf", tmp_path, unpaged(tmp_path / "out" / "社保费.xlsx", tmp_path / "unpaged"))

    text = pdf_text(tmp_path / "社保费.pdf")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert text.count("申报成功") >= summary["accepted"]
    assert "错误" in text
    assert f"{summary['paid_fen'] / 100:,.2f}" in text


def test_damaged_payroll_is_one_sentence(tmp_path: Path) -> None:
    """The user's file is named, and no traceback."""
    pair = write_pair(tmp_path, kind="enterprise", layout=0, people=10, seed=1)
    pair.payroll_path.write_bytes(pair.payroll_path.read_bytes()[:3000])

    status, said = demo(
        tmp_path / "out", "--roster", str(pair.roster_path), "--payroll", str(pair.payroll_path)
    )

    assert status == 1
    assert pair.payroll_path.name in said
    assert "Traceback" not in said


def test_damaged_roster_is_one_sentence(tmp_path: Path) -> None:
    """It stops before anything is sent, and says which file."""
    pair = write_pair(tmp_path, kind="enterprise", layout=0, people=10, seed=1)
    pair.roster_path.write_bytes(b"not a workbook")

    status, said = demo(
        tmp_path / "out", "--roster", str(pair.roster_path), "--payroll", str(pair.payroll_path)
    )

    assert status == 1
    assert pair.roster_path.name in said
    assert "Traceback" not in said
