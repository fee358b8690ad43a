"""The plain worksheet formulas against ``rules.premium``, recalculated by LibreOffice."""

import random
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter

from shebao.contract.rule_file import RoundingMode, RoundingRule
from shebao.domain.limits import Limit, Limits, Rate
from shebao.domain.money import cell_of
from shebao.rules.premiums.premium import premium
from shebao.rules.premiums.premium_formula import (
    FormulaKind,
    PayerCells,
    worksheet_formula,
)
from tests.libreoffice import convert
from tests.udfs.strict_worksheet import evaluated

ROUNDINGS = [
    RoundingRule(mode=mode, unit_fen=unit, source="test")
    for mode in RoundingMode
    for unit in (1, 10, 100)
]
HALF_UP = RoundingRule(mode=RoundingMode.HALF_UP, unit_fen=1, source="test")
KINDS = list(FormulaKind)
PARTS = [FormulaKind.BASE, FormulaKind.UNIT, FormulaKind.PERSON]


@dataclass(frozen=True)
class Case:
    wage_fen: int
    floor_fen: int | None
    cap_fen: int | None
    rate: Rate
    rounding: RoundingRule
    kind: FormulaKind

    def expected_fen(self) -> list[int]:
        """Base, unit, person and total."""
        limits = Limits({"110": Limit(self.floor_fen, self.cap_fen, "test", grade="官方")})
        due = premium(self.wage_fen, "110", limits, self.rate, self.rounding)
        return [due.base_fen, due.unit_fen, due.person_fen, due.total_fen]


def recalculated(folder: Path, rows: list[list[object]]) -> list[list[object]]:
    """Write rows, texts that start with = as formulas; return what LibreOffice makes of them."""
    source, answer = folder / "rows.xlsx", folder / "answer"
    book = xlsxwriter.Workbook(str(source))
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(number, column, value, None, "")
            elif value is not None:
                sheet.write(number, column, value)
    book.close()
    convert("xlsx", answer, source)
    found = python_calamine.CalamineWorkbook.from_path(str(answer / source.name))
    return [list(row) for row in found.get_sheet_by_index(0).to_python(skip_empty_area=False)]


