"""Tax certificates over what arrived in the treasury."""

from shebao.commands.context import Context
from shebao.commands.print_place import given_pdf, pdf_place
from shebao.commands.receipts import recorded, recover, submit
from shebao.commands.selection import selected
from shebao.commands.time_cells import period_span
from shebao.contract.certificates import CertificateRequest, CertificateStyle
from shebao.contract.states import CertificateState
from shebao.contract.submissions import SubmissionKind
from shebao.domain.errors import SheetError
from shebao.domain.money import fen_of_cell, yuan
from shebao.domain.outcome import Outcome
from shebao.sheets.certificate_sheets import ARRIVALS
from shebao.sheets.table import Row, SheetTable


def query_arrivals(ctx: Context) -> Outcome:
    """Show what arrived for the periods in the sheet's labelled cells."""
    table = ctx.table(ARRIVALS)
    first, last = period_span(ctx, table)
    arrivals = ctx.bureau.arrivals(str(first), str(last)).arrivals
    table.replace(
        [
            {
                "ticket_no": arrival.ticket_no,
                "levy_item": arrival.levy_item,
                "levy_subitem": arrival.levy_subitem,
                "period": arrival.period,
                "arrived_on": arrival.arrived_on,
                "amount": arrival.amount_fen,
                "certificate_no": arrival.certificate_no or "",
                "arrival_no": arrival.arrival_no,
            }
            for arrival in arrivals
        ]
    )
    total = sum(arrival.amount_fen for arrival in arrivals)
    message = f"{first} 至 {last} 已入库 {len(arrivals)} 条，合计 {yuan(total)} 元。" + (
        "" if arrivals else "如已缴费，请等待入库后再查。"
    )
    table.note(message)
    return Outcome(message, counts={"arrivals": len(arrivals), "amount_fen": total})


def issue_certificate(ctx: Context) -> Outcome:
    """Issue one certificate over the selected arrivals and print it to a file."""
    table = ctx.table(ARRIVALS)
    parameters = table.parameters()
    rows = table.rows()
    recovered = recover(ctx, SubmissionKind.CERTIFICATE)
    if recovered:
        return _print(ctx, table, rows, recovered[-1], "上次开具未收到反馈，经查询已开具")
    chosen = selected(table, rows, parameters["scope"])
    _check_rows(ctx, table, chosen)
    known = _issued(ctx, chosen)
    if known:
        return _print(ctx, table, rows, known, "所选费款已开具过完税证明，没有重复开具")
    given_pdf(table, "certificate_file", "没有开具。请改正后再次点击“开具完税证明”。")
    request = CertificateRequest(
        arrival_nos=[str(row["arrival_no"]) for row in chosen],
        style=CertificateStyle(parameters["style"]),
    )
    cells = {"sheet": table.title, "arrivals": request.arrival_nos}
    subject = "/".join(sorted({str(row["period"]) for row in chosen}))
    receipt, is_repeat = submit(ctx, SubmissionKind.CERTIFICATE, subject, request, cells)
    if is_repeat and _is_voided(ctx, receipt.receipt_no):
        raise _voided(receipt.receipt_no)
    return _print(ctx, table, rows, receipt.receipt_no, "已开具完税证明")


def _check_rows(ctx: Context, table: SheetTable, chosen: list[Row]) -> None:
    """Refuse a row whose hidden number belongs to another arrival: a sort left it behind."""
    months = [str(row["period"]) for row in chosen]
    arrivals = {a.arrival_no: a for a in ctx.bureau.arrivals(min(months), max(months)).arrivals}
    for row in chosen:
        arrival = arrivals.get(str(row["arrival_no"]))
        amount = row["amount"]
        fen = fen_of_cell(amount) if isinstance(amount, float) else None
        if arrival is None or (arrival.ticket_no, arrival.levy_subitem, arrival.amount_fen) != (
            row["ticket_no"],
            row["levy_subitem"],
            fen,
        ):
            raise SheetError(
                table.title,
                f"第 {row['_row']} 行（{row['levy_subitem']} {row['amount']}）与税务的入库记录"
                "不一致，可能是排序或粘贴时只移动了部分列，没有开具",
                "请点击“查询入库”恢复后重试。",
            )


def _issued(ctx: Context, chosen: list[Row]) -> str | None:
    """Return the certificate that holds all the chosen arrivals, so that it is printed again.

    Raises SheetError when only some of them have one, or when it is voided.
    """
    wanted = {str(row["arrival_no"]) for row in chosen}
    numbers = {str(row["certificate_no"]) for row in chosen}
    for receipt_no, cells in recorded(ctx, SubmissionKind.CERTIFICATE):
        if set(cells["arrivals"]) == wanted and not _is_voided(ctx, receipt_no):
            return receipt_no
    if numbers == {""}:
        return None
    if len(numbers) == 1:
        (number,) = numbers
        if _is_voided(ctx, number):
            raise _voided(number)
        return number
    raise SheetError(
        ARRIVALS.title,
        "勾选的费款有的已开具、有的未开具完税证明，没有开具",
        "请只勾选“证明号码”为空的行，或只勾选同一张证明的行。",
    )


def _is_voided(ctx: Context, number: str) -> bool:
    return ctx.bureau.certificate(number).state is CertificateState.VOIDED


def _voided(number: str) -> SheetError:
    return SheetError(
        ARRIVALS.title,
        f"所选费款的完税证明“{number}”已作废，没有开具，也没有打印",
        "请点击“查询入库”；证明号码已清空的可重新开具，否则请到办税服务厅办理。",
    )


def _print(ctx: Context, table: SheetTable, rows: list[Row], number: str, what: str) -> Outcome:
    from shebao.printing.tax_certificate import print_tax_certificate

    certificate = ctx.bureau.certificate(number)
    given = table.parameters()["certificate_file"]
    path = print_tax_certificate(certificate, pdf_place(ctx, given, "税收完税证明", number))
    months = [line.period_from for line in certificate.lines]
    months += [line.period_to for line in certificate.lines]
    covered = {
        arrival.arrival_no
        for arrival in ctx.bureau.arrivals(min(months), max(months)).arrivals
        if arrival.certificate_no == number
    }
    mine = [row for row in rows if row["arrival_no"] in covered]
    for row in mine:
        row.update(certificate_no=number, tick="")
    table.update(mine, ("certificate_no", "tick"))
    message = (
        f"{what}：号码 {number}，金额 {yuan(certificate.total_fen)} 元，已保存为 {path.name}。"
    )
    table.note(message)
    return Outcome(
        message,
        counts={"lines": len(certificate.lines), "amount_fen": certificate.total_fen},
        files=(str(path),),
        facts={"certificate_no": number},
    )
