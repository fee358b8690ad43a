"""Each check of a wage row: what it refuses, and that a clean row passes all of them."""

import importlib
import pkgutil
from datetime import date

import pytest

import shebao.rules.checks
from shebao.contract.rule_file import WageWindow
from shebao.contract.session import EmployerKind
from shebao.contract.states import EmployeeState, PayableState
from shebao.contract.wages import FiledPeriod, FiledWage, WageFilingKind, WageMode
from shebao.domain.finding import Finding, Severity
from shebao.domain.limits import Limit, Limits
from shebao.domain.period import Period
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.r012_lowered_after_filing import WAYS
from shebao.rules.checks.wage_checks import WAGE_CHECKS, check_wages
from shebao.rules.checks.wage_columns import Displaced, Displacement
from shebao.rules.checks.wage_facts import WageFacts
from shebao.rules.filed_wages import filed_wages
from tests.rules.cases import OTHER_ID, employee, facts, filed, insurance_row, row

FILED = facts(filed_periods=filed("2026-11"))
TWICE = (row(), row())
TURN_OF_THE_YEAR = WageWindow(opens="11-01", closes="02-28", source="test")
DAILY = WageFilingKind.DAILY
ANNUAL = WageFilingKind.ANNUAL
IN_MAY = date(2026, 5, 10)
TWO_FLOORS = Limits(
    {
        "110": Limit(442_605, 2_213_025, "test", grade="官方"),
        "310": Limit(590_140, 2_213_025, "test", grade="官方"),
    }
)
WAGE = "新缴费工资"
APART = Displaced(Displacement.SORTED, {7, 8})
SHIFTED = Displaced(Displacement.DOWN, {7, 12})
ENDED = {"110": "2026-11", "410": "2026-11"}

