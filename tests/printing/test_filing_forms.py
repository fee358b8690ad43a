"""The three filing forms say what was filed, to the fen, and by whom it was accepted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from shebao.domain.money import yuan
from shebao.printing.errors import NotPrintableError
from shebao.printing.filing_forms import (
    FilingToPrint,
    employee_filing_form,
    special_filing_form,
    unit_filing_form,
)
from shebao.printing.paged_form import PagedForm, save_form
from tests.printing.reading import whole_text
from tests.printing.samples import bill_line, bill_to_print, filing_to_print

Maker = Callable[[FilingToPrint], PagedForm]
MAKERS: list[Maker] = [unit_filing_form, employee_filing_form, special_filing_form]
HEAD_AND_FOOT = (
    "社会保险费申报表",
    "SB2026110000000001",
    "*纳税人识别号91520100MA00000007",
    "*纳税人名称（姓名）沙箱示例制造有限公司",
    "缴费人申明",
    "授权人申明",
    "代理人申明",
    "*受理税务机关沙箱市税务局第一税务分局",
    "*受理人沙箱受理员",
    "*受理日期2026-11-16",
    "备注",
)


def text_of(form: PagedForm, folder: Path) -> str:
    return whole_text(save_form(form, folder / "申报表.pdf"))


@pytest.mark.parametrize("make", MAKERS)
def test_every_form_has_the_head_and_the_foot(make: Maker, tmp_path: Path) -> None:
    text = text_of(make(filing_to_print([bill_to_print([bill_line()])])), tmp_path)

    for words in HEAD_AND_FOOT:
        assert words in text
    assert "已作废" not in text


def test_unit_form_has_one_row_a_bill_and_payer(tmp_path: Path) -> None:
    alone = bill_line(2, person_fen=0, person_ppm=0, unit_ppm=4_000, unit_fen=1_608)
    shown = filing_to_print(
        [
            bill_to_print([bill_line(1), bill_line(3)]),
            bill_to_print([alone], insurance_name="工伤保险"),
        ]
    )
    form = unit_filing_form(shown)
    text = text_of(form, tmp_path)

    assert [(row[0], row[3], row[10], row[12]) for row in form.rows] == [
        ("1", "企业职工基本养老保险", "16%", "1,286.40"),
        ("2", "企业职工基本养老保险", "8%", "643.20"),
        ("3", "工伤保险", "0.4%", "16.08"),
    ]
    assert [(row[6], row[7]) for row in form.rows] == [("2026-10-01", "2026-10-31")] * 3
    assert yuan(shown.filing.amount_fen) in text
    assert "（适用单位缴费人）" in text


def test_collected_bill_shows_no_rate_and_no_people(tmp_path: Path) -> None:
    """征集 medical comes as one sum."""
    fields = {"unit_fen": 80_000, "person_fen": 20_000, "amount_fen": 100_000, "people": 9}
    shown = filing_to_print([bill_to_print([], collected=True, **fields)])

    assert [row[10] for row in unit_filing_form(shown).rows] == ["--", "--"]
    assert list(employee_filing_form(shown).rows) == []
    assert "1,000.00" in text_of(unit_filing_form(shown), tmp_path)


def test_employee_form_has_one_row_a_person_and_payer(tmp_path: Path) -> None:
    name = "沙箱" * 29 + "公司"
    reduced = bill_line(2, name=name, reduction_fen=1_000)
    form = employee_filing_form(filing_to_print([bill_to_print([bill_line(1), reduced])]))
    text = text_of(form, tmp_path)

    assert len(form.rows) == 4
    assert [row[12] for row in form.rows] == ["0.00", "0.00", "10.00", "0.00"]
    assert form.rows[2][13] == yuan(reduced.unit_fen - 1_000)
    assert "（适用职工个人）" in text
    # The rows between the lines of the narrow cell: the whole name is there, twice.
    assert text.count("沙箱沙箱") >= 8
    assert "公司" in text
    assert "居民身份证" in text


def test_special_form_numbers_its_columns_and_hides_nobody(tmp_path: Path) -> None:
    """Rows of the unit print -- where a person would stand."""
    part = bill_to_print(
        [bill_line(1), bill_line(2)],
        notice_no="ZJ202611000001",
        special_kind="政策性补缴",
        remark="补缴十月",
    )
    form = special_filing_form(filing_to_print([part], special=True))
    text = text_of(form, tmp_path)

    assert [row[3:6] for row in form.rows] == [
        ("--", "--", "--"),
        ("520000000001", "居民身份证", "520102199001010001"),
        ("520000000002", "居民身份证", "520102199001010002"),
    ]
    assert "1234567891011121314" in text
    assert "特殊缴费申报" in text
    assert "（适用特殊缴费）" in text
    assert "备注补缴十月" in text
    assert text.count("政策性补缴") == 3


def test_voided_filing_says_so(tmp_path: Path) -> None:
    shown = filing_to_print([bill_to_print([bill_line()])], state="作废成功")

    assert "已作废" in text_of(unit_filing_form(shown), tmp_path)


@pytest.mark.parametrize("make", MAKERS)
def test_filing_that_does_not_add_up_is_not_printed(make: Maker) -> None:
    """A paper with another sum than the debt is worse than none."""
    part = bill_to_print([bill_line()])

    with pytest.raises(NotPrintableError, match="金额与明细之和不一致"):
        make(filing_to_print([part], amount_fen=1))
    with pytest.raises(NotPrintableError, match="没有明细"):
        make(filing_to_print([]))


def test_people_who_do_not_add_up_to_their_bill_are_not_printed() -> None:
    fields = {"unit_fen": 1, "person_fen": 1, "amount_fen": 2}

    with pytest.raises(NotPrintableError, match="与职工明细之和不一致"):
        employee_filing_form(filing_to_print([bill_to_print([bill_line()], **fields)]))
