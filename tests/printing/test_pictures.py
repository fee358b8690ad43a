"""Every form still looks like its reference picture.

To renew the pictures after a wanted change, look at the new prints first, then:
``python -m tests.printing.test_pictures``
"""

import gzip
import subprocess
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from shebao.contract.queries import EmployeeRecordQuery
from shebao.printing.filing_forms import (
    employee_filing_form,
    special_filing_form,
    unit_filing_form,
)
from shebao.printing.paged_form import PagedForm, save_form
from shebao.printing.payment_records import employee_record_form, unit_record_form
from shebao.printing.tax_certificate import certificate_form
from shebao.printing.voucher import voucher_form
from tests.patience import PATIENCE_SECONDS
from tests.printing import samples

REFERENCES = Path(__file__).parent / "reference"
# Other versions of the fonts move glyphs by a pixel; a lost border, column or seal is far more.
MOST_MEAN_DIFFERENCE = 1.0
MOST_BLOCK_DIFFERENCE = 18.0
BLOCK = 16
FIRST, LAST, DAY = "2026-01", "2026-10", date(2026, 11, 22)
ASKED = EmployeeRecordQuery(
    name="试样一",
    id_type="201",
    id_number="520102199001010001",
    first_period=FIRST,
    last_period=LAST,
)
NORMAL = samples.filing_to_print(
    [
        samples.bill_to_print(
            [samples.bill_line(1, name="沙箱" * 29 + "公司")]
            + [samples.bill_line(number) for number in range(2, 7)]
        )
    ]
)
SPECIAL = samples.filing_to_print(
    [
        samples.bill_to_print(
            [samples.bill_line(number) for number in range(1, 4)],
            notice_no="ZJ202611000001",
            special_kind="政策性补缴",
            remark="补缴 2026 年 10 月",
        )
    ],
    special=True,
)
FORMS = {
    "tax_certificate": certificate_form(
        samples.certificate(
            [samples.line(number) for number in range(4)], check_no="A1B2-C3D4-E5F6-0718-293A"
        )
    ),
    "unit_filing": unit_filing_form(NORMAL),
    "employee_filing": employee_filing_form(NORMAL),
    "special_filing": special_filing_form(SPECIAL),
    "voucher": voucher_form(samples.voucher()),
    "employee_record": employee_record_form(
        samples.employer(),
        ASKED,
        DAY,
        samples.employee_record(),
    ),
    "unit_record": unit_record_form(samples.employer(), FIRST, LAST, DAY, samples.unit_record()),
}


def picture(form: PagedForm, folder: Path) -> bytes:
    """Return page 1 of a form as a grey PGM picture."""
    return subprocess.run(
        ["pdftoppm", "-r", "50", "-gray", "-singlefile", save_form(form, folder / "a.pdf")],
        capture_output=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    ).stdout


def grey(pgm: bytes) -> npt.NDArray[np.float64]:
    kind, size, _, pixels = pgm.split(b"\n", 3)
    assert kind == b"P5"
    width, height = map(int, size.split())
    return np.frombuffer(pixels, np.uint8).reshape(height, width).astype(np.float64)


def block_means(grey_picture: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    rows, columns = (length // BLOCK for length in grey_picture.shape)
    whole = grey_picture[: rows * BLOCK, : columns * BLOCK]
    means: npt.NDArray[np.float64] = whole.reshape(rows, BLOCK, columns, BLOCK).mean(axis=(1, 3))
    return means


def reference(name: str) -> Path:
    return REFERENCES / f"{name}.pgm.gz"


@pytest.mark.parametrize("name", FORMS)
def test_form_looks_like_the_reference(name: str, tmp_path: Path) -> None:
    expected = grey(gzip.decompress(reference(name).read_bytes()))
    shown = grey(picture(FORMS[name], tmp_path))

    assert shown.shape == expected.shape
    assert np.abs(shown - expected).mean() < MOST_MEAN_DIFFERENCE
    assert np.abs(block_means(shown) - block_means(expected)).max() < MOST_BLOCK_DIFFERENCE


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for name, form in FORMS.items():
            reference(name).write_bytes(gzip.compress(picture(form, Path(folder)), mtime=0))
