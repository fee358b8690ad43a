"""The filing as a whole: its time of the year, its mode, and from when its wages count."""

from collections.abc import Callable, Iterator

from shebao.contract.session import EmployerKind
from shebao.contract.wages import WageFilingKind, WageMode
from shebao.domain.finding import Finding
from shebao.domain.period import Period
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_facts import WageFacts, error
from shebao.rules.filing import Filing, closed_text, daily_months, kind_in_window, year_fault

PUBLIC_TEXT = (
    "机关事业单位（含参公管理单位）应按险种申报缴费工资，请在“缴费工资申报（按险种）”中填写和申报"
)


def time_fault(filing: Filing) -> str:
    """Say why the bureau would not take this kind on this day; empty when it would.

    The annual filing is taken only inside its yearly window, the adjustment only outside.
    Source: seed G 2.4.1 and 2.4.3; the window comes from the rule file.
    """
    is_yearly = filing.kind is not WageFilingKind.DAILY
    if is_yearly and filing.kind is not kind_in_window(filing.window, filing.today):
        return f"选择了“{filing.kind}”，但{closed_text(filing.kind, filing.window)}"
    return ""


def mode_fault(filing: Filing) -> str:
    """Say why the employer cannot file in this mode; empty when it can.

    Public bodies file by insurance; by person the bureau refuses the filing as a whole.
    Source: seed G 2.4.2.3 四.
    """
    is_public = filing.employer_kind is EmployerKind.PUBLIC_BODY
    return PUBLIC_TEXT if is_public and filing.mode is WageMode.BY_PERSON else ""


def start_fault(filing: Filing) -> str:
    """Say why wages cannot count from this year or month; empty when they can.

    Source: seed G 2.4.3.2 一 and 二; seed F 三4. The months come from the rule file.
    """
    if filing.kind is WageFilingKind.DAILY:
        return _month_fault(filing)
    if filing.kind is WageFilingKind.ADJUSTMENT and filing.is_year_open:
        return (
            "“生效年度”为空，年度调整必须选择需要调整的生效年度，"
            f"请填写年度，如 {filing.today.year}"
        )
    if text := year_fault(filing.kind, filing.effective_from.year, filing.today):
        return f"“生效年度”不能申报：{text}"
    return ""


def _month_fault(filing: Filing) -> str:
    if filing.daily_wages is None:
        return f"{filing.region_name}没有日常缴费工资申报，请用“新建申报表”办理年度申报或年度调整"
    first, last = daily_months(filing.daily_wages, Period.of(filing.today))
    if first <= filing.effective_from <= last:
        return ""
    return f"“生效月份”是 {filing.effective_from}，只能在 {first} 至 {last} 之间，请改正"


FILING_FAULTS: dict[str, Callable[[Filing], str]] = {
    "R005": mode_fault,
    "R004": time_fault,
    "R006": start_fault,
}


def filing_fault(filing: Filing) -> str:
    """Say why the filing would be refused as a whole; empty when it would be taken."""
    return "；".join(text for fault in FILING_FAULTS.values() if (text := fault(filing)))


def r004_r005_r006_filing_refused(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse every row of a filing that would be refused."""
    for code in ("R004", "R005", "R006"):
        if text := FILING_FAULTS[code](facts.filing):
            yield error(code, row, "", text)
