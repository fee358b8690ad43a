"""Payrolls that went wrong once: each is filled rightly, or refused with what answers it."""

import json
import shutil
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest

from shebao import cli
from shebao.sheets.declared.wage_sheets import PAYROLL_DOUBTS, WAGES_BY_PERSON
from shebao.sheets.outside_file import read_grids
from tests.desk import Desk, running_sandbox
from tests.packages import VARIANTS, packed, parts_of

pytestmark = [
    pytest.mark.feature("W-PAYROLL"),
    pytest.mark.filterwarnings("ignore:Workbook contains no default style"),
]

CASES = Path(__file__).parents[2] / "data" / "payroll_cases"
TRUTH: Mapping[str, float] = json.loads((CASES / "truth.json").read_text("utf-8"))
NOTHING: dict[str, float] = {}

FILLED = {  # file, and words that must be said
    "07_wb_elsewhere.xlsx": "",
    "07b_wb_root.xlsx": "",
    "14_utf16_sheet.xlsx": "",
    "26_hidden_rows.xlsx": "10 人在隐藏（或被筛选）的行，也已读取",
    "27_hidden_col_declared.xlsx": "D 列“缴费工资”是隐藏列，没有采用",
    "29_styled_last_row.xlsx": "",
    "29c_styled_XFD.xlsx": "",
    "36_empno_col.xlsx": "",
    "71_xls_last_cell.xls": "",
}
REFUSED = {  # file, the words of the refusal, the answer and what is said then
    "25_wanyuan_header.xlsx": ("“万元”", "工资单位=万元", "已乘以 10000"),
    "25c_qianyuan_header.xlsx": ("“千元”", "工资单位=千元", "已乘以 1000"),
    "25d_usd_header.xlsx": ("“美元”，不是人民币", "", ""),
    "30r_hdr_year_total.xlsx": ("“2025年”，可能是 12 个月的合计", "工资月数=12", "已除以 12"),
    "30t_hdr_year_total.xlsx": ("“全年”，可能是 12 个月的合计", "工资月数=1", "以月工资读取"),
    "30x.xlsx": ("“预发”", "工资列=D", "按“应发工资(预发)”列"),
    "30y.xlsx": ("“调整前”", "工资列=D", "按“应发工资(调整前)”列"),
    "70_reach_missed.xlsx": ("范围过大（1048576 行", "", ""),
    "70d_sheet_dir_far.xlsx": ("范围过大（1048576 行", "", ""),
}


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """The desk of the cases' twenty people, their wage sheet open."""
    with running_sandbox(tmp_path / "bureau", CASES / "参保职工列表.xlsx") as bureau:
        for name, value in {
            "SHEBAO_HOME": str(tmp_path / "home"),
            "SHEBAO_BUREAU_URL": bureau.url,
            "SHEBAO_PASSWORD": bureau.seeded.first_password,
            "SHEBAO_KEY_FILE": str(tmp_path / "store.key"),
        }.items():
            monkeypatch.setenv(name, value)
        assert cli.main(["new", "shebao", "--out", str(tmp_path / "社保费.xlsx")]) == 0
        desk = Desk(tmp_path, bureau, tmp_path / "none.xlsx", capsys, {})  # type: ignore[typeddict-item]
        desk.until_rostered()
        desk.done("new_wage_sheet")
        yield desk


def wages(desk: Desk) -> dict[str, float]:
    rows = desk.rows(WAGES_BY_PERSON)
    return {str(r["id_number"]): float(str(r["wage"])) for r in rows if r["wage"] is not None}


def fill(desk: Desk, path: Path, answer: str = "") -> dict[str, str]:
    name, _, value = answer.partition("=")
    return {"工资表文件": str(path), "工资列": "", **({name: value} if name else {})}


def _worked_out(path: Path, answer: str) -> dict[str, float]:
    """The file's amounts by an arithmetic of the test's own."""
    times = {"工资单位=万元": 10_000, "工资单位=千元": 1_000}.get(answer, 1)
    share = 12 if answer == "工资月数=12" else 1
    found = {}
    for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True):
        yuan = Decimal(str(row[3])) * times / share
        found[str(row[2])] = float(yuan.quantize(Decimal("0.01"), ROUND_HALF_UP))
    return found


