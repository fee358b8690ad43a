"""The tax certificate (税收完税证明) as a PDF file, A4 landscape.

The form follows the 2025/26 samples of the 表格式 certificate. Its seal is a sample by its own
words, wherever the certificate came from: only the authority prints the real one.
"""

import io
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from shebao.contract.certificates import Certificate, CertificateLine
from shebao.contract.states import CertificateState
from shebao.domain.capital_amount import capital_amount
from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.printing.errors import NotPrintableError
from shebao.printing.paged_form import (
    LARGE,
    Column,
    PagedForm,
    cell_px,
    day_words,
    text_lines,
)

_NAME = "certificate.json"


def certificate_in(path: Path) -> Certificate | None:
    """Return the certificate that a PDF carries; None when it carries none that can be read.

    Raises OSError when the file cannot be read.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    content = path.read_bytes()
    try:
        attached = PdfReader(io.BytesIO(content)).attachments.get(_NAME, [])
        return Certificate.model_validate_json(attached[0]) if attached else None
    except (PyPdfError, ValidationError, ValueError, KeyError, TypeError, RecursionError):
        return None


COLUMNS = (
    Column("原凭证号", 228, "middle"),
    Column("税种", 250),
    Column("品目名称", 307),
    Column("税款所属时期", 254, "middle"),
    Column("入(退)库日期", 142, "middle"),
    Column("实缴(退)金额", 182, "amount"),
)
HEAD_PX = (140, 330, 140, 753)
FOOT_PX = (420, 233, 710)
OFFICE_PX = 900
CAPITAL_PX = 900
SEAL_PX = 182
_FIXED_HEAD_PX = 90  # title, number, date line; without the lines that wrap


def certificate_form(certificate: Certificate) -> PagedForm:
    """Return the certificate as a document, which carries what the bureau signed.

    A voided one says so on every page.

    Raises NotPrintableError when it contradicts itself.
    """
    rows = [_cells(certificate, line) for line in certificate.lines]
    _require_sound(certificate)
    total_in_capitals = capital_amount(certificate.total_fen)
    return PagedForm(
        "tax_certificate.html.j2",
        {
            "certificate": certificate,
            "voided": certificate.state is CertificateState.VOIDED,
            "issued_on": day_words(date.fromisoformat(certificate.issued_on)),
            "total": yuan(certificate.total_fen),
            "total_in_capitals": total_in_capitals,
            "head_px": HEAD_PX,
            "foot_px": FOOT_PX,
            "seal_px": SEAL_PX,
        },
        COLUMNS,
        rows,
        head_px=_FIXED_HEAD_PX
        + text_lines(certificate.tax_office, OFFICE_PX) * LARGE.line_px
        + max(cell_px(certificate.tax_id, HEAD_PX[1]), cell_px(certificate.name, HEAD_PX[3])),
        foot_px=cell_px(total_in_capitals, CAPITAL_PX)
        + max(
            SEAL_PX,
            LARGE.line_px + cell_px(certificate.issuer, FOOT_PX[1]),
            LARGE.line_px + cell_px(certificate.remark, FOOT_PX[2]),
        ),
        # All that the bureau signed, and its state.
        attachments={_NAME: certificate.model_dump_json().encode()},
    )


def _require_sound(certificate: Certificate) -> None:
    if not certificate.lines:
        raise NotPrintableError(f"完税证明 {certificate.certificate_no} 没有明细")
    if certificate.total_fen != sum(line.amount_fen for line in certificate.lines):
        raise NotPrintableError(f"完税证明 {certificate.certificate_no} 的合计与明细之和不一致")


def _cells(certificate: Certificate, line: CertificateLine) -> tuple[str, ...]:
    """Return the texts of one row, in the order of the columns."""
    first, last = Period.parse(line.period_from), Period.parse(line.period_to)
    if last < first:
        raise NotPrintableError(f"完税证明 {certificate.certificate_no} 的税款所属时期起止颠倒")
    return (
        line.ticket_no,
        line.levy_item,
        line.levy_subitem,
        f"{first.first_day.isoformat()}至{last.last_day.isoformat()}",
        line.arrived_on,
        yuan(line.amount_fen),
    )
