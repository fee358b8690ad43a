"""The national rule book: what is committed is what the script makes, and it stops on bad data."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from scripts.rule_book.build import BOOK, ROOT, book_texts, city_files
from scripts.rule_book.law_document import law_document
from scripts.rule_book.sources import BuildError, Raw, documents, read_raw
from shebao.contract.rule_file import Grade, RuleFile
from shebao.rule_book.book import rule_file
from shebao.rule_book.regions import regions

pytestmark = pytest.mark.feature("X-CITIES")


@cache
def raw() -> Raw:
    return read_raw()


@cache
def made() -> dict[str, dict[str, Any]]:
    return city_files(deepcopy(raw()))


def test_the_committed_book_and_document_are_what_the_script_makes() -> None:
    """A value changed by hand would have no source behind it."""
    committed = {path.name: path.read_text(encoding="utf-8") for path in BOOK.iterdir()}

    assert book_texts(raw(), made()) == committed
    assert law_document(raw(), made()) == (ROOT / "docs" / "law.md").read_text(encoding="utf-8")


def test_the_book_is_put_together_as_it_was_made() -> None:
    assert [region.code for region in regions()] == sorted(made())
    for code, told in made().items():
        read = rule_file(code)
        assert read is not None
        whole = RuleFile.model_validate(told)
        for part in ("limits", "rates", "injury_classes"):
            assert sorted(map(str, getattr(read, part))) == sorted(map(str, getattr(whole, part)))
        rest: dict[str, object] = {"limits": [], "rates": [], "injury_classes": []}
        assert read.model_copy(update=rest) == whole.model_copy(update=rest)


def _city(raw: Raw, name: str) -> dict[str, Any]:
    return next(city for city in raw.cities if city["city"] == name)


def upside_down(raw: Raw) -> None:
    _city(raw, "成都")["insurances"]["medical"]["floor"] = "99999"


def without_injury(raw: Raw) -> None:
    _city(raw, "成都")["insurances"]["injury"] = None


def without_source(raw: Raw) -> None:
    del raw.practice["default"]["deadline"]["source"]


def without_grade(raw: Raw) -> None:
    del raw.practice["insurances"][0]["grade"]


def overlapping(raw: Raw) -> None:
    before = next(d for d in raw.choices["before"] if d["part"] == "medical.rates")
    before["to"] = "2026-03"


def of_no_region(raw: Raw) -> None:
    del _city(raw, "成都")["code"]


def sixteen_for_sixteen_percent(raw: Raw) -> None:
    _city(raw, "成都")["insurances"]["medical"]["unit"] = "0.83"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (upside_down, "成都市.*下限.*高于上限"),
        (without_injury, "成都市: no limits of injury"),
        (without_source, "lacks grade or source"),
        (without_grade, "lacks grade or source"),
        (overlapping, "天津市.*日期重叠"),
        (sixteen_for_sixteen_percent, "成都市.*83% 不合理"),
        (of_no_region, "no code of 四川 成都"),
    ],
)
def test_the_build_stops_on_bad_data(spoil: Callable[[Raw], None], words: str) -> None:
    spoiled = deepcopy(raw())
    spoil(spoiled)

    with pytest.raises(BuildError, match=words):
        city_files(spoiled)


def test_the_build_stops_when_a_note_no_longer_says_what_was_decided_on(tmp_path: Any) -> None:
    for path in (ROOT / "scripts" / "rule_book" / "raw").iterdir():
        text = path.read_text(encoding="utf-8")
        if path.name == "cities.json":
            text = text.replace("100/12 = 8.33", "100/12")
        (tmp_path / path.name).write_text(text, encoding="utf-8")

    with pytest.raises(BuildError, match="石家庄"):
        read_raw(tmp_path)


def test_every_value_has_a_grade_a_source_a_date_and_an_end() -> None:
    for file in made().values():
        for row in [*file["limits"], *file["rates"], *file["injury_classes"]]:
            assert Grade(row["grade"])
            assert row["source"].strip()
            assert row["effective_from"] <= row["effective_to"], (file["region_name"], row)


@pytest.mark.parametrize(
    ("note", "base", "medical"),
    [
        (
            "base 皖人社秘〔2026〕113号 from 2026-01-01, med same base 皖医保发〔2026〕12号",
            "皖人社秘〔2026〕113号",
            "",
        ),
        (
            "mat 1%; 筑医保发〔2024〕8号; base 黔人社发〔2026〕7号; med base 80%, 筑医〔2026〕7号",
            "黔人社发〔2026〕7号",
            "筑医保发〔2024〕8号",
        ),
        (
            "郑政办〔2018〕3号; 大额130/年 | 省: 豫人社办〔2025〕67号, 三项+医疗统一",
            "豫人社办〔2025〕67号",
            "郑政办〔2018〕3号",
        ),
        ("湘人社规〔2026〕14号, 养老/工伤/失业; 医保0.08", "湘人社规〔2026〕14号", ""),
        ("省: 豫人社办〔2025〕67号, 三项+医疗统一", "豫人社办〔2025〕67号", ""),
        ("med 8% + mat 0.9%, 青政办〔2025〕28号 from 2026-01-01", "", "青政办〔2025〕28号"),
    ],
)
def test_a_document_is_quoted_for_what_it_is_on(note: str, base: str, medical: str) -> None:
    """A limit of 怀化 said 未给文号, and a rate of 文山 quoted the document of the base."""
    assert (documents(note, "base"), documents(note, "medical")) == (base, medical)
    assert documents(note, "injury") == ""


@pytest.mark.parametrize(
    ("note", "medical", "injury"),
    [
        ("base 皖A〔2026〕1号, med same base 皖医保发〔2026〕12号", "皖医保发〔2026〕12号", ""),
        ("med base 80%, 筑医保中心通〔2026〕7号; mat merged", "筑医保中心通〔2026〕7号", ""),
        (
            "injury base 2026 闽人社文〔2026〕10号, rate class 1 闽人社文〔2026〕2号",
            "",
            "闽人社文〔2026〕10号",
        ),
    ],
)
def test_the_document_of_an_insurances_own_limits_is_not_that_of_its_rates(
    note: str, medical: str, injury: str
) -> None:
    """贵阳's 医疗 limits quoted the notice of the pension, 福建's 工伤 limits that of 2025."""
    assert (documents(note, "medical base"), documents(note, "injury base")) == (medical, injury)
