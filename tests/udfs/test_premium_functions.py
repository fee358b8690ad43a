"""Base, amounts, rates and limits in cells, and every way in which they are refused."""

import pytest

from shebao.contract.rule_file import RuleFile
from shebao.domain.money import cell_of
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import limits_in_force, rates_in_force
from shebao.rules.premiums.premium import premium
from shebao_udfs.rulebook import Rulebook, load_rules
from tests.udfs.calling import FUZHOU, GUIYANG, MONTH, call, column, sample_rule_files, why

AMOUNTS = ["SB_BASE", "SB_UNIT", "SB_PERSON", "SB_TOTAL"]
BY_MONTH = [*AMOUNTS, "SB_FLOOR", "SB_CAP", "SB_RATE"]


def arguments_of(
    name: str, insurance: object = "110", region: object = GUIYANG, period: object = MONTH
) -> list[object]:
    where = [insurance, region, period]
    if name in AMOUNTS:
        return [8000.0, *where]
    return [*where, "单位"] if name == "SB_RATE" else where


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("wage", "base", "unit", "person"),
    [
        (8000.0, 8000.0, 1280.0, 640.0),
        (0.0, 4426.05, 708.17, 354.08),
        (4426.05, 4426.05, 708.17, 354.08),
        (22130.25, 22130.25, 3540.84, 1770.42),
        (99999.0, 22130.25, 3540.84, 1770.42),
        ("5,000元", 5000.0, 800.0, 400.0),
    ],
)
def test_amounts_of_one_wage(wage: object, base: float, unit: float, person: float) -> None:
    """Worked by hand: 442605 × 16 % = 70816.8 fen, 2213025 × 8 % = 177042 fen."""
    found = [call(name, wage, "110", GUIYANG, MONTH) for name in AMOUNTS]

    assert found == [base, unit, person, round(unit + person, 2)]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("region", [GUIYANG, FUZHOU])
@pytest.mark.parametrize("month", ["2024-12", "2025-01", "2026-07", "2026-08", MONTH])
def test_ranges_agree_with_the_rules(region: str, month: str) -> None:
    """A column of wages against a row of insurances, each cell as ``rules.premium`` has it."""
    file, period = sample_rule_files()[region], Period.parse(month)
    codes = ["110", "210", "410"]
    wages = [0, 1, 404_299, 404_300, 442_605, 777_777, 2_260_700, 2_260_701, 9_999_999]
    limits, rates = limits_in_force(file, period), rates_in_force(file, period, 4_000)

    for name, field in zip(AMOUNTS, ("base", "unit", "person", "total"), strict=True):
        extra = [] if name == "SB_BASE" else [0.004]
        found = call(name, column(*map(cell_of, wages)), [codes], region, month, *extra)
        assert found == [
            [
                cell_of(getattr(premium(w, c, limits, rates[c], file.rounding), f"{field}_fen"))
                for c in codes
            ]
            for w in wages
        ]


@pytest.mark.usefixtures("loaded")
def test_limits_and_rates_of_a_month() -> None:
    """Published figures of Guiyang, facts §1.2."""
    assert call("SB_FLOOR", "110", GUIYANG, "2025-12") == 4394.70
    assert call("SB_CAP", "110", GUIYANG, "2025-12") == 21973.50
    assert call("SB_FLOOR", "110", GUIYANG, "2026-01") == 4426.05
    assert call("SB_RATE", "110", GUIYANG, MONTH, column("单位", "个人", "合计")) == [
        [0.16], [0.08], [0.24],
    ]  # fmt: skip
    assert call("SB_RATE", "410", GUIYANG, MONTH, "单位", "0.4%") == 0.004


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    "insurance",
    ["110", 110.0, "企业职工基本养老保险", "110|企业职工基本养老保险", " 110 ", "１１０"],
)
def test_insurance_is_a_code_a_name_or_a_header(insurance: object) -> None:
    """What stands in the sheets of this workbook can be pointed at."""
    assert call("SB_UNIT", 8000.0, insurance, GUIYANG, MONTH) == 1280.0


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("region", [GUIYANG, 520100.0, "贵州省贵阳市"])
def test_region_is_a_code_or_its_whole_name(region: object) -> None:
    """A code typed without an apostrophe is a number."""
    assert call("SB_UNIT", 8000.0, "110", region, MONTH) == 1280.0


