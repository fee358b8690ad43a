"""Pictures of every sheet before, twice in and after the round: ``scripts/sheet_pictures.sh``.

Each shows what a screen of 1366 × 768 does at 100 %, with Excel's ribbon open. LibreOffice draws
them, so that whoever has no Excel sees what a clerk sees.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from shebao.commands.registry import BY_ID
from shebao.demo.round import bureau_process
from shebao.domain.errors import ShebaoError
from shebao.domain.period import Period
from shebao.runner import run_command, set_parameters
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import PREMIUM_FILINGS
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGE_FILINGS, WAGES_BY_PERSON
from shebao.templates import new_workbook
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import open_workbook
from tests.commands.wages.test_rehearsal import write_new_rules
from tests.desk import caller_of
from tests.libreoffice import unpaged, windows_fonts
from tests.pairs import write_pair
from tests.sheet_cells import SheetTable

# Of 768 lines: title 32, tabs and ribbon 118, formula bar 24, column letters 20, tabs of the sheets
# 24, status bar 22, the system's bar 40. Of 1366 columns 18 are the scroll bar's.
WIDTH, HEIGHT = 1348, 508
ALL = {"提交范围": "全部"}
NEW_RULES, LEAVING = "新规则.json", 3
DPI = "96"


def make_pictures(out: Path, *, only_before: bool = False) -> None:
    """Save the pictures of the four moments into folders of their own."""
    with tempfile.TemporaryDirectory(prefix="shebao-pictures-") as name:
        folder = Path(name)
        book = new_workbook(folder / "社保费.xlsx")
        draw(book, out / "before", folder)
        if only_before:
            return
        pair = write_pair(folder, kind="enterprise", layout=0, people=60, seed=2026)
        write_new_rules(folder / NEW_RULES, "520100", 700_000)
        payroll = pair.payroll_path.name
        with (
            bureau_process(folder, ["--roster", str(pair.roster_path)]) as bureau,
            caller_of(bureau["url"], bureau["sandbox_token"]) as control,
            clerk(folder, book, bureau) as steps,
        ):
            steps.until_checked(bureau["tax_id"], payroll)
            draw(steps.saved(), out / "checked", folder)
            steps.until_bills()
            draw(steps.saved(), out / "in", folder)
            steps.to_the_end(payroll)
            steps.into_the_next_month(control, bureau["tax_id"])
            draw(steps.saved(), out / "after", folder)


def draw(book: Path, out: Path, folder: Path) -> list[Path]:
    """Save a picture of each sheet of a workbook; return the files."""
    soffice = shutil.which("soffice")
    assert soffice is not None, "sh scripts/setup.sh test brings LibreOffice"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    pages = Path(__file__).with_name("office_pages.py")
    pdf = folder / f"{out.name}.pdf"
    opened = unpaged(book, folder / "unpaged")
    command = ["/usr/bin/python3", pages, soffice, opened, folder / "profile", pdf, WIDTH, HEIGHT]
    drawn = subprocess.run(
        list(map(str, command)), check=True, stdout=subprocess.PIPE, env=windows_fonts()
    )
    titles = json.loads(drawn.stdout)
    screen = ["-x", "0", "-y", "0", "-W", str(WIDTH), "-H", str(HEIGHT)]
    subprocess.run(["pdftoppm", "-r", DPI, *screen, "-png", pdf, out / "page"], check=True)
    found = sorted(out.glob("page-*.png"))
    assert len(found) == len(titles), "a sheet took more than a page"
    return [
        page.rename(out / f"{number:02d}-{title}.png")
        for number, (title, page) in enumerate(zip(titles, found, strict=True), start=1)
    ]


class Steps:
    """A clerk's month; what is refused on the way is said and passed over."""

    def __init__(self, book: Path, environment: Mapping[str, str]) -> None:
        self._path = book
        self._book = open_workbook(book)
        self._environment = environment

    def until_checked(self, tax_id: str, payroll: str) -> None:
        """Log in, fill and check wages."""
        self._step("login", {"纳税人识别号": tax_id})
        self._step("update_roster")
        self._step("new_wage_sheet")
        self._step("fill_from_payroll", {"工资表文件": payroll})
        self._step("check_wages")
        self._step("preview_premiums")
        self._step("list_leavers", {"工资表文件": payroll})

    def until_bills(self) -> None:
        """File wages and fetch the bills."""
        self._untick_faulty()
        self._step("submit_wages", {"提交范围": "已勾选"})
        self._step("fetch_wage_result")
        self._step("query_wage_filings")
        self._tick_first(WAGE_FILINGS)
        self._step("show_wage_filing")
        for each in ("update_bills", "show_bill_lines", "reconcile_bills", "submit_bills"):
            self._step(each, ALL)
        self._step("fetch_filing_result")
        self._step("update_debts")
        self._step("refresh_home")

    def to_the_end(self, payroll: str) -> None:
        """Pay, have the certificate, and look at everything else."""
        self._step("query_premium_filings")
        self._tick_first(PREMIUM_FILINGS)
        self._step("show_premium_filing")
        self._step("show_chain")
        self._step("pay_by_agreement", ALL)
        self._step("fetch_payment_result")
        self._step("query_payments")
        self._step("query_arrivals")
        self._step("issue_certificate", ALL)
        self._step("write_back_payroll", {"工资表文件": payroll, "写入列": "社保个人"})
        self._step("rehearse_rules", {"新规则文件": NEW_RULES})
        self._step("show_employee", self._someone())
        self._step("query_employee_record", self._someone("姓名"))
        for each in _LOOKS:
            self._step(each)

    def into_the_next_month(self, control: httpx.Client, tax_id: str) -> None:
        """See who left, compare two months, and be back in the first one."""
        clock = control.get("/sandbox/clock").json()
        month = Period.parse(clock["current_period"])
        people = SheetTable(self._book, WAGES_BY_PERSON).rows()[-LEAVING:]
        for one in people:
            leaver = {"tax_id": tax_id, "id_number": one["id_number"], "last_period": str(month)}
            control.post("/sandbox/people/leave", json=leaver).raise_for_status()
        self._step("show_month_changes")
        later = {"now": f"{month.plus(1)}-10T04:00:00Z"}
        control.post("/sandbox/clock", json=later).raise_for_status()
        self._step("compare_months")
        self._step("show_stopped")
        control.post("/sandbox/clock", json={"now": clock["now"]}).raise_for_status()
        self._step("refresh_home")

    def saved(self) -> Path:
        """Save the workbook; return its file."""
        self._book.save()
        return self._path

    def close(self) -> None:
        self._book.close()

    def _step(self, command_id: str, parameters: Mapping[str, str] | None = None) -> None:
        command = BY_ID[command_id]
        try:
            named = set_parameters(command, self._book, dict(parameters or {}))
            ui = TerminalUi(agrees=True)
            run_command(command, self._book, self._path, ui, self._environment, named)
        except ShebaoError as error:
            print(f"{command.label}：{error}", file=sys.stderr)

    def _untick_faulty(self) -> None:
        table = SheetTable(self._book, WAGES_BY_PERSON)
        faulty = [row for row in table.rows() if str(row["check"]).startswith("错误")]
        for row in faulty:
            row["tick"] = ""
        table.update(faulty, ("tick",))

    def _tick_first(self, spec: AnySheet) -> None:
        table = SheetTable(self._book, spec)
        rows = table.rows()
        rows[0]["tick"] = TICK
        table.update(rows, ("tick",))

    def _someone(self, *more: str) -> dict[str, str]:
        row = SheetTable(self._book, WAGES_BY_PERSON).rows()[0]
        return {"证件号码": str(row["id_number"]), **{name: str(row["name"]) for name in more}}


