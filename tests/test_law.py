"""``shebao compute`` and ``shebao rules`` as people type them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shebao import cli
from shebao.rule_book.regions import regions
from shebao.rule_cache import read_rule_files

CHENGDU = ["--region", "成都", "--month", "2026-08"]


@pytest.fixture
def said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Run a terminal command on a machine of its own; return status, output and error output."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "store.key"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home").mkdir()

    def run(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(arguments)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


Said = Callable[..., tuple[int, str, str]]


@pytest.mark.feature("X-CITIES")
def test_compute_answers_by_the_citys_law(said: Said) -> None:
    status, out, _ = said("compute", *CHENGDU, "--wage", "8000", "--json")

    answer = json.loads(out)
    assert status == 0
    assert list(answer) == ["region", "month", "insurances", "unit_fen", "person_fen"]
    assert (answer["region"], answer["month"]) == ("510100", "2026-08")
    assert set(answer["insurances"]) == {"pension", "medical", "unemployment", "injury"}
    medical = answer["insurances"]["medical"]
    assert set(medical) == {"base_fen", "unit_fen", "person_fen", "grade", "source"}
    assert (medical["unit_fen"], medical["person_fen"]) == (66_400, 16_000)
    assert (answer["unit_fen"], answer["person_fen"]) == (201_120, 83_200)


@pytest.mark.parametrize(
    "name",
    [
        *("成都", "成都市", "四川省成都市", "四川成都", "510100", "510104"),
        *("武侯区", "武侯", "成都市武侯区", "四川省成都市武侯区", "都江堰市", " 成 都 "),
    ],
)
def test_a_region_is_known_by_code_and_by_full_or_short_name(said: Said, name: str) -> None:
    status, out, _ = said("compute", "--region", name, *CHENGDU[2:], "--wage", "8000", "--json")

    assert (status, json.loads(out)["region"]) == (0, "510100")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--region", "亚特兰蒂斯"], "没有地区“亚特兰蒂斯”"),
        (["--region", "济源"], "河南省济源市没有规则"),
        (["--region", "鼓楼区"], "“鼓楼区”有 4 处，请写全称（如 江苏省南京市鼓楼区、"),
        (["--region", "朝阳区"], "北京市朝阳区、吉林省长春市朝阳区"),
        (["--region", "四川"], "“四川”是省级地区"),
        (["--region", "吉林"], "吉林省吉林市"),
        (["--region", ""], "没有地区"),
        (["--month", "2026-13"], "不是 YYYY-MM"),
        (["--month", "202608"], "不是 YYYY-MM"),
        (["--month", "2030-01"], "四川省成都市 2030-01 没有"),
        (["--month", "2025-08"], "四川省成都市 2025-08 没有"),
        (["--wage", "8000.001"], "最多两位小数"),
        (["--wage", "-1"], "缴费工资“-1”"),
        (["--wage", "0"], "缴费工资“0”"),
        (["--wage", "nan"], "缴费工资“nan”"),
        (["--kind", "灵活就业"], "没有灵活就业人员职工基本医疗保险的费率"),
        (["--kind", "火星"], "单位类型“火星”没有规则"),
        (["--tier", "三档"], "没有档次“三档”"),
    ],
)
def test_what_cannot_be_computed_is_refused_in_one_sentence(
    said: Said, arguments: list[str], words: str
) -> None:
    status, out, err = said("compute", *CHENGDU, "--wage", "8000", *arguments)

    assert (status, out) == (1, "")
    assert words in err
    assert len(err.strip().splitlines()) == 1
    assert "没有计算" in err


def test_a_value_of_last_year_says_so(said: Said) -> None:
    """广东's year ended in June; 2026-11 goes on with it."""
    _, out, _ = said(
        "compute", "--region", "深圳", "--month", "2026-11", "--wage", "9000", "--json"
    )
    _, june, _ = said(
        "compute", "--region", "深圳", "--month", "2026-06", "--wage", "9000", "--json"
    )

    assert all(row["carried"] is True for row in json.loads(out)["insurances"].values())
    assert not any("carried" in row for row in json.loads(june)["insurances"].values())
    status, _, err = said("compute", "--region", "深圳", "--month", "2027-07", "--wage", "9000")
    assert (status, "没有" in err) == (1, True)


