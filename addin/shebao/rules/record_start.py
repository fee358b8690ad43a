"""The first period whose payment records a region's bureau can tell.

Source: the dated starts of the rule file (for Guizhou: seed G 2.7.3.3 and 2.7.4.3).
"""

from shebao.contract.rule_file import RuleFile
from shebao.contract.session import EmployerKind
from shebao.domain.period import Period

EMPLOYEE, UNIT = "employee", "unit"


def record_start(rule_file: RuleFile, record: str, kind: EmployerKind) -> Period | None:
    """Return the first period of a kind of record for a kind of unit; None when none is known."""
    starts = [
        Period.parse(start.first_period)
        for start in rule_file.certificate_starts
        if start.record == record and kind in start.kinds
    ]
    return max(starts, default=None)