def on_a_half(draw: random.Random, ppm: int, unit_fen: int) -> int:
    """Return a base whose product with the rate ends on half a rounding unit, when there is one."""
    divisor = 1_000_000 * unit_fen
    for _ in range(40):
        base = draw.randrange(300_000, 3_000_000)
        step = base * ppm % divisor
        if (divisor // 2 - step) % ppm == 0:
            return base + (divisor // 2 - step) // ppm
    return draw.randrange(1, 1_000_000_000)


def some_cases(count: int) -> list[Case]:
    """Wages under, on, between and over limits; halves of a unit at the wage or at a limit."""
    draw = random.Random(86)
    cases = []
    for number in range(count):
        rounding = ROUNDINGS[number % len(ROUNDINGS)]
        unit_ppm = draw.choice([160_000, 5_000, 7_000, 85_000, 2_000, 4_000, 1_600, 125, 999_999])
        person_ppm = draw.choice([80_000, 3_000, 20_000, 0, 500_000])
        half = on_a_half(draw, unit_ppm, rounding.unit_fen)
        floor, cap = sorted((draw.randrange(200_000, 700_000), draw.randrange(200_000, 3_000_000)))
        wage = [
            draw.randrange(0, 1_000_000_000),
            draw.randrange(max(floor - 3, 0), floor + 3),
            draw.randrange(max(cap - 3, 0), cap + 3),
            half,
            draw.randrange(floor, cap + 1),
            draw.choice([0, 1, 999_999_999]),
        ][number % 6]
        if number % 5 == 0 and half > 0:
            floor, cap, wage = 1, half, draw.randrange(half, 999_999_999 + 1)
        fixed = (0, 800) if number % 11 == 0 else (0, 0)
        cases.append(
            Case(
                wage,
                None if number % 7 == 0 else floor,
                None if number % 13 == 0 else cap,
                Rate(unit_ppm, person_ppm, *fixed, "test", grade="官方"),
                rounding,
                draw.choice(PARTS),
            )
        )
    return cases


def row_of(case: Case, number: int) -> list[object]:
    """Lay a case out: wage, limits, rates, fixed sum, then the total and one part of it."""
    unit = PayerCells(rate=f"$D{number}")
    person = PayerCells(rate=f"E{number}", fixed=f"F{number}")
    floor = None if case.floor_fen is None else f"B{number}"
    cap = None if case.cap_fen is None else f"C{number}"
    cells = [
        cell_of(case.wage_fen),
        None if case.floor_fen is None else cell_of(case.floor_fen),
        None if case.cap_fen is None else cell_of(case.cap_fen),
        case.rate.unit_ppm / 1_000_000,
        case.rate.person_ppm / 1_000_000,
        cell_of(case.rate.person_fixed_fen),
    ]
    formulas = [
        worksheet_formula(kind, f"A{number}", floor, cap, unit, person, case.rounding)
        for kind in (case.kind, FormulaKind.TOTAL)
    ]
    return [*cells, *formulas]


def test_ten_thousand_rows_agree_to_the_fen(tmp_path: Path) -> None:
    """A template that is one fen off is believed, because the user sees its formula.

    The numbers must be the very doubles that ``cell_of`` gives, so that sums agree too.
    """
    cases = some_cases(10_000)

    found = recalculated(tmp_path, [row_of(case, n) for n, case in enumerate(cases, start=1)])

    wrong = []
    for case, row in zip(cases, found, strict=True):
        parts = case.expected_fen()
        if row[6:] != [cell_of(parts[KINDS.index(case.kind)]), cell_of(parts[-1])]:
            wrong.append((case, row[6:], parts))
    assert wrong[:3] == []


def test_no_program_needs_to_forgive_binary_noise() -> None:
    """LibreOffice rounds to 15 digits before INT; nobody promises that Excel and WPS do."""
    for case in some_cases(3_000):
        row = row_of(case, 1)
        cells = {name: x for name, x in zip("ABCDEF", row, strict=False) if isinstance(x, float)}
        by_address = {f"{name}1": x for name, x in cells.items()}
        parts = case.expected_fen()

        found = [evaluated(str(formula), by_address) for formula in row[6:]]

        assert found == [cell_of(parts[KINDS.index(case.kind)]), cell_of(parts[-1])], case


def test_the_rows_hold_what_breaks_a_careless_formula() -> None:
    """Without halves and bound limits the ten thousand would prove little."""
    cases = some_cases(10_000)
    halves = sum(
        c.expected_fen()[0] * c.rate.unit_ppm % (10**6 * c.rounding.unit_fen)
        == 500_000 * c.rounding.unit_fen
        for c in cases
    )
    bound = sum(c.expected_fen()[0] != c.wage_fen for c in cases)

    careless = sum(
        round(cell_of(c.expected_fen()[0]) * (c.rate.unit_ppm / 1e6), 2)
        != cell_of(c.expected_fen()[1])
        for c in cases
        if c.rounding == HALF_UP
    )

    assert halves > 500
    assert bound > 2000
    assert careless > 10


def test_what_is_no_wage_or_no_rule_gives_no_amount(tmp_path: Path) -> None:
    """MIN and MAX pass over text: unguarded, a wage of "5000元" would be charged at the cap."""
    strange: list[object] = [
        "5000元", -1.0, 5000.005, 10_000_000.0, '="8000"', "=1/0", "=NA()",
    ]  # fmt: skip
    wages = [8000.0, *strange, None, 8000.0, 8000.0, 8000.0]
    refs = [("$B$1", "$C$1", "$D$1")] * len(wages)
    refs[-3:] = [("$Z$1", "$C$1", "$D$1"), ("$B$1", "$Z$1", "$D$1"), ("$B$1", "$C$1", "$Z$1")]
    rows: list[list[object]] = [
        [wage, 4426.05, 22130.25, 0.16, 0.08]
        + [
            worksheet_formula(
                kind, f"A{n}", floor, cap, PayerCells(rate=rate), PayerCells(rate="$E$1"), HALF_UP
            )
            for kind in (FormulaKind.UNIT, FormulaKind.TOTAL)
        ]
        for n, (wage, (floor, cap, rate)) in enumerate(zip(wages, refs, strict=True), start=1)
    ]

    found = [row[5:] for row in recalculated(tmp_path, rows)]

    assert found[0] == [1280.0, 1920.0]
    assert found[len(strange) + 1] == ["", ""], "a row that is not filled yet"
    for wage, row in zip(wages[1:], found[1:], strict=True):
        assert not any(isinstance(cell, float) for cell in row), wage


def test_fixed_sum_needs_no_limits() -> None:
    """大额医疗 has no base, so blank limit cells must not stop it."""
    formula = worksheet_formula(
        FormulaKind.PERSON, "A1", "B1", "C1", PayerCells(), PayerCells(fixed="8"), HALF_UP
    )

    assert "B1" not in formula
    assert "ROUND(8*100,0)" in formula


def test_payer_without_rate_or_sum_owes_nothing() -> None:
    """工伤 has no personal part."""
    formula = worksheet_formula(
        FormulaKind.PERSON, "A1", None, None, PayerCells(), PayerCells(), HALF_UP
    )

    assert formula.endswith("(0)/100)))")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_only_functions_that_every_program_has(kind: FormulaKind, rounding: RoundingRule) -> None:
    """One newer function, and WPS shows #NAME? in every row."""
    cells = PayerCells(rate="D1", fixed="E1")
    formula = worksheet_formula(kind, "A1", "B1", "C1", cells, cells, rounding)

    assert set(re.findall(r"[A-Z.]+(?=\()", formula)) <= {
        "IF", "COUNT", "NA", "OR", "ROUND", "MIN", "MAX", "INT",
    }  # fmt: skip
    assert len(formula) < 1000
