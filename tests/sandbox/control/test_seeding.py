"""Rosters: read from the official template, refused in words, seeded once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from shebao.contract.payments import AgreementList
from shebao.contract.session import Employer, EmployerKind
from shebao.contract.states import AgreementState
from shebao.sandbox.control.seeding import seed
from shebao.sandbox.errors import SandboxError
from shebao.sandbox.people.people import make_tax_id
from shebao.sandbox.people.roster import SHEET, Roster, made_up_roster, read_roster
from tests.desk import Desk, running_sandbox
from tests.sandbox.running import Running

TAX_ID = make_tax_id("520102", 900)


def template(change: Callable[[Any], None] | None, path: Path) -> Path:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = SHEET
    sheet["A1"] = "单位社保费缴费工资年度申报"
    sheet["A2"], sheet["B2"] = "*缴费人识别号：", TAX_ID
    sheet["E2"], sheet["F2"] = "110|企业职工基本养老保险", "410|工伤保险"
    sheet.append(["*姓名", "*身份证件类型代码", "*身份证件号码", "分组", "缴费工资", "缴费工资"])
    sheet.append(["示例甲", "201", "34052419800101001X", "一车间", 6000.005, "5,000.10"])
    sheet.append(["示例乙", "201", "11010519491231002X", None, None, 4000])
    if change is not None:
        change(workbook)
    workbook.save(path)
    return path


def test_the_template_is_read_to_the_fen(tmp_path: Path) -> None:
    roster = read_roster(template(None, tmp_path / "名册.xlsx"))

    first, second = roster.members
    assert (roster.tax_id, roster.insurances) == (TAX_ID, ("110", "410"))
    assert first.wages_fen == {"110": 600_001, "410": 500_010}
    assert (first.group, second.group) == ("一车间", "")
    assert second.wages_fen == {"410": 400_000}  # blank: not enrolled


def _by_person(workbook: Any) -> None:
    sheet = workbook.active
    sheet.delete_cols(6)
    sheet["E2"] = None
    sheet["E4"], sheet["E5"] = 6000, None


def test_the_layout_by_person_is_a_roster_too(tmp_path: Path) -> None:
    """An enterprise's download has one wage column, blank as a rule; it was refused."""
    roster = read_roster(template(_by_person, tmp_path / "名册.xlsx"))

    first, second = roster.members
    assert roster.insurances == ("110", "210", "310", "330", "410")
    assert first.wages_fen == dict.fromkeys(roster.insurances, 600_000)
    assert second.wages_fen == dict.fromkeys(roster.insurances)
    assert (first.name, second.id_number) == ("示例甲", "11010519491231002X")


def test_who_has_no_wage_yet_is_enrolled_and_asked_for_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    roster = template(_by_person, tmp_path / "名册.xlsx")
    with running_sandbox(tmp_path / "bureau", roster) as bureau:
        for name, value in {
            "SHEBAO_HOME": str(tmp_path / "home"),
            "SHEBAO_BUREAU_URL": bureau.url,
            "SHEBAO_PASSWORD": bureau.seeded.first_password,
            "SHEBAO_KEY_FILE": str(tmp_path / "store.key"),
        }.items():
            monkeypatch.setenv(name, value)
        desk = Desk(tmp_path, bureau, tmp_path / "无.xlsx", capsys, {})  # type: ignore[typeddict-item]
        desk.new_book()
        desk.done("login", {"纳税人识别号": TAX_ID})
        desk.done("update_roster")
        opened = desk.done("new_wage_sheet")

    assert opened.answer["counts"] == {"employees": 1, "blank": 1}


def _set(cell: str, value: object) -> Callable[[Any], None]:
    def change(workbook: Any) -> None:
        workbook.active[cell] = value

    return change


def _rename(workbook: Any) -> None:
    workbook.active.title = "Sheet1"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_rename, "没有工作表"),
        (_set("B2", "不是识别号"), "B2"),
        (_set("E2", "养老"), "险种"),
        (_set("F2", "110|企业职工基本养老保险"), "重复"),
        (_set("E4", "很多"), "第 4 行"),
        (_set("E4", -1), "第 4 行"),
        (_set("C5", None), "第 5 行"),
        (_set("C5", 340524198001010018), "第 5 行的号码是数字格式"),
        (_set("C5", "34052419800101001X"), "第 5 行"),
    ],
)
def test_what_is_not_the_template_is_refused_in_words(
    tmp_path: Path, change: Callable[[Any], None], words: str
) -> None:
    with pytest.raises(SandboxError, match=words):
        read_roster(template(change, tmp_path / "名册.xlsx"))


