"""What comes by the hundred thousand is held without a dict and a set of its own."""

import pytest

from shebao.contract.employees import Employee, Enrolment, as_json, employee_of
from shebao.contract.premiums import BillLine
from shebao.contract.queries import WageRecord
from shebao.contract.wages import FiledWage, WageItem, WageItemResult
from tests.rules.cases import employee

ROWS = (Employee, Enrolment, BillLine, FiledWage, WageItem, WageItemResult, WageRecord)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_slots_alone(row: type) -> None:
    """As models 100,000 employees took 650 MiB."""
    assert "__dict__" not in dir(row)


def test_an_employee_comes_back_from_the_store_as_it_was() -> None:
    known = employee()

    assert employee_of(as_json(known)) == known
