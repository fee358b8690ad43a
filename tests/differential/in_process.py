"""The bureau's own functions in place of its HTTP: what its routes call, without the line between.

A call over HTTP takes ten times as long, so most worlds do without; the others prove that it
makes no difference. What is sent still passes through JSON and the models of the contract.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial

from pydantic import BaseModel

from shebao.bureau.client import Bureau
from shebao.bureau.errors import BureauRefusedError
from shebao.bureau.session import PAGE
from shebao.bureau.transport import Transport
from shebao.contract.employees import EmployeePage
from shebao.contract.premiums import BillList
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import Receipt
from shebao.contract.wages import FiledWagePage, WageFiling, WageFilingRequest
from shebao.domain.login_name import LoginName
from shebao.sandbox.bureau import Bureau as Sandbox
from shebao.sandbox.database import reading
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.feedback import catch_up
from shebao.sandbox.people.access import Caller, find_caller
from shebao.sandbox.people.employees import read_employees
from shebao.sandbox.premiums.bills import bring_bills_up_to_date, list_bills
from shebao.sandbox.submissions import submit
from shebao.sandbox.wages.wage_filings import read_wage_filing, take_wage_filing
from shebao.sandbox.wages.wages_in_force import read_filed_wages


class InProcess(Bureau):
    """The client with the calls of the campaign made short; login and rule files stay HTTP."""

    def __init__(
        self,
        sandbox: Sandbox,
        transport: Transport,
        name: LoginName,
        password_of: Callable[[LoginName], str | None],
    ) -> None:
        super().__init__(transport, name, password_of, password_of)
        self._sandbox = sandbox

    def employees(self, since: int) -> Iterator[EmployeePage]:
        caller = self._caller
        with reading(self._sandbox.engine) as connection:
            yield EmployeePage.model_validate(read_employees(connection, caller, since, PAGE))

    def filed_wages(self, first_period: str) -> Iterator[FiledWagePage]:
        caller = self._caller
        with reading(self._sandbox.engine) as connection:
            yield read_filed_wages(connection, caller, first_period, "", PAGE)

    def bills(self, period: str | None = None) -> BillList:
        caller = self._caller
        bring_bills_up_to_date(caller)
        with reading(self._sandbox.engine) as connection:
            return list_bills(connection, caller, period)

    def wage_filing(self, filing_no: str) -> WageFiling:
        caller = self._caller
        catch_up(caller)
        with reading(self._sandbox.engine) as connection:
            return read_wage_filing(connection, caller, filing_no)

    def submit(
        self,
        kind: SubmissionKind,
        key: str,
        body: BaseModel,
        *,
        entry_id: str,  # noqa: ARG002 - nothing is lost on the way
        proof: str | None = None,  # noqa: ARG002 - wages need none
        anchor: str = "",  # noqa: ARG002 - nothing is rolled back
    ) -> tuple[Receipt, bool]:
        request = WageFilingRequest.model_validate_json(body.model_dump_json())
        caller = self._caller
        take = partial(take_wage_filing, caller=caller, request=request)
        with _refusals():
            return submit(caller, kind, key, request, take)

    @cached_property
    def _caller(self) -> Caller:
        """The clock of a world stands still while a client lives."""
        caller = find_caller(self._sandbox, self.session().token)
        catch_up(caller)
        return caller


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except RefusedError as refused:
        raise BureauRefusedError(str(refused.code), refused.message) from refused
