"""Tax certificates over what arrived in the treasury."""

from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import check_folder, given_pdf, pdf_place
from shebao.commands.desk.receipts import recorded, recover, submit
from shebao.commands.desk.selection import selected
from shebao.commands.desk.time_cells import EVER, period_span
from shebao.contract.certificates import Certificate, CertificateRequest, CertificateStyle
from shebao.contract.payments import Arrival
from shebao.contract.states import CertificateState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.errors import SheetError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.sheets.cells import cell_of_value
from shebao.sheets.declared.certificate_sheets import ARRIVALS, ArrivalRow
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.parts import EVERYTHING, SELECTED
from shebao.sheets.declared.row import replace
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

SAID = ("ticket_no", "levy_item", "levy_subitem", "period", "arrived_on", "amount")
MOST_VOIDED = 10  # certificates over the same arrivals, one after the other


def query_arrivals(ctx: Context) -> Outcome:
    """Show what arrived for the periods in the sheet's labelled cells."""
    table = ctx.table(ARRIVALS)
    first, last = period_span(ctx, table)
    arrivals = ctx.bureau.arrivals(str(first), str(last)).arrivals
    table.show_rows([ArrivalRow.of(one, refunded=one.refunded_fen or None) for one in arrivals])
    total = sum(arrival.amount_fen for arrival in arrivals)
    message = f"{first} 至 {last} 已入库 {len(arrivals)} 条，合计 {yuan(total)} 元。" + (
        ""
        if arrivals
        else "如刚缴费，请等待入库后再查；更早属期的费款，请填写“费款所属期起”后再查。"
    )
    if refunded := sum(arrival.refunded_fen for arrival in arrivals):
        message += f"其中已申请退费 {yuan(refunded)} 元，不再开具完税证明。"
    return table.report(message, counts={"arrivals": len(arrivals), "amount_fen": total})


def issue_certificate(ctx: Context) -> Outcome:
    """Issue one certificate over the selected arrivals and print it to a file."""
    table = ctx.table(ARRIVALS)
    parameters = table.parameters()
    style = CertificateStyle(parameters["style"])
    rows = table.rows()
    recovered = recover(ctx, SubmissionKind.CERTIFICATE)
    if recovered:
        return _print(ctx, table, rows, recovered[-1], "上次开具未收到反馈，经查询已开具")
    chosen = selected(table, rows, parameters["scope"])
    arrivals, what = _checked(ctx, table, chosen), "已开具完税证明"
    if parameters["scope"] == EVERYTHING and (rest := _uncertified(chosen, arrivals)):
        if certified := len(arrivals) - len(rest):
            what += f"（另有 {certified} 条此前已开具，不在其中）"
        arrivals = rest
    arrivals, aside = _certifiable(arrivals, is_whole=parameters["scope"] == EVERYTHING)
    what += aside
    if known := _issued(ctx, arrivals):
        if known.style is not style:
            raise _other_style(known, style)
        return _print(
            ctx, table, rows, known.certificate_no, "所选费款已开具过完税证明，没有重复开具"
        )
    given = given_pdf(table, "certificate_file", "没有开具。请改正后再次点击“开具完税证明”。")
    if given:
        check_folder(table, "certificate_file", ctx.beside_book(given).parent, "没有开具")
    request = CertificateRequest(arrival_nos=[a.arrival_no for a in arrivals], style=style)
    cells = {"sheet": table.title, "arrivals": request.arrival_nos}
    subject = "/".join(sorted({arrival.period for arrival in arrivals}))
    # The first key may be that of a certificate voided since, which another store had asked for:
    # each further entry of the ledger has another key.
    for _ in range(MOST_VOIDED):
        receipt, is_repeat = submit(ctx, SubmissionKind.CERTIFICATE, subject, request, cells)
        if not (is_repeat and _is_voided(ctx, receipt.receipt_no)):
            return _print(ctx, table, rows, receipt.receipt_no, what)
    raise _voided(receipt.receipt_no)


def _checked(ctx: Context, table: SheetHead, chosen: list[ArrivalRow]) -> list[Arrival]:
    """Return the bureau's arrival of each row.

    Raises SheetError for a row that says another thing: a sort left its hidden number behind, or
    a cell was typed over.
    """
    found = ctx.bureau.arrivals(str(EVER), ctx.session.current_period).arrivals
    arrivals = {arrival.arrival_no: arrival for arrival in found}
    mine = []
    for row in chosen:
        arrival = arrivals.get(row.arrival_no)
        if arrival is None or not row.says(arrival, *SAID):
            amount = cell_of_value(row.amount, Kind.MONEY)
            raise table.error(
                f"第 {row.at} 行（{row.levy_subitem} {amount}）与税务的入库记录"
                "不一致，可能是排序或粘贴时只移动了部分列，没有开具",
                "请点击“查询入库”恢复后重试。",
            )
        mine.append(arrival)
    return mine


def _certifiable(arrivals: list[Arrival], *, is_whole: bool) -> tuple[list[Arrival], str]:
    """Return what a certificate can still say something of, and what was left out in words.

    Raises SheetError when the clerk ticked one of which everything is asked back.
    """
    gone = [a for a in arrivals if not a.certificate_no and a.refunded_fen >= a.amount_fen]
    left = [a for a in arrivals if a not in gone]
    if gone and (not is_whole or not left):
        one = gone[0]
        raise SheetError(
            ARRIVALS.title,
            f"的 {one.period} {one.levy_subitem} {yuan(one.amount_fen)} 元已申请退费，"
            "没有可以开具完税证明的金额，没有开具",
            "请取消勾选后重试。",
        )
    parts = sum(not a.certificate_no and a.refunded_fen > 0 for a in left)
    said = f"（另有 {len(gone)} 条已全部申请退费，不在其中）" if gone else ""
    return left, said + (f"（其中 {parts} 条已扣除申请退费的金额）" if parts else "")


