"""What a wage sheet files, and when the bureau takes it: windows, first months.

Source: seed G 2.4.1.2 一, 2.4.3.2 一 and 二; seed F 三4. Days and months are rule-file data.
"""

from dataclasses import dataclass
from datetime import date

from shebao.contract.rule_file import DailyWages, WageWindow
from shebao.contract.session import EmployerKind
from shebao.contract.wages import WageFilingKind, WageMode
from shebao.domain.period import Period


@dataclass(frozen=True, slots=True)
class Filing:
    """Kind, mode and first month of a filing, and what the region allows on the bureau's day.

    ``is_year_open`` says that the sheet left the 生效年度 blank and ``effective_from`` stands for
    the current one; ``daily_wages`` is None where the region has no daily filing.
    """

    kind: WageFilingKind
    mode: WageMode
    effective_from: Period
    is_year_open: bool
    employer_kind: EmployerKind
    today: date
    region_name: str
    window: WageWindow
    daily_wages: DailyWages | None

    @property
    def subject(self) -> str:
        """What the ledger calls filings of this kind, mode and month."""
        return f"{self.kind}/{self.mode}/{self.effective_from}"


def is_open(window: WageWindow, today: date) -> bool:
    """Whether the yearly window is open; one may run over the turn of the year."""
    day = f"{today:%m-%d}"
    if window.opens <= window.closes:
        return window.opens <= day <= window.closes
    return day >= window.opens or day <= window.closes


def kind_in_window(window: WageWindow, today: date) -> WageFilingKind:
    """Return the yearly kind that can be filed today: exactly one of the two."""
    return WageFilingKind.ANNUAL if is_open(window, today) else WageFilingKind.ADJUSTMENT


def closed_text(kind: WageFilingKind, window: WageWindow) -> str:
    """Say why a yearly kind cannot be filed today, and which can."""
    span = f"每年 {window.opens} 至 {window.closes}"
    if kind is WageFilingKind.ANNUAL:
        return f"当前不在年度缴费工资申报期限（{span}）内，请使用“年度调整”"
    return f"当前仍在年度缴费工资申报期限（{span}）内，请使用“年度申报”"


def year_fault(kind: WageFilingKind, year: int, today: date) -> str:
    """Say why wages of a yearly kind cannot count from this year; empty when they can."""
    if year > today.year:
        return f"{year} 年度还没有开始"
    if kind is WageFilingKind.ANNUAL and year != today.year:
        return f"年度申报只能申报 {today.year} 年度，以前年度请在申报期限外使用“年度调整”"
    return ""


def daily_months(daily: DailyWages, current: Period) -> tuple[Period, Period]:
    """Return the first and the last month from which a daily wage may count."""
    return current.plus(-daily.months_back), current.plus(daily.months_ahead)
