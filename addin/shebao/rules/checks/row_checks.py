"""Whose row it is: that it is one person's whom the bureau knows, and the only one of them."""

from collections.abc import Iterator

from shebao.contract.refusals import REASON_TEXTS, ReasonCode
from shebao.domain.finding import Finding
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_facts import WageFacts, error


def r001_key_mismatch(row: WageRow, facts: WageFacts) -> Iterator[Finding]:  # noqa: ARG001
    """Refuse a row whose hidden key names somebody else than its id number.

    A sort that leaves a column behind pairs one person's wage with another's id; such a row is
    named and never followed.
    """
    if row.key and row.key != row.id_number:
        text = (
            f"第 {row.number} 行的证件号码“{row.id_number}”与本行原来的职工不一致，"
            "可能是排序或粘贴时只移动了部分列，请撤销后整行移动"
        )
        yield error("R001", row, "证件号码", text)


def r002_unknown_person(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse a row the bureau would not recognise, and say which part differs.

    It answers E3 when name, document and id do not match an insured employee.
    Source: seed G 2.4.1.3 二.
    """
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
    yield error("R002", row, column, f"{REASON_TEXTS[ReasonCode.NO_VALID_INSURANCE]}：{why}")


def r003_duplicate_person(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse every row of a person who has several: they leave open which wage is meant."""
    times = facts.rows_of.get(row.id_number, 0)
    if row.id_number and times > 1:  # nobody's rows are R002's to report
        text = f"证件号码“{row.id_number}”在本表出现 {times} 次，请只保留一行"
        yield error("R003", row, "证件号码", text)