def test_tier_and_kind_choose_their_rates(said: Said) -> None:
    _, out, _ = said(
        "compute",
        "--region",
        "深圳",
        "--month",
        "2026-06",
        "--wage",
        "9000",
        "--tier",
        "二档",
        "--json",
    )
    assert json.loads(out)["insurances"]["medical"]["unit_fen"] == 13_500  # 1.5 %
    _, out, _ = said(
        "compute",
        "--region",
        "泸州",
        "--month",
        "2026-08",
        "--wage",
        "9000",
        "--kind",
        "机关事业",
        "--json",
    )
    assert json.loads(out)["insurances"]["medical"]["unit_fen"] == 66_600  # 7.4 %


@pytest.mark.feature("X-OWNRULES")
def test_own_rules_go_before_the_book_and_come_back_from_a_colleague(said: Said) -> None:
    content = _exported(said, "成都.json")
    _set_medical(content["rule_file"], 86_000)
    Path("改.json").write_text(json.dumps(content["rule_file"], ensure_ascii=False), "utf-8")

    status, _, err = said("rules", "use", "改.json")
    assert (status, "没有签名" in err) == (1, True)
    assert said("rules", "use", "改.json", "--yes")[0] == 0

    _, out, _ = said("compute", *CHENGDU, "--wage", "8000", "--json")
    medical = json.loads(out)["insurances"]["medical"]
    assert (medical["unit_fen"], medical["grade"]) == (68_800, "自定义")
    _, out, _ = said("rules", "list", "--region", "成都", "--json")
    assert json.loads(out)["rules"][0]["origin"] == "自定义"
    again = _exported(said, "给同事.json")
    assert said("rules", "use", "给同事.json")[0] == 0
    assert _medical(again["rule_file"])["unit_ppm"] == 86_000


