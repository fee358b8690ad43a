"""Certificates for the printing tests; every name and number is invented."""

from typing import Any

from shebao.contract.certificates import Certificate, CertificateLine

ITEMS = (
    ("企业职工基本养老保险费", "职工基本养老保险(单位缴纳)"),
    ("失业保险费", "失业保险(个人缴纳)"),
    ("基本医疗保险费", "职工基本医疗保险(含生育保险)(单位缴纳)"),
)


def line(number: int = 0, **changes: Any) -> CertificateLine:
    item, subitem = ITEMS[number % len(ITEMS)]
    fields: dict[str, Any] = {
        "ticket_no": f"{431016251200086192 + number}",
        "levy_item": item,
        "levy_subitem": subitem,
        "period_from": "2025-11",
        "period_to": "2025-11",
        "arrived_on": "2025-12-08",
        "amount_fen": 123_456 + number * 1_111,
    }
    return CertificateLine(**{**fields, **changes})


def certificate(lines: list[CertificateLine] | None = None, **changes: Any) -> Certificate:
    rows = [line()] if lines is None else lines
    fields: dict[str, Any] = {
        "certificate_no": "431015251200054444",
        "state": "有效",
        "style": "分开",
        "issued_on": "2026-04-03",
        "tax_office": "沙箱市税务局第一税务分局",
        "tax_id": "91430100MA4L00000X",
        "name": "沙箱示例制造有限公司",
        "issuer": "沙箱电子税务局",
        "remark": "社会保险费",
        "lines": rows,
        "total_fen": sum(row.amount_fen for row in rows),
    }
    return Certificate(**{**fields, **changes})
