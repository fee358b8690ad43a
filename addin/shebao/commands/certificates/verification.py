"""查验: whether a certificate is the bureau's, by its nine fields or by its own signature."""

from shebao.bureau.errors import BureauError, BureauUnreachableError
from shebao.commands.desk.bureau_key import changed_key_words, trusted_key
from shebao.commands.desk.context import Context
from shebao.contract.certificates import Certificate, CertificateKind, CertificateQuery, SigningKey
from shebao.contract.states import CertificateState
from shebao.domain.errors import FileRefusedError
from shebao.domain.money import exact_fen, yuan
from shebao.domain.outcome import Outcome, Status
from shebao.domain.period import Period
from shebao.rules.signature import certificate_proof
from shebao.sheets.declared.certificate_sheets import VERIFICATION, VerifiedLine
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

REQUIRED = ("tax_id", "kind", "ticket_no", "total", "certificate_no")
NOT_ASKED = "未联网查验"


def verify_certificate(ctx: Context) -> Outcome:
    """Ask the bureau for the certificate that the nine fields describe; show its face.

    For the eye alone: nothing is printed or saved.
    """
    table = ctx.table(VERIFICATION)
    query = _query(table)
    table.replace([])  # an older face must never stand beside a newer verdict
    certificate = ctx.bureau.verify_certificate(query)
    _show(table, certificate, str(certificate.state))
    if certificate.state is CertificateState.VOIDED:
        verdict = "该票证已作废，此张票据信息无效。"
    else:
        verdict = "查验相符，票证有效。"
    verdict += _words(ctx, certificate)
    message = f"{_face(certificate)}{verdict}"
    return table.report(
        message,
        Status.DONE if certificate.state is CertificateState.VALID else Status.PARTIAL,
        counts={"lines": len(certificate.lines), "amount_fen": certificate.total_fen},
        facts={"state": str(certificate.state), "check_no": certificate.check_no},
    )


def verify_certificate_file(ctx: Context) -> Outcome:
    """Check the certificate inside a PDF by the bureau's public key, without a session.

    What it cannot tell is whether the bureau voided the certificate since.
    """
    from shebao.printing.tax_certificate import certificate_in

    table = ctx.table(VERIFICATION)
    given = table.parameters()["certificate_file"]
    if not given:
        raise table.error("的“证明文件”为空，没有查验", "请填写 PDF 文件名后重试。")
    table.replace([])
    path = ctx.beside_book(given)
    try:
        certificate = certificate_in(path)
    except OSError as error:
        raise FileRefusedError(path, "无法读取，没有查验", "请检查文件名和权限后重试。") from error
    if certificate is None:
        raise FileRefusedError(
            path,
            "没有附带税收完税证明的签名数据，无法离线查验",
            "请按票面信息用“查验”向税务系统查验。",
        )
    proof = certificate_proof(certificate, _public_key(ctx, table))
    if not proof.holds:
        raise FileRefusedError(
            path,
            "签名不符：内容不是税务机关签发的，或签发后被改动过",
            "不能作为缴费凭据；请按票面信息用“查验”向税务系统核实。",
        )
    _show(table, certificate, NOT_ASKED)
    message = (
        f"{_face(certificate)}签名和校验码 {certificate.check_no} 相符，内容未被改动。"
        "是否已作废请联网“查验”；请核对票面与本表一致。"
    )
    counts = {"lines": len(certificate.lines), "amount_fen": certificate.total_fen}
    return table.report(message, counts=counts, facts={"check_no": certificate.check_no})


def _query(table: SheetHead) -> CertificateQuery:
    parameters = table.parameters()
    labels = {p.field: p.label for p in VERIFICATION.parameters}
    missing = [labels[field] for field in REQUIRED if not parameters[field]]
    if missing:
        raise table.error(f"的必填项 {'、'.join(missing)} 为空，没有查验", "请按票面填写后重试。")
    total_fen = _fen(parameters["total"])
    if total_fen is None:
        raise table.error(
            f"的“*金额合计”是“{parameters['total']}”，不是金额，没有查验",
            "请按 1234.56 的样子填写。",
        )
    return CertificateQuery(
        tax_id=parameters["tax_id"].upper(),
        name=parameters["name"],
        kind=CertificateKind(parameters["kind"]),
        ticket_no=parameters["ticket_no"],
        region=parameters["region"],
        total_fen=total_fen,
        tax_office=parameters["tax_office"],
        series=parameters["series"],
        certificate_no=parameters["certificate_no"],
    )


def _fen(text: str) -> int | None:
    from decimal import Decimal, InvalidOperation

    try:
        amount = Decimal(text.lstrip("¥￥").replace(",", ""))
    except InvalidOperation:
        return None
    return exact_fen(amount) if amount.is_finite() and abs(amount) < 10**10 else None


def _show(table: SheetTable[VerifiedLine], certificate: Certificate, state: str) -> None:
    rows = [
        VerifiedLine.of(
            line,
            certificate_no=certificate.certificate_no,
            state=state,
            periods=f"{Period.parse(line.period_from).first_day}至"
            f"{Period.parse(line.period_to).last_day}",
        )
        for line in certificate.lines
    ]
    table.show_rows(rows)


def _face(certificate: Certificate) -> str:
    return (
        f"{certificate.series}No.{certificate.certificate_no}，{certificate.name}"
        f"（{certificate.tax_id}），填发日期 {certificate.issued_on}，{certificate.tax_office}，"
        f"金额合计 {yuan(certificate.total_fen)} 元："
    )


def _words(ctx: Context, certificate: Certificate) -> str:
    try:
        key = trusted_key(ctx)
    except BureauError:
        return "没有取到税务机关的公钥，签名没有核对。"
    if certificate_proof(certificate, key).holds:
        return f"校验码 {certificate.check_no} 与税务机关签名相符。"
    return f"但税务机关签名不符，请联系主管税务机关核实{changed_key_words(ctx)}。"


def _public_key(ctx: Context, table: SheetHead) -> SigningKey:
    """Return the trusted key; without one kept, the bureau must be reached once."""
    try:
        return trusted_key(ctx)
    except BureauUnreachableError as error:
        raise table.error(
            "离线查验需要税务机关的公钥，本机还没有保存过，税务系统也无法连接，没有查验",
            "请联网执行一次“查验”或“离线查验”，以后即可离线使用。",
        ) from error
    except BureauError as error:
        raise table.error(
            f"没有取到税务机关公钥（{error.what}），没有查验", "请稍后重试。"
        ) from error
