"""Who should have been taken off, what that costs, and who should have been enrolled."""

import pytest

from shebao.sheets.declared.employee_sheets import JOINERS, LEAVERS, ROSTER
from shebao.sheets.declared.premium_sheets import BILL_LINES
from tests.commands.people import first_id, leaves
from tests.desk import Desk


@pytest.mark.feature("X-LEAVERS", "X-GRADE")
def test_absent_employees_are_listed_with_what_the_bureau_will_charge(desk: Desk) -> None:
    """Our forecast of a missed 减员 is the bureau's own bill for that person."""
    desk.until_rostered()
    payroll = {"工资表文件": str(desk.payroll)}

    ran = desk.done("list_leavers", payroll)

    absent = desk.truth["absent"]
    rows = {str(row["id_number"]): row for row in desk.rows(LEAVERS)}
    assert sorted(rows) == absent
    desk.done("update_bills")
    desk.done("show_bill_lines", {"提交范围": "全部"})
    charged: dict[str, dict[str, float]] = {}
    for line in desk.rows(BILL_LINES):
        of_one = charged.setdefault(str(line["id_number"]), {})
        name = str(line["insurance_name"])
        of_one[name] = of_one.get(name, 0) + float(str(line["due"]))
    for id_number, row in rows.items():
        ours = {head[4:]: row[head] for head in row if "|" in head and row[head] is not None}
        assert ours == pytest.approx(charged[id_number])
        assert row["total"] == pytest.approx(sum(charged[id_number].values()))
        assert float(str(row["unit"])) > float(str(row["person"])) > 0
        assert row["grade"] == "※二手"
    assert ran.message.startswith(f"按“{desk.payroll.name}”的工作表“")
    assert f"应减未减 {len(absent)} 人" in ran.message
    assert "未计减免" in ran.message


@pytest.mark.feature("X-LEAVERS")
def test_paid_but_not_enrolled_are_listed(desk: Desk) -> None:
    """Strangers, and employees who were stopped too early; a wrong name is to be checked."""
    desk.until_rostered()
    stopped = first_id(desk)
    leaves(desk, stopped)

    desk.done("list_leavers", {"工资表文件": str(desk.payroll)})

    rows = {str(row["id_number"]): row for row in desk.rows(JOINERS)}
    kinds = {id_number: row["kind"] for id_number, row in rows.items()}
    assert {i for i, kind in kinds.items() if kind == "应增未增"} == {
        *desk.truth["unknown"],
        stopped,
    }
    assert {i for i, kind in kinds.items() if kind == "待核对"} == set(desk.truth["conflicts"])
    enrolled = {str(row["id_number"]): row["name"] for row in desk.rows(ROSTER)}
    for id_number in desk.truth["conflicts"]:  # “再点击从工资表填写” is another command's advice
        said = str(rows[id_number]["sentence"])
        assert said.startswith(f"参保登记的姓名是“{enrolled[id_number]}”")
        assert said.endswith("改正工资表后重新核对。")
    assert "后停止缴费；如仍在职请办理增员。" in str(rows[stopped]["sentence"])
    assert stopped not in {row["id_number"] for row in desk.rows(LEAVERS)}


@pytest.mark.feature("X-LEAVERS")
def test_a_sum_without_somebodys_wage_says_that_it_is_too_small(desk: Desk) -> None:
    """“多缴 1,000 元” that is really more has the 减员 put off."""
    desk.join("无工资者", "110")
    desk.until_rostered()

    ran = desk.done("list_leavers", {"工资表文件": str(desk.payroll)})

    unsure = [row for row in desk.rows(LEAVERS) if row["reason"]]
    assert "无工资者" in {row["name"] for row in unsure}
    assert f"其中 {len(unsure)} 人有险种未测算，实际更多" in ran.message


@pytest.mark.feature("X-LEAVERS")
def test_whoever_is_taken_off_already_is_not_listed(desk: Desk) -> None:
    """The list is what is left to do."""
    desk.until_rostered()
    done = desk.truth["absent"][0]
    leaves(desk, done)

    ran = desk.done("list_leavers", {"工资表文件": str(desk.payroll)})

    assert done not in {row["id_number"] for row in desk.rows(LEAVERS)}
    assert ran.answer["counts"]["leavers"] == len(desk.truth["absent"]) - 1


@pytest.mark.feature("X-LEAVERS")
@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({}, "工作表“应减未减”的“工资表文件”为空，没有执行"),
        ({"工资表文件": "没有.xlsx"}, "文件“没有.xlsx”不存在"),
        ({"工资列": "没有的列"}, "没有列“没有的列”"),
    ],
)
def test_without_a_readable_payroll_nobody_is_listed(
    desk: Desk, parameters: dict[str, str], why: str
) -> None:
    """Else everyone would be a leaver."""
    desk.until_rostered()
    before = desk.book.read_bytes()
    if "工资列" in parameters:
        parameters = {**parameters, "工资表文件": str(desk.payroll)}

    ran = desk.run("list_leavers", parameters)

    assert (ran.status, why in ran.message) == (1, True)
    assert desk.book.read_bytes() == before
