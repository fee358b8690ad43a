"""R001: the hidden key and the id number of a row must be one person.

A sort that leaves a column behind pairs one person's wage with another's id; such a row is
named and never followed.
"""

from collections.abc import Iterator

from shebao.domain.finding import Finding
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_facts import WageFacts, error


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:  # noqa: ARG001
    """Refuse a row whose key names somebody else."""
    if row.key and row.key != row.id_number:
        yield error(
            "R001",
            row,
            "证件号码",
            f"第 {row.number} 行的证件号码“{row.id_number}”与本行原来的职工不一致，"
            "可能是排序或粘贴时只移动了部分列，请撤销后整行移动",
        )
