"""Documents for the printing tests; every name and number is invented."""

from datetime import UTC, datetime
from typing import Any

from shebao.contract.certificates import Certificate, CertificateLine
from shebao.contract.premiums import BillLine, FiledBill, PremiumFiling
from shebao.contract.queries import (
    EmployeeRecord,
    EmployeeRecordLine,
    UnitRecord,
    UnitRecordLine,
)
from shebao.contract.session import Employer
from shebao.contract.vouchers import Voucher, VoucherLine
from shebao.printing.filing_forms import BillToPrint, FilingToPrint

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


def employer(**changes: Any) -> Employer:
    fields: dict[str, Any] = {
        "account_id": "sandbox-1",
        "tax_id": "91520100MA00000007",
        "name": "沙箱示例制造有限公司",
        "kind": "enterprise",
        "region": "520100",
        "region_name": "贵州省贵阳市",
        "tax_office_no": "15201000000",
        "tax_office": "沙箱市税务局第一税务分局",
        "injury_rate_ppm": 4_000,
        "established_on": "2020-01-01",
        "unit_numbers": [],
    }
    return Employer(**{**fields, **changes})


def bill_line(number: int = 1, **changes: Any) -> BillLine:
    base = 400_000 + number * 1_000
    fields: dict[str, Any] = {
        "line": number,
        "person_no": f"{520000000000 + number}",
        "name": f"试样{number}",
        "id_type": "201",
        "id_number": f"{520102199001010000 + number}",
        "wage_fen": base,
        "base_fen": base,
        "unit_ppm": 160_000,
        "person_ppm": 80_000,
        "unit_fen": base * 16 // 100,
        "person_fen": base * 8 // 100,
        "reduction_fen": 0,
        "due_fen": base * 16 // 100 + base * 8 // 100,
    }
    return BillLine(**{**fields, **changes})


def bill_to_print(lines: list[BillLine], **changes: Any) -> BillToPrint:
    fields: dict[str, Any] = {
        "bill_no": "B1",
        "revision": 1,
        "period": "2026-10",
        "unit_no": "520100000001",
        "agency": "沙箱市社会保险事业局",
        "insurance": "110",
        "insurance_name": "企业职工基本养老保险",
        "people": len(lines),
        "base_fen": sum(line.base_fen for line in lines),
        "unit_fen": sum(line.unit_fen for line in lines),
        "person_fen": sum(line.person_fen for line in lines),
        "amount_fen": sum(line.unit_fen + line.person_fen for line in lines),
        "collected": False,
    }
    return BillToPrint(
        FiledBill(**{**fields, **changes}),
        lines,
        "职工基本养老保险(单位缴纳)",
        "职工基本养老保险(个人缴纳)",
    )


def filing_to_print(bills: list[BillToPrint], **changes: Any) -> FilingToPrint:
    fields: dict[str, Any] = {
        "filing_no": "SB2026110000000001",
        "state": "申报成功",
        "submitted_at": datetime(2026, 11, 16, 2, tzinfo=UTC),
        "bill_nos": [part.bill.bill_no for part in bills],
        "amount_fen": sum(part.bill.amount_fen for part in bills),
        "accepted_by": "沙箱受理员",
        "accepted_on": "2026-11-16",
    }
    return FilingToPrint(employer(), PremiumFiling(**{**fields, **changes}), bills)


def voucher(**changes: Any) -> Voucher:
    lines = [
        VoucherLine(levy_item="企业职工基本养老保险费", amount_fen=1_234_567),
        VoucherLine(levy_item="失业保险费", amount_fen=89_012),
    ]
    fields: dict[str, Any] = {
        "voucher_no": "452016261100000001",
        "state": "已打印",
        "issued_at": datetime(2026, 11, 16, 2, tzinfo=UTC),
        "issued_on": "2026-11-16",
        "pay_by": "2026-11-30",
        "tax_id": "91520100MA00000007",
        "name": "沙箱示例制造有限公司",
        "tax_office_no": "15201000000",
        "tax_office": "沙箱市税务局第一税务分局",
        "payer_name": "沙箱示例制造有限公司",
        "payer_bank": "沙箱银行贵阳分行营业部",
        "payer_account": "62220000000000018",
        "period_from": "2026-10",
        "period_to": "2026-10",
        "debt_nos": ["D1", "D2"],
        "lines": lines,
        "total_fen": sum(line.amount_fen for line in lines),
    }
    return Voucher(**{**fields, **changes})


def employee_record(periods: int = 3) -> EmployeeRecord:
    lines = [
        EmployeeRecordLine(
            period=f"2026-{month:02d}",
            unit_no="520100000001",
            insurance="110",
            insurance_name="企业职工基本养老保险",
            levy_item="企业职工基本养老保险费",
            wage_fen=600_000,
            base_fen=600_000,
            unit_fen=96_000,
            person_fen=48_000 + month,
            arrived_on=f"2026-{month:02d}-20",
        )
        for month in range(1, periods + 1)
    ]
    return EmployeeRecord(
        lines=lines,
        unit_total_fen=sum(line.unit_fen for line in lines),
        person_total_fen=sum(line.person_fen for line in lines),
    )


def unit_record(count: int = 4) -> UnitRecord:
    lines = [
        UnitRecordLine(
            period="2026-10",
            levy_item=ITEMS[number % len(ITEMS)][0],
            levy_subitem=ITEMS[number % len(ITEMS)][1],
            ticket_no=f"{452016261100000001 + number}",
            arrived_on="2026-11-18",
            amount_fen=1_000_000 + number,
        )
        for number in range(count)
    ]
    return UnitRecord(lines=lines, total_fen=sum(line.amount_fen for line in lines))