def test_missing_and_damaged_files_are_refused_in_words(tmp_path: Path) -> None:
    damaged = tmp_path / "名册.xlsx"
    damaged.write_bytes(template(None, tmp_path / "whole.xlsx").read_bytes()[:900])

    with pytest.raises(SandboxError, match="已损坏"):
        read_roster(damaged)
    with pytest.raises(SandboxError, match="未找到"):
        read_roster(tmp_path / "没有.xlsx")


def test_the_same_roster_again_changes_nothing(sandbox: Running) -> None:
    roster = made_up_roster(4, "520100", public_body=False, seed=901)
    desk = sandbox.admit(roster)
    before = desk.employees()

    assert seed(sandbox.bureau, roster) == desk.seeded
    assert desk.employees() == before


def test_another_roster_under_the_same_tax_id_is_refused(sandbox: Running) -> None:
    roster = made_up_roster(4, "520100", public_body=False, seed=902)
    sandbox.admit(roster)

    with pytest.raises(SandboxError, match=roster.tax_id):
        seed(sandbox.bureau, replace(roster, members=roster.members[:3]))


def test_an_insurance_that_the_region_lacks_is_refused(sandbox: Running) -> None:
    roster = made_up_roster(2, "520100", public_body=False, seed=903)
    odd = Roster(roster.tax_id, ("999",), roster.members)

    with pytest.raises(SandboxError, match="999"):
        seed(sandbox.bureau, odd)


def test_heads_tell_the_kind_of_employer(sandbox: Running) -> None:
    public_body = sandbox.admit(made_up_roster(2, "520100", public_body=True, seed=904))
    told = sandbox.admit(kind="sole_trader")

    assert public_body.read(Employer, "/v1/employer").kind is EmployerKind.PUBLIC_BODY
    assert told.read(Employer, "/v1/employer").kind is EmployerKind.SOLE_TRADER


@pytest.mark.parametrize(
    ("digits", "region", "name", "injury_ppm"),
    [
        ("520102", "520100", "贵州省贵阳市", 4_000),
        ("520302", "520300", "贵州省遵义市", 4_000),
        ("350203", "350200", "福建省厦门市", 2_000),
        ("110101", "110000", "北京市", 2_000),
        ("510104", "510100", "四川省成都市", 2_400),
        ("450103", "450100", "广西壮族自治区南宁市", 1_000),
    ],
)
@pytest.mark.feature("X-CITIES")
def test_the_tax_id_tells_the_city_and_its_injury_rate(
    sandbox: Running, digits: str, region: str, name: str, injury_ppm: int
) -> None:
    """遵义, 上海 and 成都 once went the whole round on the rules of 贵阳."""
    roster = made_up_roster(2, digits, public_body=False, seed=905)

    employer = sandbox.admit(roster).read(Employer, "/v1/employer")

    assert (employer.region, employer.region_name) == (region, name)
    assert employer.injury_rate_ppm == injury_ppm


def test_a_place_without_law_is_refused_never_borrowed(sandbox: Running) -> None:
    """济源 is a county under its province, and the book has none of those."""
    roster = made_up_roster(2, "419001", public_body=False, seed=906)

    with pytest.raises(SandboxError, match=r"419001.*不会借用"):
        seed(sandbox.bureau, roster)


def test_an_employer_has_two_sides_and_two_agreements(sandbox: Running) -> None:
    desk = sandbox.admit()

    social, medical = desk.read(Employer, "/v1/employer").unit_numbers
    assert social.insurances == ["110", "210", "410"]
    assert medical.insurances == ["310", "330"]
    agreements = desk.read(AgreementList, "/v1/agreements").agreements
    assert [a.state for a in agreements] == [AgreementState.VERIFIED, AgreementState.UNVERIFIED]
    assert all(set(a.account_masked[:-4]) == {"*"} for a in agreements)