@pytest.mark.feature("X-OWNRULES")
def test_every_changed_value_is_the_users(said: Said) -> None:
    """A late fee of the user's own went on as 官方."""
    content = _exported(said, "成都.json")["rule_file"]
    content["late_fee"]["daily_ppm"] = 1000
    Path("改.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    assert said("rules", "use", "改.json", "--yes")[0] == 0

    kept = _exported(said, "用后.json")["rule_file"]

    assert kept["late_fee"]["grade"] == "自定义"
    unchanged = [part for part in content if part != "late_fee"]
    assert [kept[part] for part in unchanged] == [content[part] for part in unchanged]


def test_own_rules_that_were_changed_by_hand_are_not_used(said: Said, tmp_path: Path) -> None:
    _exported(said, "成都.json")
    assert said("rules", "use", "成都.json")[0] == 0
    kept = tmp_path / "home" / "own_rules" / "510100.json"
    kept.write_text(kept.read_text("utf-8").replace("83000", "1000"), "utf-8")

    status, _, err = said("compute", *CHENGDU, "--wage", "8000")

    assert (status, "签名与内容不符" in err) == (1, True)
    content = json.loads(kept.read_text("utf-8"))
    kept.write_text(json.dumps({**content, "signature": None}), "utf-8")
    status, _, err = said("compute", *CHENGDU, "--wage", "8000")
    assert (status, "不是本机签名的本地规则" in err) == (1, True)


@pytest.mark.feature("X-OWNRULES")
def test_exported_rules_can_be_changed_as_the_manual_says(said: Said) -> None:
    """One's own export, changed, was called somebody else's, and stayed so without a signature."""
    content = _exported(said, "成都.json")
    _set_medical(content["rule_file"], 86_000)
    Path("改.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")

    status, _, err = said("rules", "check", "改.json")
    assert (status, "请删除其中的 signature 一项后重试" in err) == (1, True)
    del content["signature"]
    Path("改.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    assert said("rules", "check", "改.json")[0] == 0
    status, _, err = said("rules", "use", "改.json")
    assert (status, "没有签名" in err) == (1, True)
    assert said("rules", "use", "改.json", "--yes")[0] == 0


def _exported(said: Said, name: str) -> dict[str, Any]:
    assert said("rules", "export", "--region", "成都", "--out", name)[0] == 0
    told: dict[str, Any] = json.loads(Path(name).read_text("utf-8"))
    return told


def _medical(file: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in file["rates"] if r["insurance"] == "310")
    return found


def _set_medical(file: dict[str, Any], ppm: int) -> None:
    _medical(file).update(unit_ppm=ppm, source="成医保发〔2026〕99号")


def typo(file: dict[str, Any]) -> None:
    file["rates"][0]["unit_ppn"] = 1


def sixteen(file: dict[str, Any]) -> None:
    file["rates"][0]["unit_ppm"] = 16


def sixteen_wholes(file: dict[str, Any]) -> None:
    file["rates"][0]["unit_ppm"] = 16_000_000


def overlapping(file: dict[str, Any]) -> None:
    file["limits"].append({**file["limits"][0], "effective_from": "2025-06"})


def older(file: dict[str, Any]) -> None:
    file["issued_on"] = "2020-01-01"


def renamed_region(file: dict[str, Any]) -> None:
    file["region"] = "520100"


def fraction(file: dict[str, Any]) -> None:
    file["rates"][0]["unit_ppm"] = 0.16


def upside_down(file: dict[str, Any]) -> None:
    file["limits"][0] |= {"floor_fen": 900_000, "cap_fen": 500_000}


def no_such_day(file: dict[str, Any]) -> None:
    file["issued_on"] = "2026-02-30"


def sum_beside_rate(file: dict[str, Any]) -> None:
    _medical(file)["person_fixed_fen"] = 800


def rate_by_months(file: dict[str, Any]) -> None:
    _medical(file)["due_months"] = [1]


def no_such_month(file: dict[str, Any]) -> None:
    _medical(file)["due_months"] = [13]


def without_medical(file: dict[str, Any]) -> None:
    file["rates"] = [row for row in file["rates"] if row["insurance"] != "310"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (typo, "不认识的字段“rates.第 1 条.unit_ppn”"),
        (sixteen, "0.0016% 不合理"),
        (sixteen_wholes, "rates.第 1 条.unit_ppm"),
        (overlapping, "日期重叠"),
        (older, "发布于 2020-01-01"),
        (without_medical, "没有费率"),
        (sum_beside_rate, "既有费率又有定额"),
        (rate_by_months, "有缴纳月份而没有定额"),
        (no_such_month, "due_months.第 1 条"),
        (renamed_region, "地区代码 520100 与地区名称“四川省成都市”不符"),
        (fraction, "“rates.第 1 条.unit_ppm”，现为 0.16（费率是百万分之几的整数，16% 写作 160000"),
        (upside_down, "的下限 9,000.00 元高于上限 5,000.00 元"),
        (no_such_day, "没有这一天“issued_on”"),
    ],
)
def test_a_rule_file_with_a_fault_is_not_taken(
    said: Said, spoil: Callable[[dict[str, Any]], None], words: str, tmp_path: Path
) -> None:
    content = _exported(said, "成都.json")["rule_file"]
    spoil(content)
    Path("坏.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")

    status, _, err = said("rules", "use", "坏.json")

    assert (status, words in err) == (1, True), err
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "home" / "own_rules").exists()


def test_a_rule_file_of_another_region_is_not_taken(said: Said) -> None:
    _exported(said, "成都.json")

    status, _, err = said("rules", "use", "成都.json", "--region", "贵阳")

    assert (status, "是地区 510100 的规则文件" in err) == (1, True)


