"""Calls that are none: refused in words and form, and never a defect."""

from shebao.conform.line import exchange
from shebao.conform.site import Site
from shebao.conform.verdicts import expect
from shebao.contract.refusals import RefusalCode

NO_JSON = "json_invalid"


def bodies(site: Site) -> None:
    """Broken JSON is told as such; unknown fields and wrong types are refused."""
    as_json = {"Content-Type": "application/json"}
    for content in (b"{", b"\xff\xfe{", b"[" * 10_000):
        said = site.call("look_up_registrations", content, token="", headers=as_json)
        kind = said.refused(RefusalCode.BAD_REQUEST).details.get("kind")
        expect(kind == NO_JSON, f"{said.to} 的请求不是 JSON，details.kind 应为 {NO_JSON}")
    for body in ({"tax_id": 5}, {}, {"tax_id": "9", "more": 1}, {"tax_id": "x" * 65}):
        said = site.call("look_up_registrations", body, token="")
        said.refused(RefusalCode.BAD_REQUEST)


def amounts(site: Site) -> None:
    """An amount is a whole number of fen, neither text nor a fraction."""
    for amount in ("100", 1.5, True, 10**18):
        body = {"debt_nos": ["1"], "agreement_no": "1", "amount_fen": amount}
        site.refuses("pay", body, RefusalCode.BAD_REQUEST, headers=site.proof())


def addresses(site: Site) -> None:
    """What is not served is refused in the same form."""
    site.line.call("GET", "/v1/conform-nothing").refused(RefusalCode.NOT_FOUND)
    said = site.line.call("PUT", "/v1/session", body={})
    expect(said.status == 405, f"{said.to} 应答 405，实为 {said.status}")
    said.refused(RefusalCode.BAD_REQUEST)


def unknown_numbers(site: Site) -> None:
    """Numbers that nobody has are NOT_FOUND, whatever they look like."""
    for number in ("conform-none", "GZ999999999999", "%00", "..%2f..", "9" * 64):
        for operation_id, name in (
            ("show_wage_filing", "filing_no"),
            ("show_premium_filing", "filing_no"),
            ("list_bills_as_filed", "filing_no"),
            ("list_bill_lines", "bill_no"),
            ("show_payment", "payment_no"),
            ("show_voucher", "voucher_no"),
            ("show_certificate", "certificate_no"),
        ):
            said = site.call(operation_id, at={name: number})
            said.refused(RefusalCode.NOT_FOUND, RefusalCode.BAD_REQUEST)


def two_lengths(site: Site) -> None:
    """A request with two lengths is refused, and nothing behind it is heard on that line."""
    head = (
        b"POST /v1/registrations/lookup HTTP/1.1\r\nHost: conform\r\n"
        b"Content-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    hidden = b"GET /v1/release HTTP/1.1\r\nHost: conform\r\n\r\n"
    answer = exchange(site.line.url, head + b'd\r\n{"tax_id":""}\r\n0\r\n\r\n' + hidden)
    status = answer.split(b" ")[1:2]
    expect(status == [b"400"], "同时带有 Content-Length 与 Transfer-Encoding 的请求应答 400")
    expect(answer.count(b"HTTP/1.1 ") == 1, "两种长度的请求之后，同一连接上的下一个请求仍被处理")
