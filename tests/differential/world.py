"""A made-up employer at a running bureau, with months that pass and a clerk's own context."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import xlwings as xw
from sqlalchemy import select, update

from shebao.bureau.client import Bureau as Client
from shebao.bureau.transport import Transport
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import download_employees, insurance_headers, rule_file_of
from shebao.commands.desk.passwords import Passwords
from shebao.contract.employees import Employee
from shebao.contract.states import PayableState
from shebao.domain.login_name import LoginName
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.clock import months_after
from shebao.sandbox.control.seeding import seed
from shebao.sandbox.database import writing
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.people.employees import announce, stop_leavers
from shebao.sandbox.people.people import make_people, make_tax_id
from shebao.sandbox.people.population import join, leave
from shebao.sandbox.people.roster import DEFAULT_HEADS, PUBLIC_BODY_HEADS, Member, Roster
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.signing import canonical_json, sha256_hex
from shebao.sandbox.tables import bills, employers, enrolments, people
from shebao.settings import Settings
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGE_SHEETS
from shebao.store import Store
from shebao.terminal_ui import TerminalUi
from shebao.vault import Vault
from shebao.wiring import now, store_place
from tests.differential.in_process import InProcess
from tests.sheet_cells import SheetTable

REGIONS = ("520100", "350100")
WITH_DAILY = "350100"
PEOPLE = 16
OVER_HTTP = 50  # every fiftieth world
FILED = tuple(state for state in PayableState if state is not PayableState.INITIAL)


@dataclass(frozen=True)
class Site:
    """What all worlds share: the bureau, its address, one workbook and one store."""

    bureau: Bureau
    transport: Transport
    book: xw.Book
    store: Store
    home: Path


class World:
    """Everything that happens follows from the seed."""

    def __init__(self, site: Site, number: int) -> None:
        self.site = site
        self.chance = random.Random(number)
        self.is_over_http = number % OVER_HTTP == 0
        self.is_public = self.chance.random() < 0.35
        self.month = f"2026-{self.chance.randint(1, 11):02d}"
        self._set_clock()
        roster = _roster(self.chance, number, self.is_public)
        self.heads = roster.insurances
        self.region = self.chance.choice(REGIONS)
        self.seeded = seed(site.bureau, roster, region=self.region)
        with site.bureau.engine.connect() as connection:
            self.employer_id: int = connection.execute(
                select(employers.c.id).where(employers.c.tax_id == self.seeded.tax_id)
            ).scalar_one()
        self.newcomers = iter(make_people(400, number + 500_000))
        self.ctx = self._desk()
        download_employees(self.ctx)
        self.headers = insurance_headers(rule_file_of(self.ctx), set(self.heads))
        self.sheet_people: list[Employee] = []
        self._filed: dict[str, dict[str, Mapping[str, int]]] = defaultdict(dict)
        self.take_sheet_people()
        for _ in range(self.chance.randint(0, 4)):
            self.pass_month()

    def take_sheet_people(self) -> None:
        """The clerk opens a wage sheet; from now on its people grow stale."""
        self.sheet_people = self.ctx.store.employees.load(self.ctx.account)

    def filed_from(self, spec: AnySheet) -> Mapping[str, Mapping[str, int]]:
        """What the clerk's desk remembers to have filed from a sheet, by id number."""
        return self._filed[spec.name]

    def remember(self, spec: AnySheet, accepted: Mapping[str, Mapping[str, int]]) -> None:
        """Keep what the bureau accepted from a sheet."""
        self._filed[spec.name].update(accepted)

    def disturb(self) -> None:
        """Now and then something happens at the bureau that the clerk did not do."""
        happenings: list[tuple[Callable[[], object], int]] = [
            (lambda: None, 60),
            (self.take_sheet_people, 14),
            (self.file_bills, 5),
            (self.pass_month, 4),
            (self.change_day, 10),
            (self.let_join, 6),
            (self.let_leave, 8),
            (self.end_one_insurance, 8),
        ]
        actions = [action for action, _ in happenings]
        self.chance.choices(actions, [weight for _, weight in happenings])[0]()

    def pass_month(self) -> None:
        if self.chance.random() < 0.7:
            self.file_bills()
        self.month = months_after(self.month, 1)
        self.change_day()

    def change_day(self) -> None:
        self._set_clock()
        self.ctx = self._desk()

    def file_bills(self) -> None:
        """Bills of a month are on their way, confirmed, paid; some are open again, as if voided."""
        self.ctx.bureau.bills()
        of_employer = bills.c.employer_id == self.employer_id
        with writing(self.site.bureau.engine, self.employer_id) as connection:
            rows = connection.execute(
                select(bills.c.period, bills.c.unit_no)
                .distinct()
                .where(of_employer, bills.c.people > 0)
                .order_by(bills.c.period, bills.c.unit_no)
            ).all()
            for period, unit_no in rows:
                if self.chance.random() < 0.5:
                    continue
                state = self.chance.choice([*FILED, PayableState.FILED, PayableState.INITIAL])
                connection.execute(
                    update(bills)
                    .where(of_employer, bills.c.period == period, bills.c.unit_no == unit_no)
                    .values(state=state)
                )

    def let_join(self) -> None:
        person = next(self.newcomers)
        wanted = self.chance.sample(self.heads, self.chance.randint(1, len(self.heads)))
        with writing(self.site.bureau.engine) as connection:
            identity = (person.name, person.id_type, person.id_number)
            moment = self.site.bureau.clock.now()
            join(connection, self.employer_id, identity, sorted(wanted), self.month, moment)

    def let_leave(self) -> None:
        who = self.chance.choice(self.sheet_people)
        last = months_after(self.month, self.chance.randint(-2, 2))
        with writing(self.site.bureau.engine) as connection:
            try:
                moment = self.site.bureau.clock.now()
                leave(connection, self.employer_id, who.id_number, last, moment)
            except RefusedError:
                return  # left before

    def end_one_insurance(self) -> None:
        """One insurance of a person ends, the others go on."""
        who = self.chance.choice(self.sheet_people)
        insurance = self.chance.choice(self.heads)
        last = months_after(self.month, self.chance.randint(-3, 2))
        of_person = (
            enrolments.c.employer_id == self.employer_id,
            enrolments.c.person_no == who.person_no,
        )
        goes_on = enrolments.c.enrolled_to.is_(None)
        with writing(self.site.bureau.engine, self.employer_id) as connection:
            connection.execute(
                update(enrolments)
                .where(*of_person, enrolments.c.insurance == insurance, goes_on)
                .values(enrolled_to=last)
            )
            mine = select(people.c.person_no).where(
                people.c.employer_id == self.employer_id, people.c.person_no == who.person_no
            )
            announce(connection, self.employer_id, mine)
            stop_leavers(connection, self.employer_id, self.site.bureau.clock.now())

    def _set_clock(self) -> None:
        day = self.chance.randint(1, 28)
        moment = datetime.fromisoformat(f"{self.month}-{day:02d}").replace(hour=4, tzinfo=UTC)
        self.site.bureau.clock.set(moment, running=False)

    def _desk(self) -> Context:
        site = self.site
        ui = TerminalUi(agrees=True)
        settings = Settings(site.home, "", 1.0)
        vault = Vault({}, site.home)
        context = Context(
            book=site.book,
            book_path=None,
            home=site.home,
            ui=ui,
            passwords=Passwords(vault, ui),
            store_place=store_place(settings, vault),
            make_store=lambda: site.store,
            make_bureau=self._client,
            make_channel=lambda ctx: self._client(ctx.login_name),
            try_network=lambda _: None,
            now=now,
            step="校验",
        )
        for spec in (HOME, *WAGE_SHEETS):  # the one workbook was the former world's employer's
            SheetTable(site.book, spec).mark(None)
        SheetTable(site.book, HOME).set_parameter("tax_id", self.seeded.tax_id)
        return context

    def _client(self, name: LoginName) -> Client:
        def password_of(_: LoginName) -> str:
            return self.seeded.first_password

        if self.is_over_http:
            return Client(self.site.transport, name, password_of, password_of)
        return InProcess(self.site.bureau, self.site.transport, name, password_of)


