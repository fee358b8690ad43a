"""Many certificates in one run, against wkhtmltopdf alone with the same HTML."""

from pathlib import Path

import pytest

from shebao.printing.paged_form import _html, _pages, render_forms
from shebao.printing.pdf import PdfOptions, _command, _run, page_count, save_pdf
from shebao.printing.tax_certificate import certificate_form
from tests.benchmarks.measuring import ROWS, report, seconds
from tests.patience import PATIENCE_SECONDS
from tests.printing.samples import certificate, line

SMALLEST = 1_000  # of the sizes that scripts/bench.sh measures
COUNT = 1_000 if ROWS == SMALLEST else 50


@pytest.mark.skipif(ROWS > 3 * SMALLEST, reason="scripts/bench.sh prints at its smallest size")
def test_certificates_of_one_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A payer of many employers prints them all at once."""
    shown = [
        certificate([line(n) for n in range(3)], certificate_no=f"4310152512{number:08d}")
        for number in range(COUNT)
    ]
    paths = [tmp_path / f"{one.certificate_no}.pdf" for one in shown]
    forms = [certificate_form(one) for one in shown]
    html = _html([(form, _pages(form, 1.0, "")) for form in forms], "")
    command = _command(html, PdfOptions(landscape=True))

    def print_all() -> None:
        for pdf, path in zip(render_forms([*map(certificate_form, shown)]), paths, strict=True):
            save_pdf(pdf, path)

    floor = seconds(lambda: _run(command, html, PATIENCE_SECONDS))
    ours = seconds(print_all)

    assert all(page_count(path.read_bytes()) == 1 for path in paths[:3])
    with capsys.disabled():
        print()
        print(report("certificates", ours, floor, "wkhtmltopdf, same HTML", goal=1.15, rows=COUNT))
