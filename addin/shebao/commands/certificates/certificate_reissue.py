"""Certificates that were issued: listed, and printed once more (补开)."""

from collections import Counter

from shebao.commands.certificates.certificate import certificate_name
from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import check_folder
from shebao.commands.desk.receipts import recorded, recover, submit
from shebao.commands.desk.selection import selected
from shebao.commands.desk.time_cells import EVER, period_span
from shebao.contract.certificates import Certificate, CertificateStyle, ReissueRequest
from shebao.contract.state_tables import CERTIFICATE, CertificateEvent
from shebao.contract.states import CertificateState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.certificate_sheets import CERTIFICATES, CertificateRow
from shebao.sheets.declared.parts import EVERYTHING
from shebao.sheets.declared.row import replace
from shebao.sheets.head import SheetHead

SHOWN = ("state", "reissues", "tick")
REISSUING = "补开完税证明"


def query_certificates(ctx: Context) -> Outcome:
    """Show the certificates over something of the periods in the sheet's labelled cells.

    Without a first period all of them: one lost may be over any year, and issued in any.
    """
    table = ctx.table(CERTIFICATES)
    first, last = period_span(ctx, table, blank=EVER)
    found = ctx.bureau.certificates(str(first), str(last)).certificates
    table.show_rows([_line(certificate) for certificate in found])
    voided = sum(one.state is CertificateState.VOIDED for one in found)
    states = f"：有效 {len(found) - voided} 张，已作废 {voided} 张" if voided else ""
    span = f"{last} 及以前" if first == EVER else f"{first} 至 {last} "
    message = f"{span}已开具税收完税证明 {len(found)} 张{states}。" + (
        "" if found else "请核对费款所属期；没有开具过的，请先“查询入库”并“开具完税证明”。"
    )
    return table.report(message, counts={"certificates": len(found)})


def reissue_certificates(ctx: Context) -> Outcome:
    """Print the selected certificates once more, each to its own file.

    The bureau counts every reissue; a voided certificate is refused before anything is sent, and of
    everything left out. Stopped between two of them, no row says so: the next click prints all of
    them, and counts those alone that were not.

    Raises CancelledError.
    """
    from shebao.printing.paged_form import render_forms
    from shebao.printing.pdf import save_pdf
    from shebao.printing.tax_certificate import certificate_form

    table = ctx.table(CERTIFICATES)
    parameters = table.parameters()
    counted = recover(ctx, SubmissionKind.REISSUE)
    every = selected(table, table.rows(), parameters["scope"])
    counted += _unshown(ctx, every)
    valid = [row for row in every if row.state != str(CertificateState.VOIDED)]
    chosen = (valid if parameters["scope"] == EVERYTHING else []) or every
    certificates = [_allowed(ctx, table, r) for r in ctx.one_by_one("核对完税证明", chosen)]
    # Made before it is counted: without the program or the folder nothing is reissued.
    folder = ctx.beside_book(parameters["print_folder"])
    check_folder(table, "print_folder", folder, "没有补开任何证明")
    pdfs = render_forms([*map(certificate_form, certificates)], note=ctx.borrowing_words)
    paths, printed = [], []
    for done, (certificate, pdf, row) in enumerate(zip(certificates, pdfs, chosen, strict=True)):
        if len(chosen) > 1:  # the printing was long, so before the first one too
            ctx.progress(REISSUING, done, len(chosen))
        is_counted = certificate.certificate_no in counted
        if not is_counted:
            _send(ctx, table, certificate)
        name = certificate_name(certificate)
        paths.append(save_pdf(pdf, folder / f"{name}_{certificate.certificate_no}.pdf"))
        again = certificate.reissues + (not is_counted)
        printed.append(replace(row, reissues=again, state=str(certificate.state), tick=""))
    table.update(printed, SHOWN)
    total = sum(certificate.total_fen for certificate in certificates)
    message = (
        f"已补开税收完税证明 {len(paths)} 张（{_by_style(certificates)}），金额 {yuan(total)} 元，"
        f"已保存为 {'、'.join(path.name for path in paths[:3])}{'等' if len(paths) > 3 else ''}。"
    )
    if voided := len(every) - len(chosen):
        message += f"另有 {voided} 张已作废，没有补开。"
    return table.report(
        message,
        counts={"certificates": len(paths), "amount_fen": total},
        files=tuple(map(str, paths)),
    )


def _unshown(ctx: Context, rows: list[CertificateRow]) -> list[str]:
    """Return the certificates whose last reissue is counted and on no row: its print was lost.

    The disk was full or the machine died between the receipt and the saved print and workbook.
    """
    shown = {row.certificate_no: row.reissues or 0 for row in rows}
    unshown = []
    for number, cells in recorded(ctx, SubmissionKind.REISSUE):
        count = shown.get(number)
        if isinstance(count, int) and cells.get("reissues", -1) >= count:
            unshown.append(number)
    return unshown


def _by_style(certificates: list[Certificate]) -> str:
    counts = Counter(certificate.style for certificate in certificates)
    return "，".join(f"{style} {counts[style]} 张" for style in CertificateStyle if counts[style])


def _allowed(ctx: Context, table: SheetHead, row: CertificateRow) -> Certificate:
    certificate = ctx.bureau.certificate(row.certificate_no)
    outcome = CERTIFICATE.row(certificate.state, CertificateEvent.REISSUE)
    if outcome.next is None:
        raise table.error(
            f"第 {row.at} 行：{outcome.words(f'完税证明“{certificate.certificate_no}”')}"
            "没有补开任何证明",
            "请取消勾选该行，或点击“查询证明”更新后重试。",
        )
    return certificate


def _send(ctx: Context, table: SheetHead, certificate: Certificate) -> None:
    number = certificate.certificate_no
    submit(
        ctx,
        SubmissionKind.REISSUE,
        number,
        ReissueRequest(certificate_no=number),
        {"sheet": table.title, "certificate_no": number, "reissues": certificate.reissues},
        # The count tells this reissue from one that another desk's store made before.
        basis=str(certificate.reissues),
    )


def _line(certificate: Certificate) -> CertificateRow:
    return CertificateRow.of(
        certificate,
        style=str(certificate.style),
        lines=len(certificate.lines),
        amount=certificate.total_fen,
        check_no=certificate.check_no,
        reissues=certificate.reissues,
    )
