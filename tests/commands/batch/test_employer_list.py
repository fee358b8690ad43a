"""One row of the list of employers, read or refused in words."""

from datetime import time
from typing import Any

import pytest

from shebao.commands.batch.employer_list import Limits, read_employers, read_limits
from shebao.domain.batch_state import Stage
from shebao.domain.errors import ParameterError
from shebao.sheets.declared.employer_list_sheet import EMPLOYERS, EmployerListRow
from shebao.sheets.declared.row import Odd, replace

NONE = {"hours": "", "at_once": "", "rate": ""}


def row(number: int = 8, **cells: object) -> EmployerListRow:
    blank = dict.fromkeys((column.field for column in EMPLOYERS.columns), "")
    told = {**blank, "pay_cap": None, "tax_id": f"91520100MAB8X5G2{number:02}", **cells}
    return EmployerListRow(at=number, **told)  # type: ignore[arg-type]  # cells by name


def test_blank_cells_mean_the_round_without_paying() -> None:
    """Paying is never a default."""
    (read,) = read_employers([row()])
    assert read.stages == (Stage.ROSTER, Stage.WAGES, Stage.BILLS)
    assert (read.pay_cap_fen, read.region, read.fault) == (None, "", "")


@pytest.mark.parametrize("steps", ["缴费、更新职工", "缴费,更新职工", "缴费 更新职工"])
def test_steps_are_done_in_the_rounds_order(steps: str) -> None:
    """Whatever order and sign the clerk writes them with."""
    (read,) = read_employers([row(steps=steps)])
    assert read.stages == (Stage.ROSTER, Stage.PAY)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"tax_id": ""}, "第 8 行“纳税人识别号”空白，或公式未计算"),
        ({"tax_id": "九一"}, "第 8 行“纳税人识别号”是“九一”，不是有效的纳税人识别号"),
        ({"user_name": "a"}, "第 8 行“用户名”是“a”，不是有效的用户名"),
        ({"credential": "a b"}, "第 8 行“凭据”是“a b”，只能用文字、数字和 . _ - / @"),
        ({"region": "乌有乡"}, "第 8 行“参保地”规则书中没有地区“乌有乡”"),
        ({"steps": "上报"}, "第 8 行“步骤”中的“上报”不是步骤"),
        ({"pay_cap": Odd("很多")}, "第 8 行“可缴上限”不是金额"),
        ({"pay_cap": -100}, "第 8 行“可缴上限”不是金额：是负数"),
    ],
)
def test_a_faulty_cell_is_named_with_its_row(cells: dict[str, Any], fault: str) -> None:
    """Among ten thousand rows nobody looks for it."""
    (read,) = read_employers([row(**cells)])
    assert read.fault.startswith(fault)


def test_one_employer_twice_is_a_fault_of_both_rows() -> None:
    """Two users of one employer are not one login; the same login is."""
    twice = row(9, tax_id=row(8).tax_id)
    assert all("第 8、9 行" in read.fault for read in read_employers([row(8), twice]))
    other_user = replace(twice, user_name="财务二")
    assert [read.fault for read in read_employers([row(8), other_user])] == ["", ""]


def test_a_registration_left_blank_may_be_the_one_that_another_row_names() -> None:
    """Both rows were ready: wages by two payrolls, and a cap for each row."""
    tax_id = row(8).tax_id
    one, other = row(9, tax_id=tax_id, registration_no="1"), row(10, tax_id=tax_id)
    assert [read.fault != "" for read in read_employers([row(8), one])] == [True, True]
    two = row(11, tax_id=tax_id, registration_no="2")
    assert [read.fault for read in read_employers([one, two])] == ["", ""]
    read = read_employers([one, two, other])
    assert "第 9、10 行" in read[0].fault
    assert "第 9、10、11 行" in read[2].fault or "第 9、11、10 行" in read[2].fault


def test_ten_thousand_rows_with_three_percent_faults() -> None:
    """Only the faulty ones are left out."""
    rows = [
        row(n, steps="上报" if n % 33 == 0 else "", tax_id=f"9152010{n:011}")
        for n in range(8, 10_008)
    ]
    read = read_employers(rows)
    assert sum(bool(each.fault) for each in read) == sum(n % 33 == 0 for n in range(8, 10_008))


def test_limits_are_none_unless_written() -> None:
    """Working hours default to none."""
    assert read_limits(NONE) == Limits()
    given = {"hours": "08:30－17:30", "at_once": "4", "rate": "20"}
    assert read_limits(given) == Limits(time(8, 30), time(17, 30), 4, 20)


@pytest.mark.parametrize(
    "cells",
    [
        {"hours": "17:30-08:30"},
        {"hours": "全天"},
        {"at_once": "0"},
        {"rate": "1.5"},
        {"rate": "9" * 5_000},
    ],
)
def test_a_limit_that_cannot_be_read_stops_everything(cells: dict[str, str]) -> None:
    """Taken for none, it would let the batch run at noon on everybody's bureau."""
    with pytest.raises(ParameterError, match="没有执行"):
        read_limits({**NONE, **cells})