def _uncertified(rows: list[ArrivalRow], arrivals: list[Arrival]) -> list[Arrival]:
    """Return what is without a certificate that both the sheet and the bureau know."""
    return [
        arrival
        for row, arrival in zip(rows, arrivals, strict=True)
        if not arrival.certificate_no or arrival.certificate_no != row.certificate_no
    ]


def _issued(ctx: Context, chosen: list[Arrival]) -> Certificate | None:
    """Return the valid certificate that holds all the chosen arrivals, as the bureau has it.

    Raises SheetError when only some of them have one, or when it is voided and still holds them.
    """
    numbers = {arrival.certificate_no or "" for arrival in chosen}
    if numbers == {""}:
        return _of_ledger(ctx, {arrival.arrival_no for arrival in chosen})
    if len(numbers) > 1 and "" not in numbers:
        raise SheetError(
            ARRIVALS.title,
            f"所选费款已由 {len(numbers)} 张完税证明分别开具（{'、'.join(sorted(numbers)[:3])}"
            f"{'等' if len(numbers) > 3 else ''}），没有重复开具，也没有打印",
            "需要再打印的，请只勾选同一张证明的行，或在“完税证明补开”中补开。",
        )
    if len(numbers) > 1:
        raise SheetError(
            ARRIVALS.title,
            "勾选的费款有的已开具、有的未开具完税证明，没有开具",
            "请点击“查询入库”，再只勾选“证明号码”为空的行，或只勾选同一张证明的行。",
        )
    certificate = ctx.bureau.certificate(numbers.pop())
    if certificate.state is CertificateState.VOIDED:
        raise _voided(certificate.certificate_no)
    return certificate


def _of_ledger(ctx: Context, wanted: set[str]) -> Certificate | None:
    """Return the valid certificate that this desk had issued over exactly these arrivals."""
    for receipt_no, cells in recorded(ctx, SubmissionKind.CERTIFICATE):
        if set(cells["arrivals"]) == wanted and not _is_voided(ctx, receipt_no):
            return ctx.bureau.certificate(receipt_no)
    return None


def _other_style(known: Certificate, style: CertificateStyle) -> SheetError:
    number = known.certificate_no
    return SheetError(
        ARRIVALS.title,
        f"所选费款已按“{known.style}”样式开具过完税证明“{number}”，不能再按“{style}”样式开具，"
        "没有开具，也没有打印",
        f"需要原证明的，请把“样式”改为“{known.style}”后重试，或在“完税证明补开”中补开；"
        "确需换样式的，须先由税务机关作废原证明。",
    )


def _is_voided(ctx: Context, number: str) -> bool:
    return ctx.bureau.certificate(number).state is CertificateState.VOIDED


def _voided(number: str) -> SheetError:
    return SheetError(
        ARRIVALS.title,
        f"所选费款的完税证明“{number}”已作废，没有开具，也没有打印",
        "请点击“查询入库”；证明号码已清空的可重新开具，否则请到办税服务厅办理。",
    )


def certificate_name(certificate: Certificate) -> str:
    """Return what a certificate's file is called before its number; the two styles never alike."""
    return f"税收完税证明_{certificate.style}"


def _print(
    ctx: Context, table: SheetTable[ArrivalRow], rows: list[ArrivalRow], number: str, what: str
) -> Outcome:
    from shebao.printing.paged_form import save_form
    from shebao.printing.tax_certificate import certificate_form

    certificate = ctx.bureau.certificate(number)
    given = table.parameters()
    is_other = given["style"] != certificate.style
    # The file was named for what is asked now: a certificate of the other style is not that.
    file = "" if is_other else given["certificate_file"]
    path = pdf_place(ctx, file, certificate_name(certificate), number)
    save_form(certificate_form(certificate), path, note=ctx.borrowing_words)
    covered = {
        arrival.arrival_no
        for arrival in ctx.bureau.arrivals(str(EVER), ctx.session.current_period).arrivals
        if arrival.certificate_no == number
    }
    mine = [row for row in rows if row.arrival_no in covered]
    unticked = len(covered - {row.arrival_no for row in mine if row.tick})
    mine = [replace(row, certificate_no=number, tick="") for row in mine]
    table.update(mine, ("certificate_no", "tick"))
    other = f"（不是现在所选的“{given['style']}”）" if is_other else ""
    message = (
        f"{what}：号码 {number}，{certificate.style}样式{other}，"
        f"金额 {yuan(certificate.total_fen)} 元，已保存为 {path.name}。"
    )
    if certificate.state is CertificateState.VOIDED:
        message += "该证明已作废，不能作为缴费凭据。"
    if unticked and given["scope"] == SELECTED:
        message += f"该证明还包含没有勾选的 {unticked} 条。"
    return table.report(
        message,
        counts={"lines": len(certificate.lines), "amount_fen": certificate.total_fen},
        files=(str(path),),
        facts={"certificate_no": number},
    )