CASES: list[tuple[str, WageRow, WageFacts, str]] = [
    ("R001", row(key=OTHER_ID), facts(), "与本行原来的职工不一致"),
    ("R002", row(id_number=OTHER_ID), facts(), "该人员无效，或无有效险种"),
    ("R002", row(name="钱二"), facts(), "该人员无效，或无有效险种"),
    ("R002", row(id_type="208"), facts(), "该人员无效，或无有效险种"),
    ("R002", row(), facts(employee(state=EmployeeState.STOPPED)), "该人员无效，或无有效险种"),
    ("R003", row(), facts(rows=TWICE), "出现 2 次"),
    (
        "R004",
        row(),
        facts(kind=WageFilingKind.ANNUAL),
        "选择了“年度申报”，但当前不在年度缴费工资申报期限",
    ),
    (
        "R004",
        row(),
        facts(today=date(2026, 6, 30)),
        "当前仍在年度缴费工资申报期限（每年 04-01 至 06-30）内，请使用“年度申报”",
    ),
    (
        "R004",
        row(),
        facts(window=TURN_OF_THE_YEAR),  # over the turn of the year
        "每年 11-01 至 02-28",
    ),
    ("R005", row(), facts(employer_kind=EmployerKind.PUBLIC_BODY), "应按险种申报缴费工资"),
    ("R006", row(), facts(is_year_open=True), "“生效年度”为空，年度调整必须选择需要调整的生效年度"),
    ("R006", row(), facts(effective_from=Period(2027, 1)), "2027 年度还没有开始"),
    (
        "R006",
        row(),
        facts(kind=ANNUAL, today=IN_MAY, effective_from=Period(2025, 1)),
        "年度申报只能申报 2026 年度",
    ),
    ("R006", row(), facts(kind=DAILY), "“生效月份”是 2026-01，只能在 2026-09 至 2026-12 之间"),
    (
        "R006",
        row(),
        facts(kind=DAILY, effective_from=Period(2027, 1)),
        "“生效月份”是 2027-01，只能在 2026-09 至 2026-12 之间",
    ),
    ("R006", row(), facts(kind=DAILY, daily_wages=None), "某省某市没有日常缴费工资申报"),
    ("R002", row(), facts(employee(ended=ENDED), effective_from=Period(2026, 12)), "没有有效险种"),
    ("R010", row(None), facts(), "为空"),
    ("R010", row(""), facts(), "为空"),
    ("R010", row("9,000.00"), facts(), "是文本，不是数字，请改为数字 9,000.00"),
    ("R010", row("待定"), facts(), "待定"),
    ("R010", row(0.0), facts(), "必须大于 0"),
    ("R010", row(-5.0), facts(), "必须大于 0"),
    ("R010", row(1e308), facts(), "不能作为工资"),
    ("R010", row(float("nan")), facts(), "不能作为工资"),
    ("R010", row(float("inf")), facts(), "不能作为工资"),
    ("R010", row(100.005), facts(), "超过两位小数"),
    ("R010", row(True), facts(), "不能作为工资"),
    ("R010", row(2e10), facts(), "过大"),
    ("R010", insurance_row(i110=None, i410=9000.0), facts(), "110|险种"),
    (
        "R010",
        insurance_row(i110=None, i410=None),
        facts(employee(ended={"110": "2026-05", "410": "2026-05"})),
        "本行没有任何缴费工资",
    ),
    ("R011", insurance_row(i110=9000.0, i410=9000.0, i310=9000.0), facts(), "未参加"),
    ("R012", row(7_999.99), FILED, "2026-11属期存在已申报数据，不允许调低缴费工资"),
    ("R012", insurance_row(i110=7_999.99, i410=9000.0), FILED, "2026-11属期存在已申报数据"),
    (
        "R012",
        row(7_999.99),
        facts(filed_periods=filed("2026-03", "2026-10")),
        "2026-03属期存在已申报数据",
    ),
    ("R013", insurance_row(i110=9000.0), facts(), "该职工参加工伤保险，但本表没有这些险种的列"),
    ("R014", row(None), facts(filed_from_sheet={"*": 800_000}), "不能删除，直至减员"),
    ("R014", row(""), facts(filed_from_sheet={"*": 800_000}), "已申报 8,000.00 元，现为空"),
    ("R014", row(0.0), facts(), "是 0 元：缴费工资申报后只能调整，不能删除，直至减员"),
    ("R014", insurance_row(i110=0.0, i410=9000.0), facts(), "“110|险种”是 0 元"),
    (
        "R014",
        insurance_row(i110=9000.0, i410=None),
        facts(filed_from_sheet={"410": 1}),
        "“410|险种”已申报",
    ),
    ("R100", row(), facts(limits=Limits({})), "没有养老保险、工伤保险的上下限"),
    ("R104", row(), facts(filed_periods=None), "是否调低缴费工资未校验"),
    ("R101", row(4_426.04), facts(), "按下限 4,426.05 元"),
    (
        "R101",
        row(4_426.04),
        facts(employee(insurances=("110", "310")), limits=TWO_FLOORS),
        "按下限 4,426.05 元、5,901.40 元（医疗保险）",
    ),
    (
        "R101",
        row(4_426.04),
        facts(limits=Limits({"110": Limit(442_605, None, "test", "二手", is_carried=True)})),
        "按下限 4,426.05 元（养老保险，※二手 暂按上年）",
    ),
    ("R102", row(22_130.26), facts(), "按上限 22,130.25 元"),
    (
        "R103",
        row(9_000.0),
        facts(filed_from_sheet={"*": 800_000}),
        "已申报 8,000.00 元，改动未报",
    ),
    (
        "R105",
        row(12_000.01),
        facts(far_ppm=500_000),
        "比原缴费工资 8,000.00 元高 50%，请核对",
    ),
    ("R105", row(3_999.99), facts(far_ppm=500_000), "比原缴费工资 8,000.00 元低 50%"),
    ("R105", insurance_row(i110=8_000.01, i410=8_000.0), facts(far_ppm=0), "高 0%"),
    ("R106", row(82_000.0), facts(), "现填 82,000.00 元，约为其 10 倍，是否多写了一个 0"),
    ("R106", row(800.0), facts(), "约为其十分之一，是否少写了一个 0？"),
    ("R106", row(800_000.0), facts(), "约为其 100 倍，是否把分写成了元"),
    ("R106", row(8.5), facts(), "约为其千分之一，是否以千元填写？"),
    ("R107", row(), facts(columns={WAGE: APART}), "可能单独排过序而姓名没有跟着移动"),
    ("R108", row(), facts(columns={WAGE: SHIFTED}), "第 7 至 12 行的金额与上一行职工的原"),
    ("R103", row("待定"), facts(filed_from_sheet={"*": 800_000}), "改动未报"),
    ("R103", row(9_000.0), facts(filed_from_sheet={"*": 800_000}), "元，改动未报"),
]


def found(wages: WageRow, known: WageFacts) -> list[Finding]:
    return check_wages([wages], known)[0]


@pytest.mark.parametrize(("code", "wages", "known", "words"), CASES)
def test_fault_is_named(code: str, wages: WageRow, known: WageFacts, words: str) -> None:
    """A cause that is not named here comes back from the bureau after the window closed."""
    mine = [f for f in found(wages, known) if f.code == code]

    assert mine
    assert words in mine[0].sentence
    assert mine[0].severity is (Severity.WARNING if code >= "R100" else Severity.ERROR)


