"""The certificate that a PDF carries is the one that was printed, or there is none."""

from pathlib import Path

import pytest

from shebao.printing.paged_form import render_forms, save_form
from shebao.printing.tax_certificate import (
    certificate_form,
    certificate_in,
)
from tests.printing.reading import whole_text
from tests.printing.samples import certificate


def test_printed_certificate_is_carried_whole(tmp_path: Path) -> None:
    shown = certificate(signature="c2lnbmVk", check_no="A1B2-C3D4-E5F6-0718-293A")
    path = save_form(certificate_form(shown), tmp_path / "证明.pdf")

    assert certificate_in(path) == shown
    assert f"校验码{shown.check_no}" in whole_text(path)


def test_file_without_one_carries_none(tmp_path: Path) -> None:
    path = save_form(certificate_form(certificate()), tmp_path / "证明.pdf")
    odd = tmp_path / "odd.pdf"
    for content in (b"", b"%PDF-1.4\n", b"PK\x03\x04", path.read_bytes()[:2000]):
        odd.write_bytes(content)
        assert certificate_in(odd) is None

    with pytest.raises(OSError, match="No such file"):
        certificate_in(tmp_path / "none.pdf")


def test_documents_of_one_run_carry_each_their_own(tmp_path: Path) -> None:
    shown = [certificate(certificate_no=f"43101525120005444{n}") for n in range(3)]
    for one, pdf in zip(shown, render_forms([*map(certificate_form, shown)]), strict=True):
        (tmp_path / "a.pdf").write_bytes(pdf)
        assert certificate_in(tmp_path / "a.pdf") == one
