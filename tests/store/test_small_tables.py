"""Rule files, payroll layouts and settings come back as they were kept."""

from datetime import UTC, datetime

from shebao.contract.rule_file import (
    BundleRule,
    Bundling,
    DeadlineRule,
    LateFeeRule,
    RoundingMode,
    RoundingRule,
    RuleFile,
    WageWindow,
)
from shebao.store import Store

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = datetime(2026, 7, 1, tzinfo=UTC)
THIRD = datetime(2026, 7, 2, tzinfo=UTC)


def rules(version: str) -> RuleFile:
    return RuleFile(
        region="990000",
        region_name="试样省",
        version=version,
        issued_on="2026-01-01",
        insurances=[],
        limits=[],
        rates=[],
        rounding=RoundingRule(mode=RoundingMode.HALF_UP, unit_fen=1, source="试样"),
        bundle=BundleRule(bundling=Bundling.NONE, source="试样"),
        wage_window=WageWindow(opens="01-01", closes="03-31", source="试样"),
        deadline=DeadlineRule(months_after=0, day=25, source="试样"),
        late_fee=LateFeeRule(daily_ppm=500, capped_at_principal=True, source="试样"),
        certificate_starts=[],
    )


def test_the_newest_rule_file_is_the_one_offered_last(any_store: Store) -> None:
    files = any_store.rule_files
    assert files.newest("990000") is None
    assert files.sha256("990000") is None
    files.keep(rules("1"), "a" * 64, FIRST)
    assert files.before_newest("990000") is None
    files.keep(rules("2"), "b" * 64, SECOND)
    assert files.before_newest("990000") == rules("1")
    assert files.newest("990000") == rules("2")
    assert files.sha256("990000") == "b" * 64
    assert files.fetched_at("990000") == SECOND
    assert files.newest("110000") is None


def test_a_version_that_is_offered_again_is_kept_and_not_used(any_store: Store) -> None:
    """Last year's limits, offered again or brought by a backup, would be computed with."""
    files = any_store.rule_files
    files.keep(rules("1"), "a" * 64, FIRST)
    files.keep(rules("2"), "b" * 64, SECOND)
    files.keep(rules("1"), "a" * 64, THIRD)
    assert files.newest("990000") == rules("2")
    assert files.before_newest("990000") == rules("1")
    assert files.sha256("990000") == "b" * 64


def test_a_payroll_layout_is_recalled_by_shape(any_store: Store) -> None:
    layouts = any_store.payroll_layouts
    assert layouts.all("unit") == {}
    layouts.remember("unit", "shape", {"name": 2, "id_number": 3})
    layouts.remember("unit", "shape", {"name": 4, "id_number": 3})
    assert layouts.all("unit") == {"shape": {"name": 4, "id_number": 3}}


def test_a_payroll_layout_is_one_units(any_store: Store) -> None:
    """Two employers' payrolls have the same headers; which column is the wage, each answers."""
    layouts = any_store.payroll_layouts
    layouts.remember("unit", "shape", {"wage": 4})
    layouts.remember("", "shape", {"wage": 5})
    assert layouts.all("other") == layouts.all("un") == {}
    assert layouts.all("unit") == {"shape": {"wage": 4}}


def test_a_setting_is_kept_by_name(any_store: Store) -> None:
    assert any_store.settings.get("unit") is None
    any_store.settings.put("unit", "甲")
    any_store.settings.put("unit", "乙")
    assert any_store.settings.get("unit") == "乙"