@pytest.mark.parametrize(
    ("wages", "known"),
    [
        (row(), facts(rows=(row(),))),
        (row(4_426.05), facts()),
        (row(22_130.25), facts()),
        (row(8_000.0), FILED),
        (
            row(7_999.99),
            facts(filed_periods=filed("2026-11", insurances=("330",))),
        ),  # not this person's
        (row(), facts(kind=WageFilingKind.ANNUAL, today=date(2026, 4, 1))),
        (row(), facts(kind=DAILY, today=date(2026, 4, 1), effective_from=Period(2026, 2))),
        (row(), facts(kind=DAILY, effective_from=Period(2026, 12))),
        (row(), facts(effective_from=Period(2025, 1))),
        (row(), facts(kind=ANNUAL, today=IN_MAY, is_year_open=True)),
        (insurance_row(i110=9000.0), facts(employee(ended={"410": "2026-05"}))),
        (
            insurance_row(i110=9000.0, i410=None),  # that employee has left this insurance
            facts(employee(ended={"410": "2026-05"}), filed_from_sheet={"410": 800_000}),
        ),
        (insurance_row(i110=9000.0, i410=9000.0), facts(employee(ended={"410": "2026-05"}))),
        (
            insurance_row(i110=9000.0, i410=9000.0),
            facts(employer_kind=EmployerKind.PUBLIC_BODY, mode=WageMode.BY_INSURANCE),
        ),
        (row(0.1 + 0.2 + 8_999.7), facts()),  # binary noise of a formula is no third decimal
        (insurance_row(i110=9000.0, i410=9000.0, i310=None), facts()),
        (row(12_000.0), facts(far_ppm=500_000)),
        (row(4_426.05), facts(far_ppm=500_000)),
        (row(), facts(employee(wage_fen=None), far_ppm=0)),  # a first filing
        # a fixed sum is due whatever the wage, with limits in the file or without
        (row(), facts(employee(insurances=("110", "330")), fixed=frozenset({"330"}))),
        (
            row(5_000.0),
            facts(employee(insurances=("110", "310")), limits=TWO_FLOORS, fixed=frozenset({"310"})),
        ),
    ],
)
def test_clean_row_passes(wages: WageRow, known: WageFacts) -> None:
    """A false alarm that blocks can cost HR the filing window."""
    assert found(wages, known) == []


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (
            {},
            "2026-09、2026-10 未缴费，请依次办理：①作废这些属期的社保费申报；"
            "②调低并重新申报缴费工资；③重新申报社保费",
        ),
        (
            {"2026-09": PayableState.PAID},
            "2026-09 已缴费，请到办税服务厅办理缴费工资调减业务，并办理退费；2026-10 未缴费",
        ),
        ({"2026-10": PayableState.FILING}, "2026-10 正在申报，请先点击“社保费申报结果”"),
        ({"2026-09": PayableState.BATCHED}, "2026-09 已生成待批扣清册，请等待扣款结果"),
    ],
)
def test_lowered_wage_names_the_way_out(states: dict[str, PayableState], words: str) -> None:
    """Void, lower and refile while unpaid; hall and refund once paid (G 2.4.1.3 一)."""
    known = facts(filed_periods=filed("2026-09", "2026-10", states=states))

    (finding,) = found(row(7_999.99), known)

    assert finding.sentence.startswith(
        "2026-09属期存在已申报数据，不允许调低缴费工资（已申报 8,000.00 元，现填 7,999.99 元）。"
    )
    assert words in finding.sentence
    assert finding.column == "新缴费工资"


def test_every_state_of_a_filed_period_has_its_way_out() -> None:
    """A state without one would break the check in the clerk's hands."""
    open_again = {PayableState.INITIAL, PayableState.VOIDED}
    assert {state for state, _ in WAYS} == set(PayableState) - open_again


def test_withdrawn_bill_holds_nobody_to_its_wage() -> None:
    """What was voided at the bureau is no filed period."""
    page = [FiledPeriod(period="2026-10", unit_no="1", insurance="110", state=PayableState.VOIDED)]
    wage = FiledWage(person_no="7", insurances=["110"], periods=["2026-10"], wage_fen=900_000)

    assert filed_wages(page, [wage]).lowered_by("7", 100, ["110"]) == []


def test_every_check_has_a_failing_case_and_every_case_a_check() -> None:
    """A check without a case could be deleted and nobody would notice."""
    modules = {
        name: importlib.import_module(f"shebao.rules.checks.{name}")
        for _, name, _ in pkgutil.iter_modules(shebao.rules.checks.__path__)
        if name[0] == "r" and name[1:4].isdigit()
    }

    assert {module.check for module in modules.values()} == set(WAGE_CHECKS)
    assert {name[:4].upper() for name in modules} == {code for code, *_ in CASES}


def test_what_a_person_is_insured_with_is_worked_out_once() -> None:
    """Ten checks ask it of each row, of a hundred thousand rows."""
    known = facts()

    assert known.insured(row().id_number) is known.insured(row().id_number)
    assert known.due(row().id_number) is known.due(row().id_number)
    assert known.insured(row().id_number)


def test_a_limit_is_put_into_words_once_however_many_cross_it() -> None:
    """A big employer has thousands below a floor or over a cap."""
    known = facts()
    low, high = row(4_426.04), row(22_130.26)

    findings = check_wages([low, high, low, high], known)

    assert findings[0] == findings[2]
    assert findings[1] == findings[3]
    assert len(known.limit_words) == 2
