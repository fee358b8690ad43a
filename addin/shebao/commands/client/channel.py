"""What stands in for the bureau where there is none: the official client's files, read before.

Whatever asks for the session, the employees, the bills or the wages is answered from the store, so
that checks, comparisons and the reconciliation are the same code in both channels. Everything else
ends in one sentence, and nothing here can reach a network.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from shebao.bureau.client import Bureau
from shebao.bureau.transport import Transport
from shebao.commands.client.instead import NoBureauError
from shebao.commands.client.kept_unit import ClientEmployer, KeptUnit, account_of, kept_unit
from shebao.contract.employees import EmployeePage
from shebao.contract.premiums import BillLine, BillList
from shebao.contract.rights import Right
from shebao.contract.session import Session
from shebao.contract.wages import FiledWagePage
from shebao.domain.errors import ParameterError
from shebao.domain.moments import beijing_day
from shebao.domain.period import Period
from shebao.rule_book.regions import Region
from shebao.rules.which_region import which_region
from shebao.sheets.declared.employer_sheets import BY_FILES, HOME

if TYPE_CHECKING:
    from datetime import date

    from shebao.commands.desk.context import Context

NOT_DONE = "没有执行"


class _NoLine(Transport):
    """Where a line would be: whatever is asked on it is refused in one sentence."""

    def __init__(self) -> None:
        self.base_url = ""

    def close(self) -> None:
        """Nothing is open."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise NoBureauError("这项业务", "请在官方客户端办理后，导入客户端导出的文件。")

    read = write = glance = _refuse


class ClientChannel(Bureau):
    """Answers from the files of the official client that were read before."""

    def __init__(self, ctx: Context, region: Region) -> None:
        super().__init__(_NoLine(), ctx.login_name, lambda _: None, lambda _: None)
        self._ctx = ctx
        self._region = region

    def session(self) -> Session:
        """Return what stands in for a session: the home sheet's unit, today."""
        if self._session is None:
            unit = kept_unit(self._ctx.store, account_of(self.name.tax_id, self._region.code))
            self._session = session_of(self._region, self.name.tax_id, unit, self._today())
        return self._session

    def log_in(self) -> Session:
        """Return the same: nobody logs in to files."""
        return self.session()

    def employees(self, since: int) -> Iterator[EmployeePage]:
        """Yield one page without anybody: only a file brings news of people."""
        yield EmployeePage(employees=[], cursor=since, more=False, total=0)

    def bills(self, period: str | None = None) -> BillList:
        """Return the bills that the client's details told, of one period or of the newest."""
        from shebao.commands.client.details import client_bills

        return BillList(bills=client_bills(self._ctx, period), wages_missing=0)

    def bill_lines(self, bill_no: str) -> Iterator[BillLine]:
        """Yield every line of a bill as the newest detail tells it."""
        from shebao.commands.client.details import client_bill_lines

        yield from client_bill_lines(self._ctx, bill_no)

    def filed_wages(self, first_period: str) -> Iterator[FiledWagePage]:
        """Yield what imported details and records say; 校验 names the months left out."""
        from shebao.commands.client.filed_months import filed_page

        yield filed_page(self._ctx, first_period)

    def _today(self) -> date:
        return beijing_day(self._ctx.now())


def client_channel(ctx: Context) -> ClientChannel:
    """Return the channel of the home sheet's unit.

    Raises ParameterError when its 参保地 is blank or none of the rule book's cities.
    """
    return ClientChannel(ctx, home_region(ctx))


def home_region(ctx: Context) -> Region:
    """Return the city in the home sheet's 参保地.

    Raises ParameterError.
    """
    text = ctx.login_cells["region"]
    if not text:
        raise ParameterError(
            f"工作表“{HOME.title}”的“参保地”为空，没有执行。请填写城市，如 成都市。",
            log="no region",
        )
    return which_region(text, NOT_DONE)


def session_of(region: Region, tax_id: str, unit: KeptUnit, today: date) -> Session:
    """Return a session that nobody logged in for; its token opens nothing."""
    return Session(
        token="files",  # noqa: S106 - no secret: no bureau takes it
        expires_at=datetime.max.replace(tzinfo=UTC),
        must_change_password=False,
        rights=[Right.ALL],
        employer=ClientEmployer.of(region, tax_id, unit),
        business_date=today.isoformat(),
        current_period=str(Period.of(today)),
        rule_version="",
    )


def by_files_only(ctx: Context, what: str) -> None:
    """Return when the workbook's business goes by files.

    Raises ParameterError.
    """
    if not ctx.is_by_files:
        raise ParameterError(
            f"“{what}”用于没有税务接口的单位，而本工作簿的办理方式是“{ctx.login_cells['channel']}”，"
            f"没有执行。请先点击“办理方式”改为“{BY_FILES}”；有税务接口的直接从税务系统取回。",
            log="by interface",
        )