def test_every_case_ends_as_expected(desk: Desk) -> None:
    """17 of 108 odd but real payrolls ended wrong; the year's total paid twelve times too much."""
    names = {path.name for path in CASES.iterdir() if path.suffix in (".xlsx", ".xls")}
    assert names == {*FILLED, *REFUSED, "24c_two_rows_same_id.xlsx", "参保职工列表.xlsx"}
    for name, (words, answer, _) in REFUSED.items():
        ran = desk.run("fill_from_payroll", fill(desk, CASES / name))
        assert ran.status == 1, name
        assert words in ran.message, ran.message
        assert wages(desk) == NOTHING, name
        if answer:
            assert f"--set {answer}" in ran.message, ran.message
    for name, (_, answer, said) in REFUSED.items():
        if answer:
            told = desk.done("fill_from_payroll", fill(desk, CASES / name, answer)).message
            assert said in told, told
            assert wages(desk) == _worked_out(CASES / name, answer), name
            desk.done("new_wage_sheet")
    for name, said in FILLED.items():
        told = desk.done("fill_from_payroll", fill(desk, CASES / name)).message
        assert wages(desk) == TRUTH, name
        assert said in told, told
        desk.done("new_wage_sheet")
    ran = desk.done("fill_from_payroll", fill(desk, CASES / "24c_two_rows_same_id.xlsx"))
    assert wages(desk) == NOTHING
    doubts = {(str(row["id_number"]), row["kind"]) for row in desk.rows(PAYROLL_DOUBTS)}
    assert doubts == {(i, "重复") for i in TRUTH}


def test_an_answer_counts_for_one_file(desk: Desk) -> None:
    """Left in its cell, 万元 would multiply next month's yuan by ten thousand."""
    in_wan = CASES / "25_wanyuan_header.xlsx"
    wrong = desk.run("fill_from_payroll", fill(desk, in_wan, "工资单位=千元"))
    assert (wrong.status, wages(desk)) == (1, NOTHING)
    desk.done("fill_from_payroll", fill(desk, in_wan, "工资单位=万元"))

    desk.done("fill_from_payroll", fill(desk, CASES / "36_empno_col.xlsx"))
    assert wages(desk) == TRUTH
    assert desk.run("fill_from_payroll", fill(desk, in_wan)).status == 1


def test_a_column_named_for_a_provisional_wage_is_named_for_that_file_alone(desk: Desk) -> None:
    """Left in its cell, 工资列=D would take next month's 调整前 unasked."""
    first = desk.done("fill_from_payroll", fill(desk, CASES / "30x.xlsx", "工资列=D"))

    second = desk.run("fill_from_payroll", {"工资表文件": str(CASES / "30y.xlsx")})

    assert "工资表写着“预发”，已按您指定的工资列采用" in first.message
    assert (second.status, "“调整前”" in second.message) == (1, True), second.message


def test_the_client_file_is_read_in_any_spelling_too(desk: Desk) -> None:
    """The same programs save the official client's workbook."""
    name = "参保职工列表（导出）.xlsx"
    desk.done("fill_from_payroll", fill(desk, CASES / "36_empno_col.xlsx"))
    desk.done("export_wage_file", {"参保职工文件": name})
    parts = parts_of(desk.folder / name)
    for variant in ("backslashes", "workbook elsewhere", "utf-16 sheets", "single quotes"):
        (desk.folder / name).write_bytes(packed(VARIANTS[variant](parts)))
        ran = desk.done("import_wage_file", {"参保职工文件": name})
        assert ran.answer["counts"]["filled"] == len(TRUTH), variant
    shutil.copy(CASES / "70_reach_missed.xlsx", desk.folder / name)
    assert "范围过大" in desk.run("import_wage_file", {"参保职工文件": name}).message


def test_unrounded_formulas_are_offered_rounded_once(desk: Desk) -> None:
    """8333.333333 in every row was twenty doubts; to round them unasked would be a guess."""
    book = openpyxl.load_workbook(CASES / "36_empno_col.xlsx")
    for at, row in enumerate(book.worksheets[0].iter_rows(min_row=2)):
        row[3].value = 8333.333333333334 if at else 8333.335
    path = desk.folder / "公式.xlsx"
    book.save(path)

    asked = desk.ask("fill_from_payroll", fill(desk, path))
    assert (asked.status, wages(desk)) == (1, NOTHING)

    ran = desk.done("fill_from_payroll", fill(desk, path))

    assert "20 人的工资超过两位小数，已四舍五入到分" in ran.message
    assert sorted(wages(desk).values()) == [8333.33] * 19 + [8333.34]
    desk.done("new_wage_sheet")
    refused = desk.ask("fill_from_payroll", fill(desk, path))  # the layout is known by now
    assert (refused.status, wages(desk)) == (0, NOTHING)
    assert "无法识别 20 人" in refused.message
    assert read_grids(path)[0].rows[1][3] == 8333.335
