"""R002: the bureau answers E3 when name, document and id do not match an insured employee.

Source: seed G 2.4.1.3 二.
"""

from collections.abc import Iterator

from shebao.contract.refusals import REASON_TEXTS, ReasonCode
from shebao.domain.finding import Finding
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_facts import WageFacts, error


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse a row the bureau would not recognise, and say which part differs."""
    employee = facts.employees.get(row.id_number)
    if not row.id_number:
        column, why = "证件号码", "证件号码为空"
    elif employee is None:
        column, why = "证件号码", f"参保职工中没有证件号码“{row.id_number}”"
    elif not facts.insured(row.id_number):
        column, why = "证件号码", "该职工已停止缴费，没有有效险种"
    elif employee.name != row.name:
        column, why = "姓名", f"姓名“{row.name}”与参保登记的“{employee.name}”不同"
    elif employee.id_type != row.id_type:
        column, why = "证件类型", f"证件类型“{row.id_type}”与参保登记的“{employee.id_type}”不同"
    else:
        return
    text = REASON_TEXTS[ReasonCode.NO_VALID_INSURANCE]
    yield error("R002", row, column, f"{text}：{why}")
