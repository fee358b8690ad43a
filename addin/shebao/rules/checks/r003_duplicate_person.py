"""R003: one person may stand in a filing only once; two rows leave open which wage is meant."""

from collections.abc import Iterator

from shebao.domain.finding import Finding
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_facts import WageFacts, error


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse every row of a person who has several."""
    times = facts.rows_of.get(row.id_number, 0)
    if row.id_number and times > 1:  # nobody's rows are R002's to report
        yield error(
            "R003", row, "证件号码", f"证件号码“{row.id_number}”在本表出现 {times} 次，请只保留一行"
        )
