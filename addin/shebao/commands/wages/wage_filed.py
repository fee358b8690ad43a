"""What was filed from each row of a wage sheet, by the ledger."""

from collections import Counter
from collections.abc import Mapping, Sequence

from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import recorded
from shebao.contract.states import ItemState
from shebao.contract.submission_table import SubmissionKind
from shebao.sheets.declared.wage_sheets import WageSheetRow

HELD = (str(ItemState.PROCESSING), str(ItemState.ACCEPTED))


def filed_wages(ctx: Context, rows: Sequence[WageSheetRow]) -> dict[str, Mapping[str, int]]:
    """Return by id number the wages that the filing named on the person's row carried.

    A refused row has nothing filed. Whoever stands on several rows is left out: which of them
    was filed would be a guess; so is a row whose key is another person's.
    """
    carried = {
        number: cells["wages"] for number, cells in recorded(ctx, SubmissionKind.WAGE_FILING)
    }
    times = Counter(row.id_number for row in rows)
    found: dict[str, Mapping[str, int]] = {}
    for row in rows:
        id_number = row.id_number
        wages = carried.get(row.filing_no, {}).get(id_number)
        is_certain = times[id_number] == 1 and row.key in ("", id_number)
        if wages is not None and row.state in HELD and is_certain:
            found[id_number] = wages
    return found
