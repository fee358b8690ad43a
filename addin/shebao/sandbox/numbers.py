"""The numbers that the sandbox gives to what it keeps, and back to rows."""

from typing import Any

from sqlalchemy import Connection, Row, Select, Table

from shebao.contract.refusals import RefusalCode
from shebao.sandbox.database import of_employer
from shebao.sandbox.errors import RefusedError

WAGE_FILING_NO, PREMIUM_FILING_NO, BILL_NO, DEBT_NO = "GZ", "SB", "YJ", "QF"
PAYMENT_NO, VOUCHER_NO, ARRIVAL_NO = "JF", "PZ", "DZ"
ACCOUNT_NO, REFUND_NO, UNIT_ORDER_NO = "ZH", "TF", "GL"


def number(prefix: str, row_id: int) -> str:
    """The number of a row."""
    return f"{prefix}{row_id:012d}"


def row_id(prefix: str, text: str) -> int:
    """The row of a number.

    Raises RefusedError: NOT_FOUND, it cannot be a number of that kind.
    """
    digits = text.removeprefix(prefix)
    if (
        not text.startswith(prefix)
        or len(digits) != 12
        or not digits.isascii()
        or not digits.isdigit()
    ):
        raise RefusedError(RefusalCode.NOT_FOUND, f"未找到编号为“{text[:64]}”的记录。")
    return int(digits)


def own_row(
    connection: Connection, table: Table, employer_id: int, prefix: str, text: str, what: str
) -> Row[Any]:
    """The row of a number, which is the employer's.

    Raises RefusedError: NOT_FOUND.
    """
    query = of_employer(table, employer_id, table.c.id == row_id(prefix, text))
    return found(connection, query, f"{what}“{text}”")


def found(connection: Connection, query: Select[Any], what: str) -> Row[Any]:
    """The one row of a query.

    Raises RefusedError: NOT_FOUND, there is none.
    """
    row = connection.execute(query).first()
    if row is None:
        raise RefusedError(RefusalCode.NOT_FOUND, f"未找到{what}。")
    return row


def ticket_no(region: str, month: str, payment_id: int) -> str:
    """An 18-digit 电子税票号码: 4, province, 016, YYMM, serial (the shape seen in samples)."""
    return f"4{region[:2]}016{month[2:4]}{month[5:]}{payment_id % 10**8:08d}"


def voucher_ticket_no(region: str, month: str, voucher_id: int) -> str:
    """The 电子税票号码 of a voucher: its serials begin where no payment's do."""
    return ticket_no(region, month, 9 * 10**7 + voucher_id % 10**7)


def certificate_no(region: str, month: str, certificate_id: int) -> str:
    """An 18-digit certificate number: as a ticket's, with 015."""
    return f"4{region[:2]}015{month[2:4]}{month[5:]}{certificate_id % 10**8:08d}"