@pytest.mark.usefixtures("loaded")
def test_fixed_sum_needs_no_limits_and_has_no_rate() -> None:
    """大额医疗 in Guiyang is 8 yuan a month, for the unit and for the person."""
    assert call("SB_PERSON", 8000.0, "330", GUIYANG, MONTH) == 8.0
    assert call("SB_UNIT", 8000.0, "330", GUIYANG, MONTH) == 8.0
    assert call("SB_RATE", "330", GUIYANG, MONTH, "个人") == "#N/A"
    assert "定额" in str(why("SB_RATE", "330", GUIYANG, MONTH, "个人"))


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", AMOUNTS)
def test_blank_wage_stays_blank(name: str) -> None:
    """A row that is not filled yet would else be charged at the floor."""
    assert call(name, column(None, "", " ", 8000.0), "110", GUIYANG, MONTH)[:3] == [  # type: ignore[index]  # a grid
        [""], [""], [""],
    ]  # fmt: skip


@pytest.mark.parametrize("name", BY_MONTH)
def test_nothing_is_computed_before_rules_are_loaded(name: str) -> None:
    """The one thing these functions must never do."""
    load_rules(Rulebook())

    assert call(name, *arguments_of(name)) == "#N/A"
    assert "还没有规则文件" in str(why(name, *arguments_of(name)))


@pytest.mark.parametrize("name", BY_MONTH)
def test_reason_tells_of_a_damaged_cache(name: str) -> None:
    """HR must know that logging in again helps."""
    load_rules(Rulebook((), "缓存已损坏"))
    try:
        assert call(name, *arguments_of(name)) == "#N/A"
        assert "缓存已损坏" in str(why(name, *arguments_of(name)))
    finally:
        load_rules(Rulebook())


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", BY_MONTH)
@pytest.mark.parametrize(
    ("case", "shown", "reason"),
    [
        ({"region": "440100"}, "#N/A", "没有装入地区“440100”"),
        ({"region": None}, "#VALUE!", "地区空白"),
        ({"region": "#REF!"}, "#VALUE!", "地区所在单元格是公式错误值"),
        ({"region": -2146826245}, "#VALUE!", "地区所在单元格是公式错误值"),
        ({"insurance": "999"}, "#N/A", "没有险种“999”"),
        ({"insurance": "110|失业保险"}, "#N/A", "没有险种"),
        ({"insurance": ""}, "#VALUE!", "险种空白"),
        ({"period": "2019-12"}, "#N/A", "2019-12"),
        ({"period": "2026-13"}, "#VALUE!", "不是年月"),
        ({"period": None}, "#VALUE!", "不是年月"),
    ],
)
def test_refusal_says_why(name: str, case: dict[str, object], shown: str, reason: str) -> None:
    """An error without a reason sends HR to the helpdesk."""
    arguments = arguments_of(name, **case)

    assert call(name, *arguments) == shown
    assert reason in str(why(name, *arguments))


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", AMOUNTS)
@pytest.mark.parametrize("wage", ["八千", -1.0, 100.005, True, "#DIV/0!", -2146826245, 1e12])
def test_a_wage_that_is_none_is_refused(name: str, wage: object) -> None:
    """Never rounded, guessed or taken as zero."""
    assert call(name, wage, "110", GUIYANG, MONTH) == "#VALUE!"
    assert str(why(name, wage, "110", GUIYANG, MONTH)).startswith("缴费工资")


