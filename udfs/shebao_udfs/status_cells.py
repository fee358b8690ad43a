"""The filing status of one employee, from the record sheet that the formula points at."""

from collections.abc import Callable
from dataclasses import dataclass

from shebao.rules.cell_text import compact, id_number_of
from shebao_udfs.arguments import is_blank, refused
from shebao_udfs.refusal import CellRefusedError, Shown
from shebao_udfs.spill import Cell, Grid

ID_HEADER, STATE_HEADER, KEY_HEADER = "证件号码", "申报状态", "校验键"
NOT_FILED = "未申报"
HEADER_WITHIN = 30  # the head of a sheet is a title, a note and its parameters


@dataclass(slots=True)
class _Record:
    """What the rows of one person say."""

    states: set[str]
    keys_agree: bool = True


def status_in(records: Grid) -> Callable[[object], Cell]:
    """Return the function that answers for one identity number from these rows.

    A fault of the records refuses each cell that asks, so that the shape stays.
    """
    try:
        found = _by_person(records)
    except CellRefusedError as error:
        refusal = error.refusal

        def refuse(_: object) -> Cell:
            raise CellRefusedError(refusal.shown, refusal.reason)

        return refuse
    return lambda id_number: _status(found, id_number)


def _status(found: dict[str, _Record], id_number: object) -> Cell:
    if is_blank(id_number):
        return ""
    read = id_number_of(id_number)
    if read.id_number is None:
        raise refused("证件号码", read.problem.removeprefix("证件号码"))
    record = found.get(read.id_number)
    if record is None:
        raise CellRefusedError(Shown.NOT_AVAILABLE, "申报表中没有这个证件号码")
    if not record.keys_agree:
        why = "申报表中该行的证件号码与校验键不一致（排序时可能只移动了部分列），不能确定状态"
        raise CellRefusedError(Shown.NOT_AVAILABLE, why)
    if len(record.states) > 1:
        why = f"申报表中该职工有多行且状态不同：{'、'.join(sorted(record.states))}"
        raise CellRefusedError(Shown.NOT_AVAILABLE, why)
    return next(iter(record.states))


def _by_person(records: Grid) -> dict[str, _Record]:
    """Read the rows under the headers, by identity number.

    Raises CellRefusedError when the headers are not there, or are there twice.
    """
    top, header = _header(records)
    id_column, state_column = header.index(ID_HEADER), header.index(STATE_HEADER)
    key_column = header.index(KEY_HEADER) if KEY_HEADER in header else None
    found: dict[str, _Record] = {}
    for row in records[top + 1 :]:
        read = id_number_of(row[id_column])
        key = read if key_column is None else id_number_of(row[key_column])
        state = compact(row[state_column]) or NOT_FILED
        # Under a key that disagrees neither person's state can be told.
        for id_number in {read.id_number, key.id_number} - {None}:
            record = found.setdefault(str(id_number), _Record(set()))
            record.states.add(state)
            record.keys_agree &= read.id_number == key.id_number
    return found


def _header(records: Grid) -> tuple[int, list[str]]:
    for number, row in enumerate(records[:HEADER_WITHIN]):
        header = [compact(cell) for cell in row]
        counts = [header.count(name) for name in (ID_HEADER, STATE_HEADER)]
        if max(counts) > 1:
            raise refused("申报表", f"的标题行中“{ID_HEADER}”或“{STATE_HEADER}”不止一列")
        if min(counts) == 1:
            return number, header
    raise refused("申报表", f"前 {HEADER_WITHIN} 行没有含“{ID_HEADER}”和“{STATE_HEADER}”的标题行")