def _roster(chance: random.Random, number: int, is_public: bool) -> Roster:
    heads = PUBLIC_BODY_HEADS if is_public else DEFAULT_HEADS
    members = []
    for person in make_people(PEOPLE, number):
        if chance.random() < 0.08:
            kept: list[str] = []  # retired: no insurance is left
        elif chance.random() < 0.6:
            kept = list(heads)
        else:
            kept = sorted(chance.sample(heads, chance.randint(1, len(heads) - 1)))
        wages = {
            code: person.wage_fen + (100 * chance.randint(-5000, 5000) if is_public else 0)
            for code in kept
        }
        wages = {code: max(fen, 100) for code, fen in wages.items()}
        id_type = "201" if chance.random() < 0.9 else "208"
        members.append(Member(person.name, id_type, person.id_number, "", wages))
    return Roster(make_tax_id("520100", number), heads, tuple(members))


def with_winter_window(bureau: Bureau) -> None:
    """One region's window runs over the turn of the year."""
    rules = bureau.rulebook["350100"]
    window = rules.file.wage_window.model_copy(update={"opens": "11-01", "closes": "02-28"})
    changed = rules.file.model_copy(update={"wage_window": window})
    content = canonical_json(changed)
    bureau.rulebook["350100"] = Rules(changed, content, sha256_hex(content))
