"""借用规则: another city's rules by an explicit choice, which every sheet and print then shows."""

import openpyxl
import pytest

from shebao import cli
from shebao.rule_cache import read_rule_files
from shebao.sheets.declared.books_sheets import HANDOVER
from shebao.sheets.declared.employer_sheets import HOME, RULE_FILES
from shebao.sheets.declared.premium_sheets import BILL_LINES, BILLS, RECONCILIATION
from shebao.sheets.declared.wage_sheets import PREVIEW
from shebao_udfs.explanation_cells import of_amount
from shebao_udfs.rulebook import Rulebook
from tests.desk import Desk
from tests.file_desk import FileDesk, file_desk, make_player
from tests.pdf_text import pdf_text
from tests.rule_book.raw_law import CITIES, law

__all__ = ["file_desk"]
CHENGDU = {"地区": "", "借用地区": "成都"}
TITLED, NOTED = "借用四川省成都市的规则", "本机规则借用自四川省成都市"


def title(desk: Desk, sheet: str) -> str:
    """What the first cell of a sheet says."""
    return str(openpyxl.load_workbook(desk.book)[sheet]["A1"].value)


@pytest.mark.feature("X-OWNRULES")
def test_borrowed_rules_are_shown_wherever_they_count(desk: Desk) -> None:
    """A roster of 成都 once went the whole round on 贵阳's rules and said nothing."""
    desk.until_rostered()
    assert "“借用地区”为空" in desk.run("borrow_rules", {"借用地区": ""}).message
    asked = desk.ask("borrow_rules", CHENGDU)
    assert (asked.status, "借用四川省成都市的规则" in asked.message) == (1, True)
    assert not (desk.folder / "home" / "own_rules").exists()

    desk.done("borrow_rules", CHENGDU)

    assert TITLED in title(desk, HOME.title)
    desk.until_filled()
    desk.done("preview_premiums")
    (chengdu,) = (law(city) for city in CITIES if city["city"] == "成都")
    shown = desk.rows(PREVIEW)
    assert {str(row["grade"]).split()[0] for row in shown} == {"※借用"}
    medical = [row for row in shown if row["insurance"] == "310"]
    assert {row["floor"] for row in medical} == {float(chengdu["medical"]["floor"])}
    desk.until_billed()
    desk.done("show_bill_lines", {"提交范围": "全部"})
    assert {str(row["grade"]).split()[0] for row in desk.rows(BILL_LINES)} == {"※借用"}
    desk.done("reconcile_bills")
    reconciled = {str(row["grade"]).split()[0] for row in desk.rows(RECONCILIATION)}
    assert reconciled == {"※借用"}
    for spec in (PREVIEW, BILLS, BILL_LINES, RECONCILIATION):
        assert TITLED in title(desk, spec.title), spec.title

    desk.done("refresh_home")
    law_line = next(str(r["content"]) for r in desk.rows(HOME) if r["item"] == "规则等级")
    assert "（借用四川省成都市的规则）" in law_line
    desk.done("update_rules")
    assert desk.rows(RULE_FILES)[0]["state"] == TITLED
    desk.done("write_handover")
    (pdf,) = desk.folder.glob("交接单*.pdf")
    assert pdf_text(pdf).count(NOTED) >= 1
    assert TITLED in title(desk, HANDOVER.title)


@pytest.mark.feature("X-OWNRULES")
def test_the_functions_say_what_is_borrowed_and_dropping_ends_it(desk: Desk) -> None:
    desk.until_rostered()
    desk.done("borrow_rules", CHENGDU)

    book = Rulebook(read_rule_files(desk.folder / "home").rule_files, with_book=True)
    told = str(of_amount(book, 8000, "310", "贵阳", "2026-11"))
    assert told.startswith("贵州省贵阳市（借用四川省成都市的规则）职工基本医疗保险 2026-11：")
    assert told.count("【※借用】") == 2
    again = desk.run("borrow_rules", {"借用地区": "贵阳"})
    assert (again.status, "不能借用自己的规则" in again.message) == (1, True)

    desk.done("drop_own_rules")
    desk.done("refresh_home")

    assert "借用" not in title(desk, HOME.title)
    assert "510100" not in str(read_rule_files(desk.folder / "home").rule_files)


@pytest.mark.feature("F-MODE")
def test_a_place_without_rules_computes_once_somebody_lends(
    file_desk: FileDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    """济源 lies right under its province, and no source gives its law."""
    given = {"办理方式": "官方客户端（文件）", "参保地": "济源"}
    given["纳税人识别号"] = make_player().tax_id
    refused = file_desk.refused("set_channel", **given)
    assert "河南省济源市没有规则，没有执行" in refused
    assert "借用规则" in refused

    assert cli.main(["rules", "borrow", "--region", "济源", "--from", "郑州", "--yes"]) == 0
    capsys.readouterr()

    answer = file_desk.done("set_channel", **given)
    assert answer["region"] == "419001"
    content = {str(row["item"]): str(row["content"]) for row in file_desk.rows(HOME)}
    assert "借用河南省郑州市的规则" in content["规则书"]
