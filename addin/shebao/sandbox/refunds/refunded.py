"""What of the treasury's lines is asked back or returned: so much less can be certified."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, select

from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.refunds.refundables import find_holds
from shebao.sandbox.tables import arrivals


def refunded_fen(connection: Connection, employer_id: int, rules: Rules) -> Mapping[int, int]:
    """Amounts by arrival, of every refund that is not rejected; what has none is missing.

    What a person's refund gives back is of the unit's line and of the persons' line of the bill.
    """
    found: dict[int, int] = defaultdict(int)
    parts: dict[tuple[int, bool], int] = defaultdict(int)  # by bill, and whether it is the unit's
    for item in find_holds(connection, employer_id).rows:
        if item.arrival_id is not None:
            found[item.arrival_id] += item.amount_fen
        else:
            parts[item.bill_id, True] += item.unit_fen or 0
            parts[item.bill_id, False] += item.amount_fen - (item.unit_fen or 0)
    bills = {bill_id for bill_id, _ in parts}
    for row in connection.execute(select(arrivals).where(arrivals.c.bill_id.in_(bills))):
        rule = rules.insurance(row.insurance)
        if rule is None or row.levy_subitem not in (rule.unit_subitem, rule.person_subitem):
            continue  # a late fee is never refunded
        given_back = parts[row.bill_id, row.levy_subitem == rule.unit_subitem]
        if given_back:
            found[row.id] += given_back
    return found
