"""The payment records say what arrived, and for whom."""

from datetime import date
from pathlib import Path

import pytest

from shebao.contract.queries import EmployeeRecord, EmployeeRecordQuery, UnitRecord
from shebao.domain.money import yuan
from shebao.printing.errors import NotPrintableError
from shebao.printing.paged_form import save_form
from shebao.printing.payment_records import employee_record_form, unit_record_form
from tests.printing.reading import page_texts, whole_text
from tests.printing.samples import employee_record, employer, unit_record

FIRST, LAST, DAY = "2026-01", "2026-10", date(2026, 11, 22)
ASKED = EmployeeRecordQuery(
    name="试样一", id_type="208", id_number="E12345678", first_period=FIRST, last_period=LAST
)


def test_employee_record_names_the_person_and_proves(tmp_path: Path) -> None:
    record = employee_record()
    form = employee_record_form(employer(), ASKED, DAY, record)
    text = whole_text(save_form(form, tmp_path / "记录.pdf"))

    for words in (
        "社会保险费缴费记录（职工）",
        "姓名试样一证件类型外国护照证件号码E12345678",
        "查询期间2026-01至2026-10",
        "打印日期：2026年11月22日",
        "12026-01520100000001企业职工基本养老保险6,000.006,000.00960.00480.011,440.01",
        f"¥{yuan(record.unit_total_fen + record.person_total_fen)}",
        "人民币肆仟叁佰贰拾元零陆分",
        "特殊缴费和由医保部门征集的费款不在本记录中",
    ):
        assert words in text


def test_unit_record_lists_every_arrival_over_pages(tmp_path: Path) -> None:
    record = unit_record(60)
    form = unit_record_form(employer(), FIRST, LAST, DAY, record)
    pages = page_texts(save_form(form, tmp_path / "记录.pdf"))

    text = "".join(pages)
    assert len(pages) > 1
    assert [text.count(line.ticket_no) for line in record.lines] == [1] * 60
    assert f"¥{yuan(record.total_fen)}" in pages[-1]
    assert not any("¥" in page for page in pages[:-1])


def test_unsound_record_is_not_printed() -> None:
    empty = EmployeeRecord(lines=[], unit_total_fen=0, person_total_fen=0)
    odd = employee_record().model_copy(update={"unit_total_fen": 1})
    unit = unit_record()

    with pytest.raises(NotPrintableError, match="没有明细"):
        employee_record_form(employer(), ASKED, DAY, empty)
    with pytest.raises(NotPrintableError, match="不一致"):
        employee_record_form(employer(), ASKED, DAY, odd)
    with pytest.raises(NotPrintableError, match="不一致"):
        unit_record_form(employer(), FIRST, LAST, DAY, UnitRecord(lines=unit.lines, total_fen=1))