def test_show_tells_what_holds_in_a_month(said: Said) -> None:
    status, out, _ = said("rules", "show", *CHENGDU, "--json")

    pension = json.loads(out)["insurances"]["pension"]
    assert status == 0
    assert [(row["floor_fen"], row["effective_from"]) for row in pension["limits"]] == [
        (469_900, "2026-01")
    ]
    assert pension["rates"][0]["grade"] == "官方"
    assert pension["limits"][0]["date_grade"] == "估算"
    assert pension["limits"][0]["checked_on"] == "2026-11-22"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--region", "吉林", "--month", "2026-08"], "吉林省吉林市"),
        (["--region", "亚特兰蒂斯", "--month", "2026-08"], "没有地区“亚特兰蒂斯”"),
        (["--region", "仙桃", "--month", "2026-08"], "湖北省仙桃市没有规则"),
        (["--region", "成都", "--month", "2026-13"], "不是 YYYY-MM"),
        (["--region", "成都", "--month", "2030-01"], "四川省成都市 2030-01 没有规则"),
        (["--region", "成都", "--month", "1999-01"], "四川省成都市 1999-01 没有规则"),
        (["--region", "成都"], "--month"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_one_sentence(
    said: Said, arguments: list[str], words: str
) -> None:
    """A month without rules printed a title above nothing, and ended well."""
    status, out, err = said("rules", "show", *arguments)

    assert (status, out, words in err) == (1, "", True), err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.feature("X-OWNRULES")
def test_own_rules_are_dropped_once_confirmed(said: Said, tmp_path: Path) -> None:
    """By hand, a file had to be found and deleted, and the functions went on with it."""
    content = _exported(said, "成都.json")["rule_file"]
    _set_medical(content, 86_000)
    Path("改.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    assert said("rules", "use", "改.json", "--yes")[0] == 0
    drop = ("rules", "drop", "--region", "成都")

    status, _, err = said(*drop)
    assert (status, "确定吗" in err) == (1, True)
    assert (tmp_path / "home" / "own_rules" / "510100.json").exists()
    assert "510100" in _cached(tmp_path)
    status, out, _ = said(*drop, "--yes")
    assert (status, "已放弃四川省成都市的本地规则" in out) == (0, True)

    _, out, _ = said("compute", *CHENGDU, "--wage", "8000", "--json")
    assert json.loads(out)["insurances"]["medical"]["unit_fen"] == 66_400
    assert "510100" not in _cached(tmp_path)
    status, _, err = said(*drop, "--yes")
    assert (status, "没有本地规则" in err) == (1, True)


@pytest.mark.parametrize("way", ["drop", "use"])
def test_own_rules_that_cannot_be_used_can_be_dropped_or_replaced(
    said: Said, tmp_path: Path, way: str
) -> None:
    """The sentence says to adopt again; that ended with the same sentence."""
    _exported(said, "成都.json")
    assert said("rules", "use", "成都.json")[0] == 0
    (tmp_path / "home" / "own_rules" / "510100.json").write_text("{", "utf-8")
    assert said("compute", *CHENGDU, "--wage", "8000")[0] == 1

    arguments = ["--region", "成都"] if way == "drop" else ["成都.json"]
    assert said("rules", way, *arguments, "--yes")[0] == 0

    assert said("compute", *CHENGDU, "--wage", "8000")[0] == 0


def _cached(tmp_path: Path) -> set[str]:
    return {file.region for file in read_rule_files(tmp_path / "home").rule_files}


def test_list_counts_the_grades_of_every_city(said: Said) -> None:
    _, out, _ = said("rules", "list", "--json")

    told = json.loads(out)["rules"]
    assert {row["region"] for row in told} == {region.code for region in regions()}
    assert all(sum(row["grades"].values()) >= 8 for row in told)
    _, of_province, _ = said("rules", "list", "--region", "贵州省", "--json")
    assert len(json.loads(of_province)["rules"]) == 9


@pytest.mark.feature("X-DEADLINE")
def test_the_years_deadlines_go_into_a_calendar_file(said: Said) -> None:
    status, out, _ = said(
        "rules", "export", "--region", "成都", "--month", "2026-01", "--out", "期限.ics"
    )

    assert (status, "2026 年各月的缴费期限（示例）" in out) == (0, True)
    assert Path("期限.ics").read_bytes().count(b"BEGIN:VEVENT\r\n") == 12
    assert said("rules", "export", "--region", "成都", "--out", "期限.ics")[0] == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [("昆山", "320500"), ("浦东新区", "310000"), ("义乌市", "330700"), ("朝阳", "211300")],
)
def test_a_county_means_its_city_unless_a_city_has_its_name(
    said: Said, name: str, code: str
) -> None:
    """朝阳 is the city in 辽宁; two districts called 朝阳区 are told apart by their cities."""
    arguments = ["--region", name, "--month", "2026-08", "--wage", "9000", "--json"]
    status, out, _ = said("compute", *arguments)

    assert (status, json.loads(out)["region"]) == (0, code)


@pytest.mark.feature("X-OWNRULES")
def test_rules_are_borrowed_by_an_explicit_choice_alone(said: Said, tmp_path: Path) -> None:
    jiyuan = ["--region", "济源", "--month", "2026-08", "--wage", "8000"]
    borrow = ("rules", "borrow", "--region", "济源", "--from", "郑州")
    assert "请用 --from 指明" in said(*borrow[:4])[2]
    status, _, err = said(*borrow)
    assert (status, "各表和打印件都会注明“借用”，确定吗" in err) == (1, True)
    assert said("compute", *jiyuan)[0] == 1

    assert said(*borrow, "--yes")[0] == 0

    _, out, _ = said("compute", *jiyuan, "--json")
    _, zhengzhou, _ = said("compute", "--region", "郑州", *jiyuan[2:], "--json")
    lent, own = json.loads(out), json.loads(zhengzhou)
    assert (lent["unit_fen"], lent["person_fen"]) == (own["unit_fen"], own["person_fen"])
    assert {row["grade"] for row in lent["insurances"].values()} == {"借用"}
    told = lent["insurances"]["pension"]["source"]
    assert told.count("借用河南省郑州市的规则，原为") == 2
    assert "国办发〔2019〕13号" in told
    _, out, _ = said("rules", "list", "--region", "济源", "--json")
    assert json.loads(out)["rules"][0]["origin"] == "借用河南省郑州市"
    assert "不能再转借" in said("rules", "borrow", "--region", "贵阳", "--from", "济源", "--yes")[2]
    assert said("rules", "export", "--region", "济源", "--out", "济源.json")[0] == 0
    assert said("rules", "drop", "--region", "济源", "--yes")[0] == 0
    assert said("compute", *jiyuan)[0] == 1
    assert "显示为借用河南省郑州市的" in said("rules", "use", "济源.json")[1]
    _, out, _ = said("compute", *jiyuan, "--json")
    assert json.loads(out) == lent  # a colleague's choice stays one


@pytest.mark.parametrize(
    ("city", "tier", "medical_fen"),
    [("自贡", "", 62_100), ("河源", "", 45_000), ("韶关", "", 67_500), ("韶关", "单建", 45_000)],
)
def test_who_has_no_employer_pays_by_rates_of_its_own(
    said: Said, city: str, tier: str, medical_fen: int
) -> None:
    """灵活就业: 养老 20 % and 医疗 as the city's note says, all of the person; nothing else."""
    arguments = ["--region", city, "--month", "2026-06", "--wage", "9000", "--kind", "灵活就业"]
    status, out, err = said("compute", *arguments, "--tier", tier, "--json")

    assert status == 0, err
    answer = json.loads(out)
    owed = {key: (row["unit_fen"], row["person_fen"]) for key, row in answer["insurances"].items()}
    assert owed == {"pension": (0, 180_000), "medical": (0, medical_fen)}
    assert answer["insurances"]["pension"]["grade"] == "示例"