_LOOKS = (
    "show_topup",
    "write_tax_deductions",
    "write_entries",
    "write_handover",
    "query_certificates",
    "query_unit_record",
    "update_special_bills",
    "query_unit",
    "query_wages",
    "query_filing_lines",
    "sync_filing_lines",
    "query_payables",
    "query_credits",
    "query_debits",
    "query_receptions",
    "update_accounts",
    "update_agreements",
    "query_refund_tickets",
    "query_refund_lines",
    "update_refunds",
    "update_projects",
    "show_project_dues",
    "query_project_filings",
    "show_unit_info",
    "show_notices",
    "update_rules",
    "read_own_rules",
    "update_unit_links",
    "update_users",
    "list_units",
    "try_proxy",
    "export_evidence",
    "back_up_data",
)


@contextmanager
def clerk(folder: Path, book: Path, bureau: Mapping[str, str]) -> Iterator[Steps]:
    """Lend a clerk at a desk of their own."""
    steps = Steps(
        book,
        {
            "SHEBAO_HOME": str(folder / "home"),
            "SHEBAO_BUREAU_URL": bureau["url"],
            "SHEBAO_PASSWORD": bureau["first_password"],
            "SHEBAO_KEY_FILE": str(folder / "store.key"),
        },
    )
    try:
        yield steps
    finally:
        steps.close()


if __name__ == "__main__":
    make_pictures(Path(sys.argv[1]), only_before="before" in sys.argv[2:])
