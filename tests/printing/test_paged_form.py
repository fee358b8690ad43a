"""Many documents in one run: each gets its own pages, and nobody's row is lost."""

from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from shebao.domain.money import yuan
from shebao.printing.errors import PrintNotSavedError, WkhtmltopdfMissingError
from shebao.printing.filing_forms import employee_filing_form, unit_filing_form
from shebao.printing.paged_form import render_forms, save_form
from shebao.printing.pdf import PdfOptions, save_pdf
from shebao.printing.tax_certificate import certificate_form
from tests.printing.reading import page_texts, whole_text
from tests.printing.samples import bill_line, bill_to_print, certificate, filing_to_print, line


def test_documents_of_one_run_are_taken_apart_whole(tmp_path: Path) -> None:
    """A page on the wrong certificate is somebody else's payment."""
    shown = [
        certificate([line(n) for n in range(count)], certificate_no=f"4310152512000{number:05d}")
        for number, count in enumerate((1, 30, 2), start=1)
    ]
    parts = render_forms([certificate_form(one) for one in shown])

    assert len(parts) == len(shown)
    for one, part in zip(shown, parts, strict=True):
        path = save_pdf(part, tmp_path / f"{one.certificate_no}.pdf")
        pages = page_texts(path)
        text = "".join(pages)
        assert all(f"No.{one.certificate_no}" in page for page in pages)
        assert [f"第{n}页/共{len(pages)}页" in page for n, page in enumerate(pages, 1)] == [
            True
        ] * len(pages)
        assert [text.count(row.ticket_no) for row in one.lines] == [1] * len(one.lines)
        assert f"¥{yuan(one.total_fen)}" in pages[-1]
        others = [other for other in shown if other is not one]
        assert not any(other.certificate_no in text for other in others)


def test_nothing_to_print_is_nothing() -> None:
    assert render_forms([]) == []


def test_three_thousand_people_stand_in_one_form(tmp_path: Path) -> None:
    people = [bill_line(number, person_fen=0, due_fen=0) for number in range(1, 3001)]
    form = employee_filing_form(filing_to_print([bill_to_print(people)]))
    path = save_form(form, tmp_path / "申报表.pdf")
    pages = page_texts(path)

    text = "".join(pages)
    assert len(PdfReader(path).pages) == len(pages) > 50
    assert all(text.count(person.id_number) == 1 for person in people)
    assert f"第{len(pages)}页/共{len(pages)}页" in pages[-1]
    assert yuan(sum(person.unit_fen for person in people)) in pages[-1]


def test_missing_program_and_folder_leave_the_older_print(tmp_path: Path) -> None:
    form = unit_filing_form(filing_to_print([bill_to_print([bill_line()])]))
    path = tmp_path / "申报表.pdf"
    path.write_bytes(b"old")

    with pytest.raises(WkhtmltopdfMissingError, match="数据已保留"):
        save_form(form, path, options=PdfOptions(wkhtmltopdf=tmp_path / "none"))
    with pytest.raises(PrintNotSavedError, match="文件夹不存在"):
        save_form(form, tmp_path / "没有" / "申报表.pdf")

    assert path.read_bytes() == b"old"


def test_landscape_and_portrait_are_papers_of_the_form() -> None:
    form = unit_filing_form(filing_to_print([bill_to_print([bill_line()])]))
    (wide,), (tall,) = render_forms([form]), render_forms([replace(form, landscape=False)])

    assert b"[0 0 842.000000 595.000000]" in wide
    assert b"[0 0 595.000000 842.000000]" in tall


def test_text_of_a_part_can_be_searched(tmp_path: Path) -> None:
    forms = [certificate_form(certificate()), certificate_form(certificate())]

    assert "人民币" in whole_text(save_pdf(render_forms(forms)[1], tmp_path / "a.pdf"))
