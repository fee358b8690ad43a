"""Over many random payroll files nobody gets a wage that is not theirs."""

from pathlib import Path

import pytest

from shebao.rules.payroll.payroll import read_payroll
from shebao.rules.payroll.payroll_reading import PayrollQuestion, PayrollReading
from tests.grids import grids_here
from tests.libreoffice import convert
from tests.rules.payroll_corpus import Case, make_case

pytestmark = pytest.mark.feature("W-PAYROLL")

FILES = 150


def read(case: Case, path: Path | None = None) -> PayrollReading | PayrollQuestion:
    return read_payroll(grids_here(path or case.path), case.roster)


@pytest.mark.parametrize("first", range(0, FILES, 30))
def test_no_random_file_is_misread(tmp_path: Path, first: int) -> None:
    """A question is always right; a reading must be the truth, whole, with every doubt named."""
    asked = []
    for seed in range(first, first + 30):
        case = make_case(tmp_path, seed)
        reading = read(case)
        if isinstance(reading, PayrollQuestion):
            asked.append((seed, reading.sentence))
            continue
        assert reading.wages_fen == case.wages_fen, seed
        doubted = {d.id_number: str(d.kind) for d in reading.doubts}
        assert doubted == case.doubts, seed
    assert len(asked) < 8, asked


def test_old_workbooks_read_as_the_new_ones(tmp_path: Path) -> None:
    """HR's .xls come from payroll programs and from a clerk's 另存为."""
    made = (make_case(tmp_path, seed) for seed in range(20))
    cases = [case for case in made if case.path.suffix == ".xlsx"][:6]
    convert("xls", tmp_path, *(case.path for case in cases))

    for case in cases:
        reading = read(case, case.path.with_suffix(".xls"))
        if isinstance(reading, PayrollReading):
            assert reading.wages_fen == case.wages_fen
