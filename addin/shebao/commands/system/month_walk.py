"""上一步 and 下一步: from any sheet to the one where the month goes on, as 首页 shows its steps."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from shebao.commands.desk.context import Context
from shebao.commands.employer.home_rows import is_step
from shebao.domain.errors import InputError, SheetError
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.certificate_sheets import ARRIVALS
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HOME, HomeRow
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.sheets.head import SheetHead

ROUND = (ROSTER, WAGES_BY_PERSON, BILLS, DEBTS, ARRIVALS)
_OPEN_STATES = frozenset({"下一步", "有错误", "处理中"})
_PLACES = {spec.name: at for at, spec in enumerate(SHEETS)}


@dataclass(frozen=True, slots=True)
class Stop:
    """One sheet of the round, and what 首页 says of it; nothing before it shows a month."""

    spec: AnySheet
    said: str = ""


def next_step(ctx: Context) -> Outcome:
    """Bring the sheet of the month's next step to the front; from 首页, of the one that is next.

    Raises InputError behind the last one.
    """
    stops, at = _round(ctx)
    front = _front(ctx)
    if front in (HOME, None):
        return _go(ctx, stops[at])
    here = _PLACES[front.name]
    later = [stop for stop in stops if _PLACES[stop.spec.name] > here]
    if not later:
        raise InputError(
            f"“{front.title}”之后没有下一步，没有切换工作表。"
            "本月办到哪一步请看“首页”（点击“上一步”返回）。",
            log="behind the last step",
        )
    return _go(ctx, later[0])


def previous_step(ctx: Context) -> Outcome:
    """Bring the sheet of the step before to the front; before the first one stands 首页.

    Raises InputError on 首页.
    """
    stops, _ = _round(ctx)
    front = _front(ctx)
    if front is HOME:
        raise InputError(
            "“首页”之前没有步骤，没有切换工作表。请点击“下一步”去本月要办的一步。",
            log="before the first step",
        )
    here = len(SHEETS) if front is None else _PLACES[front.name]
    earlier = [stop for stop in stops if _PLACES[stop.spec.name] < here]
    return _go(ctx, earlier[-1] if earlier else Stop(HOME))


def _round(ctx: Context) -> tuple[list[Stop], int]:
    """Return the sheets of the round in their order, and which of them has the next step."""
    steps: list[HomeRow] = []
    with suppress(SheetError):  # a home sheet of the user's own making shows no month
        steps = [row for row in ctx.table(HOME).rows() if is_step(row) and row.target]
    by_spec: dict[str, list[HomeRow]] = {}
    for row in steps:
        spec = _spec_of(ctx, row.target)
        if spec is not None:
            by_spec.setdefault(spec.name, []).append(row)
    if not by_spec:
        return [Stop(spec) for spec in ROUND], 0
    names = sorted(by_spec, key=_PLACES.__getitem__)
    stops = [Stop(SHEETS[_PLACES[name]], _said(by_spec[name])) for name in names]
    states = [{row.state for row in by_spec[name]} for name in names]
    following = [at for at, shown in enumerate(states) if shown & _OPEN_STATES]
    return stops, following[0] if following else 0


def _said(rows: Sequence[HomeRow]) -> str:
    row = next((row for row in rows if row.state in _OPEN_STATES), rows[-1])
    return f"{row.item}：{row.state}，{row.content}。"


def _front(ctx: Context) -> AnySheet | None:
    """Return our sheet that the user looks at; None for one of the user's own."""
    return _spec_of(ctx, str(ctx.book.sheets.active.name))


def _spec_of(ctx: Context, title: str) -> AnySheet | None:
    """Return whose tab this is; of those that were renamed only the round's are looked for."""
    named = [spec for spec in SHEETS if spec.title == title]
    for spec in (*named, HOME, *ROUND):
        with suppress(SheetError):
            if ctx.table(spec).title == title:
                return spec
    return None


def _go(ctx: Context, stop: Stop) -> Outcome:
    table: SheetHead = ctx.table(stop.spec)
    table.activate()
    return Outcome(f"已打开工作表“{table.title}”。{stop.said}")
