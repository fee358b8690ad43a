"""What an accountant types of a city's law, and what comes of it."""

import pytest

from shebao.contract.rule_file import Grade, LimitRule, RateRule, RuleFile
from shebao.contract.session import EmployerKind
from shebao.domain.period import Period
from shebao.rule_book.book import rule_file
from shebao.rules.own_values import OwnValueError, cells_of, rules_of, with_own
from shebao.rules.premiums.in_force import limits_in_force, rates_in_force, rows_in_force
from shebao.rules.premiums.one_person import one_person
from shebao.rules.rule_file_faults import rule_file_faults
from shebao.sandbox.premiums.premium import charge
from shebao.sandbox.premiums.rulebook import Rules

pytestmark = pytest.mark.feature("X-OWNRULES")
ROW = {
    "insurance": "310", "first": "2026-10", "unit_rate": "8.6%", "person_rate": "0.02",
    "source": "成医保发〔2026〕99号", "checked_on": "2026-11-29",
}  # fmt: skip

SUM = {"insurance": "330", "unit_rate": "", "person_rate": "", "person_sum": "130"}


def present() -> RuleFile:
    file = rule_file("510100")
    assert file is not None
    return file


def test_a_row_becomes_a_rate_of_the_users() -> None:
    (row,) = rules_of(ROW, present())

    assert isinstance(row, RateRule)
    assert (row.unit_ppm, row.person_ppm, row.grade) == (86_000, 20_000, Grade.CUSTOM)
    assert (row.effective_from, row.effective_to) == ("2026-10", "2026-12")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"insurance": "999"}, "没有险种“999”"),
        ({"kind": "工厂"}, "单位类型“工厂”"),
        ({"first": "2026.10"}, "生效月份“2026.10”"),
        ({"last": "2026-09"}, "截止月份“2026-09”"),
        ({"source": ""}, "没有填写依据的文件"),
        ({"checked_on": "昨天"}, "核对日期“昨天”"),
        ({"unit_rate": "16"}, "应写成 16% 或小数"),
        ({"unit_rate": "十六"}, "不是数字"),
        ({"unit_rate": "8.61234%"}, "不合理"),
        ({"unit_rate": "", "person_rate": ""}, "没有填写上下限、费率或定额"),
        ({"person_sum": "8"}, "费率和定额不能同时填写"),
        ({"floor": "4699.001"}, "缴费下限“4699.001”"),
        ({"insurance": "410"}, "工伤保险的单位费率以单位登记为准"),
        ({"months": "1"}, "“缴纳月份”用于一年只在这些月份缴纳的定额"),
        ({**SUM, "months": "13"}, "缴纳月份“13”应为 1 至 12 的月份"),
        ({**SUM, "months": "年初"}, "缴纳月份“年初”"),
        ({**SUM, "months": "9" * 5_000}, "应为 1 至 12 的月份"),  # Python makes no number of it
    ],
)
def test_what_cannot_be_read_is_named(changes: dict[str, str], words: str) -> None:
    with pytest.raises(OwnValueError, match=words):
        rules_of(ROW | changes, present())


def test_the_users_value_stands_in_its_months_and_the_old_one_beside_it() -> None:
    own = rules_of(ROW | {"last": "2026-11"}, present())

    file = with_own(present(), own, "试样")

    assert rule_file_faults(file, "510100", ("310",)) == []
    rates = [rates_in_force(file, Period(2026, m), 2_400)["310"].unit_ppm for m in (9, 10, 11, 12)]
    assert rates == [83_000, 86_000, 86_000, 83_000]


@pytest.mark.parametrize(("typed", "months"), [("1", [1]), ("7月、1月", [1, 7]), ("3，9", [3, 9])])
def test_a_yearly_sum_falls_due_in_its_months_for_client_and_bureau(
    typed: str, months: list[int]
) -> None:
    """大额医疗 of 130 a year is 130 in its month: not a twelfth every month, nor 130 each time."""
    year = ROW | SUM | {"first": "2026-01", "last": "2026-12", "months": typed}
    own = rules_of(year, present())
    names = {rule.insurance: rule.name for rule in present().insurances}
    assert cells_of(own[0], names)["months"] == "、".join(map(str, months))

    file = with_own(present(), own, "试样")

    assert rule_file_faults(file, "510100", ("330",)) == []
    bureau = Rules(file, b"", "")
    for month in range(1, 13):
        due = 13_000 if month in months else 0
        cost = one_person(file, Period(2026, month), 800_000, EmployerKind.ENTERPRISE, "", 2_400)
        shares = {share.key: (share.unit_fen, share.person_fen) for share in cost.shares}
        assert shares.get("large_medical") == ((0, due) if due else None)
        assert ("330" in {rule.insurance for rule in cost.missing}) is False
        assert bureau.charges("330", f"2026-{month:02d}") == bool(due)
        rate = bureau.rate("330", f"2026-{month:02d}")
        charged = 0 if rate is None else charge(1, None, rate, file.rounding, 0).person_fen
        assert charged == due


def test_limits_are_replaced_whole() -> None:
    typed = {
        "unit_rate": "",
        "person_rate": "",
        "floor": "5000",
        "cap": "25000",
        "first": "2026-01",
    }

    file = with_own(present(), rules_of(ROW | typed, present()), "试样")

    limits = limits_in_force(file, Period(2026, 8))
    assert (limits.floor_fen("310"), limits.cap_fen("310")) == (500_000, 2_500_000)
    assert rule_file_faults(file, "510100", ("310",)) == []


def test_every_row_of_the_book_reads_back_as_it_is_shown() -> None:
    """Else a row nobody touched would count as the user's."""
    file = present()
    names = {rule.insurance: rule.name for rule in file.insurances}
    held: list[LimitRule | RateRule] = [*rows_in_force(file.limits, Period(2026, 8))]
    held += rows_in_force(file.rates, Period(2026, 8))
    for row in held:
        cells = cells_of(row, names)
        if any(cells[f] for f in ("floor", "unit_rate", "person_rate", "unit_sum", "person_sum")):
            (again,) = rules_of(cells, file)
            assert cells_of(again, names) == cells
