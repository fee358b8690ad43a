"""R005: public bodies file by insurance; by person the bureau refuses the filing as a whole.

Source: seed G 2.4.2.3 四.
"""

from collections.abc import Iterator

from shebao.contract.session import EmployerKind
from shebao.contract.wages import WageMode
from shebao.domain.finding import Finding
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_facts import WageFacts, error
from shebao.rules.filing import Filing

TEXT = (
    "机关事业单位（含参公管理单位）应按险种申报缴费工资，请在“缴费工资申报（按险种）”中填写和申报"
)


def fault(filing: Filing) -> str:
    """Say why the employer cannot file in this mode; empty when it can."""
    is_public = filing.employer_kind is EmployerKind.PUBLIC_BODY
    return TEXT if is_public and filing.mode is WageMode.BY_PERSON else ""


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse every row of a public body's sheet by person."""
    if text := fault(facts.filing):
        yield error("R005", row, "", text)
