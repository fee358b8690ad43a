"""Only a column that names the person's part takes the persons' shares unasked."""

import pytest

from shebao.rules.payroll.payroll_back import BackPlan, Share, plan_shares
from shebao.rules.payroll.payroll_reading import Sheet
from shebao.sandbox.people.people import make_people

(PERSON,) = make_people(1, seed=9)
SHARES = [Share(PERSON.id_number, PERSON.name, 12345)]


def planned(*heads: str) -> BackPlan | str:
    row: list[object] = [PERSON.name, PERSON.id_number, *[900.0 for _ in heads]]
    return plan_shares([Sheet("工资", [["姓名", "身份证号", *heads], row])], SHARES)


@pytest.mark.parametrize("head", ["社保合计", "五险合计", "社保", "社会保险费"])
def test_a_column_that_may_hold_the_units_part_is_asked_about(head: str) -> None:
    """Overwritten with the person's share, the unit's cost is gone."""
    said = planned(head)

    assert isinstance(said, str)
    assert f"C 列“{head}”没有写明是个人部分" in said
    assert "没有写入" in said


@pytest.mark.parametrize("head", ["个人社保", "社保个人合计", "代扣社保", "本人社保"])
def test_a_column_of_the_persons_part_is_taken(head: str) -> None:
    """Beside it a total of both parts is no second choice."""
    plan = planned("社保合计", head)

    assert isinstance(plan, BackPlan)
    assert (plan.letter, plan.cells()) == ("D", {2: 12345})
