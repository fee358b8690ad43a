"""Records begin where the rule file says, for each kind of unit."""

from shebao.contract.rule_file import CertificateStart
from shebao.contract.session import EmployerKind
from shebao.domain.period import Period
from shebao.rules.record_start import EMPLOYEE, UNIT, record_start
from tests.store.test_small_tables import rules


def test_the_latest_start_of_the_kind_counts() -> None:
    starts = [
        CertificateStart(
            record=UNIT, kinds=[EmployerKind.PUBLIC_BODY], first_period=first, source="试样"
        )
        for first in ("2019-01", "2018-01")
    ]
    file = rules("1").model_copy(update={"certificate_starts": starts})

    assert record_start(file, UNIT, EmployerKind.PUBLIC_BODY) == Period(2019, 1)
    assert record_start(file, UNIT, EmployerKind.ENTERPRISE) is None
    assert record_start(file, EMPLOYEE, EmployerKind.PUBLIC_BODY) is None