def test_missing_limits_refuse_the_amount_but_not_the_rate() -> None:
    """Without limits the base is not known, and a rate of the whole wage would be a guess."""
    file = sample_rule_files()[GUIYANG]
    limits = [row for row in file.limits if row.effective_from >= "2026-08"]
    load_rules(Rulebook([file.model_copy(update={"limits": limits})]))
    try:
        assert call("SB_UNIT", 8000.0, "310", GUIYANG, "2026-08") == 680.0
        for name in AMOUNTS:
            assert call(name, 8000.0, "310", GUIYANG, "2026-07") == "#N/A"
            assert "2026-07 的上下限" in str(why(name, 8000.0, "310", GUIYANG, "2026-07"))
        assert call("SB_RATE", "310", GUIYANG, "2026-07", "单位") == 0.085
    finally:
        load_rules(Rulebook())


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", AMOUNTS)
def test_collected_insurance_is_not_worked_out(name: str) -> None:
    """福建医保 comes as 征集 data; a number of ours beside it would only mislead."""
    assert call(name, 8000.0, "310", FUZHOU, MONTH) == "#N/A"
    assert "征集" in str(why(name, 8000.0, "310", FUZHOU, MONTH))


@pytest.mark.usefixtures("loaded")
def test_injury_rate_is_the_units_own() -> None:
    """工伤 rates come from the registration; without one there is no amount."""
    assert call("SB_UNIT", 8000.0, "410", GUIYANG, MONTH) == "#N/A"
    assert "工伤费率" in str(why("SB_UNIT", 8000.0, "410", GUIYANG, MONTH))
    assert call("SB_RATE", "410", GUIYANG, MONTH, "单位") == "#N/A"
    for rate in (0.004, "0.4%", "0.40 %"):
        assert call("SB_UNIT", 8000.0, "410", GUIYANG, MONTH, rate) == 32.0
    assert call("SB_UNIT", 8000.0, "110", GUIYANG, MONTH, 0.004) == 1280.0


def test_a_rate_that_is_not_there_is_not_said_to_be_the_units_own() -> None:
    """Asking HR for an injury rate would be the wrong advice."""
    file = sample_rule_files()[GUIYANG]
    rates = [row for row in file.rates if row.insurance != "210"]
    load_rules(Rulebook([file.model_copy(update={"rates": rates})]))
    try:
        assert (
            why("SB_RATE", "210", GUIYANG, MONTH, "单位") == f"规则文件没有失业保险 {MONTH} 的费率"
        )
        assert "2019-12 的费率" in str(why("SB_RATE", "410", GUIYANG, "2019-12", "单位"))
    finally:
        load_rules(Rulebook())


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("rate", [0.4, 4.0, -0.004, "零点四", "0.4", True, 0.00000001, "40%"])
def test_injury_rate_out_of_reason_is_refused(rate: object) -> None:
    """0.4 for 0.4 % would charge a hundred times too much."""
    assert call("SB_UNIT", 8000.0, "410", GUIYANG, MONTH, rate) == "#VALUE!"
    assert "工伤费率" in str(why("SB_UNIT", 8000.0, "410", GUIYANG, MONTH, rate))


@pytest.mark.usefixtures("loaded")
def test_payer_is_one_of_three() -> None:
    """公司 could mean either."""
    assert call("SB_RATE", "110", GUIYANG, MONTH, "公司") == "#VALUE!"
    assert "单位、个人或合计" in str(why("SB_RATE", "110", GUIYANG, MONTH, "公司"))


def test_a_limit_that_the_law_does_not_set_is_no_number() -> None:
    """工伤 in Guangdong has no cap: an empty cell would compare as zero."""
    file = sample_rule_files()[GUIYANG]
    limits = [row.model_copy(update={"cap_fen": None, "floor_fen": None}) for row in file.limits]
    open_ended: RuleFile = file.model_copy(update={"limits": limits})
    load_rules(Rulebook([open_ended]))
    try:
        assert call("SB_CAP", "110", GUIYANG, MONTH) == "#N/A"
        assert "不设上限" in str(why("SB_CAP", "110", GUIYANG, MONTH))
        assert call("SB_FLOOR", "110", GUIYANG, MONTH) == "#N/A"
        assert "不设下限" in str(why("SB_FLOOR", "110", GUIYANG, MONTH))
        assert call("SB_BASE", 99_999.0, "110", GUIYANG, MONTH) == 99_999.0
    finally:
        load_rules(Rulebook())
