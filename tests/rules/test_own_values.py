"""What an accountant types of a city's law, and what comes of it."""

import pytest

from shebao.contract.rule_file import Grade, LimitRule, RateRule, RuleFile
from shebao.domain.period import Period
from shebao.rule_book.book import rule_file
from shebao.rules.own_values import OwnValueError, cells_of, rules_of, with_own
from shebao.rules.premiums.in_force import limits_in_force, rates_in_force, rows_in_force
from shebao.rules.rule_file_faults import rule_file_faults

pytestmark = pytest.mark.feature("X-OWNRULES")
ROW = {
    "insurance": "310", "first": "2026-10", "unit_rate": "8.6%", "person_rate": "0.02",
    "source": "成医保发〔2026〕99号", "checked_on": "2026-11-29",
}  # fmt: skip


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
