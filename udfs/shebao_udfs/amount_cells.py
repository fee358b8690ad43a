"""What is due of one employee in one month, from the detail sheet that the formula points at."""

from collections.abc import Callable

from shebao.rules.cell_text import amount_of, compact, id_number_of
from shebao_udfs.arguments import is_blank, period_of, refused
from shebao_udfs.refusal import CellRefusedError, Shown
from shebao_udfs.spill import Cell, Grid

ID_HEADER, PERIOD_HEADER = "证件号码", "费款所属期"
PAYERS = {"单位": "单位应缴", "个人": "个人应缴", "合计": "应补(退)费额"}
HEADER_WITHIN = 30  # the head of a sheet is a title, a note and its parameters


def amount_in(details: Grid) -> Callable[[object, object, object], Cell]:
    """Return the function that answers for a person, a month and a payer from these rows.

    A fault of the rows refuses each cell that asks, so that the shape stays.
    """
    try:
        top, columns = _header(details)
    except CellRefusedError as error:
        refusal = error.refusal

        def refuse(*_: object) -> Cell:
            raise CellRefusedError(refusal.shown, refusal.reason)

        return refuse
    rows: dict[tuple[str, str], list[list[object]]] = {}
    for row in details[top + 1 :]:
        id_number = id_number_of(row[columns[ID_HEADER]]).id_number
        if id_number is not None:
            rows.setdefault((id_number, compact(row[columns[PERIOD_HEADER]])), []).append(row)

    def amount(id_number: object, period: object, payer: object) -> Cell:
        if is_blank(id_number):
            return ""
        read = id_number_of(id_number)
        if read.id_number is None:
            raise refused("证件号码", read.problem.removeprefix("证件号码"))
        header = PAYERS.get(compact(payer))
        if header is None:
            raise refused("缴费方", f"应为{'、'.join(PAYERS)}")
        found = rows.get((read.id_number, str(period_of(period))))
        if found is None:
            raise CellRefusedError(Shown.NOT_AVAILABLE, "明细中没有这个证件号码该月的行")
        return sum(_fen(row[columns[header]], header) for row in found) / 100

    return amount


def _fen(cell: object, header: str) -> int:
    if is_blank(cell):
        return 0
    amount = amount_of(cell)
    if amount.fen is None:
        raise refused(f"明细的“{header}”", amount.problem)
    return amount.fen


def _header(details: Grid) -> tuple[int, dict[str, int]]:
    wanted = (ID_HEADER, PERIOD_HEADER, *PAYERS.values())
    for number, row in enumerate(details[:HEADER_WITHIN]):
        header = [compact(cell) for cell in row]
        if all(header.count(name) == 1 for name in wanted):
            return number, {name: header.index(name) for name in wanted}
    listed = "、".join(f"“{name}”" for name in wanted)
    raise refused("明细", f"前 {HEADER_WITHIN} 行没有含{listed}的标题行")
