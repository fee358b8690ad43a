"""The tax certificate (税收完税证明) as a PDF file, A4 landscape.

The form follows the 2025/26 samples of the 表格式 certificate. Its seal is a sample by its own
words, wherever the certificate came from: only the authority prints the real one.
"""

from datetime import date
from pathlib import Path

from shebao.contract.certificates import Certificate, CertificateLine
from shebao.contract.states import CertificateState
from shebao.domain.capital_amount import capital_amount
from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.printing.errors import NotPrintableError, RenderFailedError
from shebao.printing.page_plan import LINE_PX, PagePlan, plan_pages, text_lines
from shebao.printing.pdf import PdfOptions, page_count, render_pdf
from shebao.printing.pdf_file import save_pdf

CERTIFICATE_PAPER = PdfOptions(landscape=True, margin_mm=10)

# CSS pixels on a page 1363 wide and 935 high (1 px = 0.2032 mm); the template uses the same ones.
COLUMNS_PX = (235, 250, 307, 254, 135, 182)
HEAD_PX = (140, 330, 140, 753)
FOOT_PX = (420, 233, 710)
OFFICE_PX = 900
CAPITAL_PX = 900
CELL_FRAME_PX = 12
SEAL_PX = 182
_PAGE_PX = 900  # of 935: the rest is for fonts that are a little taller
_FIXED_HEAD_PX = 125  # title, number, date line, table head; without the lines that wrap
_PAGE_NUMBER_PX = 32
# When the fonts or the build draw larger than measured, the rows get less room.
_ROOM_SHARES = (1.0, 0.85, 0.7)


def print_tax_certificate(
    certificate: Certificate, path: Path, *, options: PdfOptions = CERTIFICATE_PAPER
) -> Path:
    """The file at ``path`` is the whole certificate; a voided one says so on every page.

    Raises NotPrintableError, and what ``render_pdf`` and ``save_pdf`` raise; an older file at
    ``path`` is then unchanged.
    """
    rows = [_cells(certificate, line) for line in certificate.lines]
    _require_sound(certificate)
    for share in _ROOM_SHARES:
        pages = _pages(certificate, rows, share)
        pdf = render_pdf(_html(certificate, rows, pages), options)
        if page_count(pdf) == len(pages):
            return save_pdf(pdf, path)
    raise RenderFailedError(
        "内容超出页面，页码会不正确", log="planned pages differ from printed pages"
    )


def _require_sound(certificate: Certificate) -> None:
    if not certificate.lines:
        raise NotPrintableError(certificate.certificate_no, "没有明细")
    if certificate.total_fen != sum(line.amount_fen for line in certificate.lines):
        raise NotPrintableError(certificate.certificate_no, "的合计与明细之和不一致")


def _cells(certificate: Certificate, line: CertificateLine) -> tuple[str, ...]:
    """Return the texts of one row, in the order of the columns."""
    first, last = Period.parse(line.period_from), Period.parse(line.period_to)
    if last < first:
        raise NotPrintableError(certificate.certificate_no, "的税款所属时期起止颠倒")
    return (
        line.ticket_no,
        line.levy_item,
        line.levy_subitem,
        f"{first.first_day.isoformat()}至{last.last_day.isoformat()}",
        _day(certificate, line.arrived_on).isoformat(),
        yuan(line.amount_fen),
    )


def _day(certificate: Certificate, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:  # the wire knows the form of a day, not the calendar
        raise NotPrintableError(certificate.certificate_no, "含有不存在的日期") from error


def _pages(certificate: Certificate, rows: list[tuple[str, ...]], share: float) -> list[PagePlan]:
    heights = [max(map(_height_px, row, COLUMNS_PX)) for row in rows]
    head = (
        _FIXED_HEAD_PX
        + text_lines(certificate.tax_office, OFFICE_PX) * LINE_PX
        + max(_height_px(certificate.tax_id, HEAD_PX[1]), _height_px(certificate.name, HEAD_PX[3]))
    )
    foot = _height_px(capital_amount(certificate.total_fen), CAPITAL_PX) + max(
        SEAL_PX,
        LINE_PX + _height_px(certificate.issuer, FOOT_PX[1]),
        LINE_PX + _height_px(certificate.remark, FOOT_PX[2]),
    )
    room = int((_PAGE_PX - head - _PAGE_NUMBER_PX) * share)
    return plan_pages(heights, room, max(0, room - foot))


def _height_px(text: str, width_px: int) -> int:
    return text_lines(text, width_px - CELL_FRAME_PX) * LINE_PX + CELL_FRAME_PX


def _html(certificate: Certificate, rows: list[tuple[str, ...]], pages: list[PagePlan]) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    forms = Environment(
        loader=PackageLoader("shebao.printing", "forms"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    issued_on = _day(certificate, certificate.issued_on)
    return forms.get_template("tax_certificate.html.j2").render(
        certificate=certificate,
        voided=certificate.state is CertificateState.VOIDED,
        issued_on=f"{issued_on.year} 年 {issued_on.month} 月 {issued_on.day} 日",
        pages=[(plan, rows[plan.start : plan.stop]) for plan in pages],
        total=yuan(certificate.total_fen),
        total_in_capitals=capital_amount(certificate.total_fen),
        columns_px=COLUMNS_PX,
        head_px=HEAD_PX,
        foot_px=FOOT_PX,
        seal_px=SEAL_PX,
    )
