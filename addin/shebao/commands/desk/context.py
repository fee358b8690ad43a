"""What a command is given: the open workbook and everything it may reach."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from shebao.commands.desk.ui import NamingUi
from shebao.commands.desk.workbook_unit import WorkbookUnit
from shebao.contract.users import USER_NAME
from shebao.domain.errors import CancelledError, ParameterError
from shebao.domain.login_name import LoginName
from shebao.domain.usable_path import usable_path
from shebao.sheets.declared.employer_sheets import BY_FILES, HOME
from shebao.sheets.declared.row import AnySheet, R, Sheet
from shebao.sheets.image import Part
from shebao.sheets.table import SheetTable

if TYPE_CHECKING:
    import xlwings as xw

    from shebao.bureau.client import Bureau
    from shebao.bureau.network import Network
    from shebao.commands.desk.fetched import Fetched
    from shebao.commands.desk.passwords import Passwords
    from shebao.commands.desk.ui import Ui
    from shebao.contract.payments import DebtList
    from shebao.contract.premiums import BillList
    from shebao.contract.session import Session
    from shebao.ledger import Ledger
    from shebao.sheets.image import TableImage
    from shebao.store import Store
    from shebao.store.place import StorePlace


NUMBER = r"[0-9A-Z]{1,40}"
GRAIN = 2_000  # rows between two looks at 取消: a tenth of a second's work
Thing = TypeVar("Thing")


@dataclass
class Context:
    """Built once a run by ``wiring``; the dear parts are made when first asked for.

    ``step`` is what the user calls the command that runs, ``void_wait_seconds`` how long the answer
    to a void is waited for, ``holder`` under which name employers are held in a store that a team
    shares and ``is_of_batch`` whether a batch lets them go, ``new_password_words`` say that a
    password was changed in this run, ``changes`` what else the bureau did in it. ``named_sheet`` is
    the sheet that the user named for a command that acts on one of several, ``rows_written`` name
    the sheets of which the run wrote rows. ``bills_seen`` and ``debts_seen`` are every open bill
    and every debt, also the held ones, where the command showed them, ``rules_seen`` what became of
    the rule files where it asked for them. Without ``keeps_images``
    the run is no step that 撤销上一步 could take back.
    """

    book: xw.Book
    book_path: Path | None
    home: Path
    ui: Ui
    passwords: Passwords
    store_place: StorePlace
    make_store: Callable[[], Store]
    make_bureau: Callable[[LoginName], Bureau]
    make_channel: Callable[[Context], Bureau]
    try_network: Callable[[Network], None]
    now: Callable[[], datetime]
    step: str
    void_wait_seconds: int = 0
    holder: str = ""
    is_of_batch: bool = False
    new_password_words: str = ""
    named_sheet: str = ""
    bills_seen: BillList | None = None
    debts_seen: DebtList | None = None
    rules_seen: Sequence[Fetched] = ()
    keeps_images: bool = True
    changes: list[str] = field(default_factory=list)
    rows_written: set[str] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    _tables: dict[str, SheetTable[Any]] = field(default_factory=dict)
    _images: dict[str, tuple[datetime, TableImage]] = field(default_factory=dict)
    _is_step: bool = False
    _part: tuple[str, int, int] | None = None
    _behind: int = 0

    def __post_init__(self) -> None:
        self.unit = WorkbookUnit(
            lambda: self.table(HOME), lambda employer: self._lender_of(employer.region)
        )
        self.ui = NamingUi(self.ui, self.unit.words)

    def progress(self, label: str, done: int, total: int) -> None:
        """Show how far long work has come, as ``Ui.progress`` does; within a part, in its share.

        Raises CancelledError.
        """
        if self._part is not None:
            if done >= total:  # all is written, so it is too late to cancel; the next part shows it
                return
            label, before, parts = self._part
            done, total = int(100 * (before + done / total) / parts), 100
        self.ui.progress(label, done, total)

    def going(self, label: str, done: int, total: int) -> None:
        """Show how far work is that may also come after a submission; 取消 counts before it alone.

        Once this run has written into the ledger, nobody stops what shows it. Raises CancelledError
        before that.
        """
        try:
            self.progress(label, done, total)
        except CancelledError:
            if not self.wrote_ledger:
                raise

    def each(self, label: str, things: Collection[Thing]) -> Iterator[Thing]:
        """Yield one thing after the other, ``going`` every ``GRAIN`` of them."""
        for done, thing in enumerate(things):
            if done % GRAIN == 0:
                self.going(label, done, len(things))
            yield thing

    def one_by_one(self, label: str, things: Collection[Thing]) -> Iterator[Thing]:
        """Yield things that are each asked for or printed, ``going`` before all but the first."""
        for done, thing in enumerate(things):
            if done:
                self.going(label, done, len(things))
            yield thing

    def _writing(self, label: str, done: int, total: int) -> None:
        """Show how far a sheet is written, which nobody stops half-way; the next look hears it."""
        with suppress(CancelledError):
            self.progress(label, done, total)

    @contextmanager
    def part(self, label: str, before: int, parts: int) -> Iterator[None]:
        """Let the work within be one part of several equal ones, all shown on one bar of 100.

        Whoever does the parts shows the 100 when the last one is done. Raises CancelledError
        before the part begins.
        """
        self._part = (label, before, parts)
        try:
            self.progress(label, 0, 1)
            with self.behind():
                yield
        finally:
            self._part = None

    @contextmanager
    def behind(self) -> Iterator[None]:
        """Let the work within fill sheets without bringing any to the front."""
        self._behind += 1
        try:
            yield
        finally:
            self._behind -= 1

    def table(self, spec: Sheet[R]) -> SheetTable[R]:
        """Return one declared sheet of the workbook."""
        if spec.name not in self._tables:
            guard = None if spec.of_machine else self.unit
            self._tables[spec.name] = SheetTable(
                self.book,
                spec,
                self._keep,
                guard,
                lambda: self._behind > 0,
                self._writing,
                self.knows_head,
            )
        return self._tables[spec.name]

    def knows_head(self, head: str) -> bool:
        """Whether any rule file here has an insurance of this ``code|name``."""
        from shebao.commands.desk.known_heads import is_known

        return is_known(head, self.home, self.store, self.store_place.find_key)

    def title_of(self, spec: AnySheet) -> str:
        """Return the present tab of a sheet; ``titles`` are those known without asking for them."""
        return self.titles.get(spec.name) or self.table(spec).title

    def check_writable(self, *specs: AnySheet) -> None:
        """Return when each of these sheets takes cells, before anything is kept that it must show.

        Raises SheetError.
        """
        for spec in specs:
            self.table(spec).check_writable()

    def _keep(self, table: SheetTable[Any], part: Part) -> None:
        """Remember what the sheet holds before this command first writes it, for 撤销上一步.

        The rows are remembered once any is written: a note alone costs no reading of them.
        """
        if part is Part.ROWS:
            self.rows_written.add(table.spec.name)
        # The home sheet says how things stand now: nothing there is the user's to get back.
        if not self.keeps_images or table.spec is HOME:
            return
        self._is_step |= part is not Part.NOTE
        name = table.spec.name
        kept_at, image = self._images.get(name) or (self.now(), table.image_of_head())
        if part is Part.ROWS:
            image = replace(image, columns=table.image_of_rows())
            if len(next(iter(image.columns.values()), [])) > GRAIN:  # for fewer it is a call more
                self.going(f"写入“{table.title}”", 0, 1)
        self._images[name] = kept_at, image

    def keep_images(self) -> str:
        """Let 撤销上一步 undo this step from now on: one that ended well and wrote more than notes.

        Returns words when that cannot be: what was done stands all the same.
        """
        if not (self._is_step and self.keeps_images):
            return ""
        # A click that wrote a note alone is done before a database is imported.
        from shebao.store import StoreError
        from shebao.store.documents import KeptTable

        tables = [
            KeptTable(name, self.step, kept_at, image.to_bytes())
            for name, (kept_at, image) in self._images.items()
        ]
        try:
            self.store.kept_tables.keep(self.book_name, tables)
        except StoreError as error:
            return f"“撤销上一步”不能撤销本步骤：{error.message}"
        return ""

    @property
    def book_name(self) -> str:
        """The workbook as the store knows it: its full path, or its name before it was saved."""
        return str(self.book_path or self.book.name)

    def beside_book(self, given: str | Path) -> Path:
        """Return a place that the user named, seen from the workbook's folder.

        A workbook that was never saved has none: then it is seen from the data folder. ``~`` is
        the user's home.

        Raises FileRefusedError when no file can have this name.
        """
        folder = self.book_path.parent if self.book_path else self.home
        try:
            return usable_path(folder / Path(given).expanduser())
        except RuntimeError:  # nobody's home
            return usable_path(folder / given)

    @property
    def tax_id(self) -> str:
        """The employer this workbook belongs to, from the home sheet."""
        return self.login_name.tax_id

    @cached_property
    def login_cells(self) -> dict[str, str]:
        """What the home sheet's labelled cells say, read once a run: each costs round trips."""
        return self.table(HOME).parameters()

    @property
    def is_by_files(self) -> bool:
        """Whether this workbook's business goes by the official client's files, not by a bureau."""
        return self.login_cells["channel"] == BY_FILES

    @cached_property
    def login_name(self) -> LoginName:
        """Who logs in, from the home sheet.

        Raises ParameterError for a cell that is empty or cannot be what its label says.
        """
        cells = self.login_cells
        tax_id, registration_no = cells["tax_id"].upper(), cells["registration_no"].upper()
        if not tax_id:
            raise ParameterError(
                "工作表“首页”的“纳税人识别号”为空，没有执行。"
                "请填写后点击“登录”；单位还没有添加过的，点击“添加单位”。",
                log="no tax id",
            )
        for label, text, pattern in (
            ("纳税人识别号", tax_id, NUMBER),
            ("登记序号", registration_no, NUMBER),
            ("用户名", cells["user_name"], USER_NAME),
        ):
            if text and not re.fullmatch(pattern, text):
                raise ParameterError(
                    f"工作表“首页”的“{label}”是“{text[:40]}”，不是有效的{label}，没有执行。"
                    "请改正后重试。",
                    log=f"bad cell for {pattern}",
                )
        return LoginName(tax_id, registration_no, cells["user_name"])

    def log_in_as(self, name: LoginName) -> None:
        """Let the workbook belong to this registration and user from now on."""
        home = self.table(HOME)
        home.set_parameter("tax_id", name.tax_id)
        home.set_parameter("registration_no", name.registration_no)
        home.set_parameter("user_name", name.user_name)
        self.__dict__.pop("bureau", None)  # its session is the former one's
        self.rules_seen = ()
        self.__dict__.pop("login_cells", None)
        self.__dict__["login_name"] = name

    @property
    def account(self) -> str:
        """This employer at this bureau; what is kept locally belongs to it and to no other."""
        return self.session.employer.account_id

    @cached_property
    def store(self) -> Store:
        """The local store."""
        return self.make_store()

    @property
    def has_store(self) -> bool:
        """Whether this run opened the store."""
        return "store" in self.__dict__

    @property
    def received(self) -> list[str]:
        """The receipts that the bureau gave in this run."""
        return list(self.ledger.received) if "ledger" in self.__dict__ else []

    @property
    def wrote_ledger(self) -> bool:
        """Whether this run submitted, or settled what an earlier click had left open."""
        return "ledger" in self.__dict__ and self.ledger.has_grown

    @property
    def ledger_warnings(self) -> list[str]:
        """What the user must know of the ledger that this run used."""
        return list(self.ledger.warnings) if "ledger" in self.__dict__ else []

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of submissions, verified as far as it is new."""
        from shebao.ledger import Ledger

        ledger = Ledger(self.store, self.now)
        ledger.check_new()
        return ledger

    @cached_property
    def bureau(self) -> Bureau:
        """The bureau, with this employer's session; without one, the client's files answer."""
        bureau = self.make_channel(self)
        bureau.changes = self.changes
        bureau.uploading = lambda done, total: self.progress("上传申报数据", done, total)
        bureau.admit = lambda session: self.unit.check(session.employer)
        return bureau

    @property
    def session(self) -> Session:
        """The open session; logs in when there is none.

        Raises OtherUnitError when the workbook, or a row that was read, is another unit's.
        """
        session = self.bureau.session()
        self.unit.check(session.employer)
        return session

    def open_session(self) -> Session:
        """Return the session, whosever the workbook is: for who then makes it the session's.

        The password is given for it in this run: no session of an earlier one is gone on with.
        """
        return self.bureau.log_in()

    @property
    def borrowing_words(self) -> str:
        """Whose rules this employer borrows, for every print; empty while it borrows none."""
        lender = self._lender_of(self.session.employer.region)
        return f"本机规则借用自{lender}" if lender else ""

    def _lender_of(self, region: str) -> str:
        from shebao.own_rules import lender_in_use

        return lender_in_use(self.home, region, self.store_place.find_key)

    @property
    def business_date(self) -> date:
        """The bureau's present day."""
        return date.fromisoformat(self.session.business_date)
