"""Many certificates in one run, against one run that prints nothing but the same pages.

``SHEBAO_BENCH_CERTIFICATES=1000 pytest tests/benchmarks/test_print_speed.py -s``
"""

import os
from pathlib import Path

import pytest

from shebao.printing.pdf import PdfOptions, page_count, render_pdf
from shebao.printing.pdf_file import save_pdf
from shebao.printing.tax_certificate import render_certificates
from tests.benchmarks.measuring import report, seconds
from tests.printing.samples import certificate, line

COUNT = int(os.environ.get("SHEBAO_BENCH_CERTIFICATES", "50"))


def test_certificates_of_one_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A payer of many employers prints them all at once."""
    shown = [
        certificate([line(n) for n in range(3)], certificate_no=f"4310152512{number:08d}")
        for number in range(COUNT)
    ]
    paths = [tmp_path / f"{one.certificate_no}.pdf" for one in shown]
    text = "<p style='page-break-after: always'>税收完税证明 1,234.56</p>"

    def print_all() -> None:
        for pdf, path in zip(render_certificates(shown), paths, strict=True):
            save_pdf(pdf, path)

    floor = seconds(lambda: render_pdf(f"<meta charset='utf-8'>{text * COUNT}", PdfOptions()))
    ours = seconds(print_all)

    assert all(page_count(path.read_bytes()) == 1 for path in paths[:3])
    with capsys.disabled():
        print()
        print(report("certificates", ours, floor, "wkhtmltopdf, a line a page", rows=COUNT))
