"""What a wage sheet files, with all that decides whether the bureau takes it at all."""

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
