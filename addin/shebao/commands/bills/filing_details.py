"""The employees' lines of premium filings: downloaded once, shown from the store."""

from collections.abc import Sequence

from shebao.commands.desk.context import Context
from shebao.commands.desk.query import Asked, Fetched
from shebao.contract.premiums import PremiumFiling
from shebao.contract.states import ItemState
from shebao.domain.errors import NotConfirmedError
from shebao.domain.moments import local_time
from shebao.sheets.declared.query_sheets import FiledLineRow
from shebao.store.filing_details import Line

_ALWAYS = ("2000-01-01", "9999-12-31")


def filing_lines(ctx: Context, asked: Asked) -> Fetched:
    """Return the lines of the successful daily filings of a span of days.

    Lines that were never downloaded are offered; the remark names what is still missing.
    """
    filings = _successful(ctx, *asked.days())
    missing = [f for f in filings if ctx.store.filing_details.of(ctx.account, f.filing_no) is None]
    if missing:
        try:
            ctx.ui.confirm(f"有 {len(missing)} 笔申报的职工明细未下载，现在下载")
        except NotConfirmedError:
            pass
        else:
            _download(ctx, missing)
            missing = []
    rows: list[FiledLineRow] = []
    for filing in filings:
        lines = ctx.store.filing_details.of(ctx.account, filing.filing_no) or []
        filed_on = local_time(filing.submitted_at)
        rows += [
            FiledLineRow(filing_no=filing.filing_no, filed_on=filed_on, **line) for line in lines
        ]
    remark = ""
    if missing:
        numbers = "、".join(filing.filing_no for filing in missing)
        remark = (
            f"有 {len(missing)} 笔申报的职工明细未下载（{numbers}），请点击“同步申报明细”下载。"
        )
    return Fetched([rows], remark)


def download_details(ctx: Context) -> None:
    """Keep the lines of every successful daily filing as the bureau has them now."""
    _download(ctx, _successful(ctx, *_ALWAYS))


def _successful(ctx: Context, first_day: str, last_day: str) -> list[PremiumFiling]:
    return [
        filing
        for filing in ctx.bureau.premium_filings(first_day, last_day).filings
        if filing.state is ItemState.ACCEPTED and not filing.special
    ]


def _download(ctx: Context, filings: Sequence[PremiumFiling]) -> None:
    for done, filing in enumerate(filings):
        ctx.progress("下载申报明细", done, len(filings))
        lines: list[Line] = []
        bills = ctx.bureau.filed_bills(filing.filing_no).bills
        # Those that the medical side sends come without lines.
        for bill in ctx.one_by_one("下载账单明细", [bill for bill in bills if not bill.collected]):
            lines += [
                {
                    "period": bill.period,
                    "unit_no": bill.unit_no,
                    "insurance_name": bill.insurance_name,
                    "name": line.name,
                    "id_type": line.id_type,
                    "id_number": line.id_number,
                    "person_no": line.person_no,
                    "wage": line.wage_fen,
                    "base": line.base_fen,
                    "unit_rate": line.unit_ppm,
                    "person_rate": line.person_ppm,
                    "unit": line.unit_fen,
                    "person": line.person_fen,
                    "due": line.due_fen,
                }
                for line in ctx.bureau.filed_lines(filing.filing_no, bill.bill_no)
            ]
        ctx.store.filing_details.keep(ctx.account, filing.filing_no, lines)
    ctx.progress("下载申报明细", len(filings), len(filings))
