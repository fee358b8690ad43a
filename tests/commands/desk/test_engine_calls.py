"""A command makes a fixed number of calls to Excel however many rows there are.

Counted over xlwings' real Windows engine on a stand-in for Excel's COM objects.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from shebao.commands.registry import BY_ID, COMMANDS
from shebao.domain.errors import ShebaoError
from shebao.domain.outcome import Outcome
from shebao.printing.tax_certificate import certificate_in
from shebao.runner import run_command, set_parameters
from shebao.sheets.declared.employee_sheets import GROUPS, MONTH_CHANGES, ROSTER
from shebao.sheets.declared.employer_sheets import OWN_RULES, UNIT_LINKS, UNITS, USERS
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import PAYMENTS, VOUCHERS
from shebao.sheets.declared.premium_sheets import PREMIUM_FILINGS
from shebao.sheets.declared.query_sheets import UNIT_QUERY
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGE_FILINGS, WAGES_BY_INSURANCE, WAGES_BY_PERSON
from shebao.templates import template_path
from shebao.terminal_ui import TerminalUi
from tests.com_stand_in import com_book
from tests.commands.application_steps import walk_applications
from tests.commands.wages.test_rehearsal import write_new_rules
from tests.desk import SandboxHandle, running_sandbox
from tests.pairs import Kind, write_pair
from tests.sheet_cells import Row, SheetTable

ALL = {"提交范围": "全部"}
FEW, MANY = 12, 60
# The most round trips any one click may cost; each is about a millisecond of a frozen Excel.
MOST_CALLS = 540
# A login is eight downloads; the one that changes the unit empties every sheet, as arranging them
# looks at each.
# A preview has 21 columns, of which ten hold formulas; the hand-over shows the month on 首页 too,
# and wages that are filed change the bills of which 首页 shows steps and pictures.
MOST_FOR = {
    "fill_from_payroll": 580,
    "import_wage_file": 580,
    "submit_wages": 820,
    "fetch_wage_result": 700,
    "fetch_payment_result": 600,
    "preview_premiums": 560,
    "write_handover": 580,
    "login": 6700,
    "fetch_start_up": 1500,
    "switch_unit": 4500,
    "arrange_sheets": 1800,
}
MOST_FOR_A_DAYS_LOGIN = 1400


Told = Callable[[str, xw.Book, Outcome], None]


def every_command(
    folder: Path,
    people: int,
    kind: Kind,
    opening: Callable[[Path], AbstractContextManager[Any]] = com_book,
    told: Told = lambda *_: None,
) -> dict[str, int]:
    """Walk the round in Excel's stand-in and return the COM calls of each command.

    ``opening`` opens another engine, ``told`` hears how each command ended.
    """
    pair = write_pair(folder, kind=kind, layout=0, people=people, seed=5)
    counts: dict[str, int] = {}
    spec = WAGES_BY_INSURANCE if kind == "public_body" else WAGES_BY_PERSON
    with (
        running_sandbox(folder / "bureau", pair.roster_path) as bureau,
        opening(template_path("shebao")) as excel,
    ):
        environment = {
            "SHEBAO_HOME": str(folder / "home"),
            "SHEBAO_BUREAU_URL": bureau.url,
            "SHEBAO_PASSWORD": bureau.seeded.first_password,
            "SHEBAO_KEY_FILE": str(folder / "store.key"),
            "SHEBAO_VOID_WAIT_SECONDS": "0",
            "SHEBAO_NEW_PASSWORD": "Sandbox-2026",
        }

        def step(command_id: str, parameters: Mapping[str, str] | None = None) -> None:
            command, path = BY_ID[command_id], folder / "工作簿.xlsx"
            named = set_parameters(command, excel.book, parameters or {})
            excel.reset()
            ui = TerminalUi(agrees=True)
            outcome = run_command(command, excel.book, path, ui, environment, named)
            counts[command_id] = excel.calls
            told(command_id, excel.book, outcome)

        step("login", {"纳税人识别号": bureau.seeded.tax_id})
        step("login")
        assert counts["login"] <= MOST_FOR_A_DAYS_LOGIN
        step("fetch_start_up", {"更新范围": "全部"})
        step("update_roster")
        _walk_roster(step, excel.book, folder, str(pair.payroll_path))
        step("new_wage_sheet")
        step("tick_rows")
        step("fill_from_payroll", {"工资表文件": str(pair.payroll_path)})
        client_file = {"参保职工文件": str(folder / "参保职工列表-导出.xlsx")}
        step("export_wage_file", client_file)
        step("export_wage_rows", client_file)
        step("import_wage_file", client_file)
        step("check_wages")
        step("preview_premiums")
        step("undo_last")
        step("undo_last")
        step("submit_wages")
        step("fetch_wage_result")
        _drift(excel.book, spec)
        step("show_drift")
        step("restore_filed_wages")
        with pytest.raises(Exception, match="有不能申报的行"):
            step("submit_all_wages")
        counts["submit_all_wages"] = excel.calls
        step("update_bills")
        step("show_bill_lines", ALL)
        step("export_bill_lines", {**ALL, "导出文件": str(folder / "账单明细.xlsx")})
        step("reconcile_bills", ALL)
        _walk_books(step, excel.book, folder, str(pair.payroll_path))
        counts.update(_refused(excel, step))
        step("submit_bills", ALL)
        step("fetch_filing_result")
        _void(step, excel.book, folder)
        step("run_chain_step")
        step("update_special_bills")
        for command_id in ("submit_special_bills", "export_special_bills"):
            with pytest.raises(ShebaoError, match="没有数据"):
                step(command_id)
            counts[command_id] = excel.calls
        counts["fetch_void_result"] = counts["void_filing"]  # the same, but for what is sent
        step("update_debts")
        _walk_vouchers(step, excel.book)
        bureau.control("payment-outcomes", outcomes=["锁定"])
        step("pay_by_agreement", ALL)
        step("fetch_payment_result")
        step("query_payments")
        _tick_first(excel.book, PAYMENTS)
        step("show_payment")
        step("unlock_payment")
        step("query_arrivals")
        step("issue_certificate", ALL)
        _walk_prints(step, excel.book, folder)
        walk_applications(step, excel.book, bureau, folder)
        step("open_manual")
        step("show_about")
        step("open_sheet", {"操作表": "网络设置"})
        excel.book.sheets["网络设置"].activate()
        step("put_away_sheet")
        step("arrange_sheets")
        step("next_step")
        step("previous_step")
        step("new_workbook")
        step("new_employer_list")
        step("set_channel", {"办理方式": "税务接口"})
        step("query_wage_filings")
        _tick_first(excel.book, WAGE_FILINGS)
        step("show_wage_filing")
        step("export_wage_filing", {"导出文件": str(folder / "明细.xlsx")})
        SheetTable(excel.book, spec).activate()
        person = _tick_first(excel.book, spec)
        step("remove_wage_rows")
        step("add_employee", {"添加职工": str(person["id_number"])})
        step("add_all_employees")
        step("add_blank_employees")
        step("add_unit_employees", {"单位编号": bureau.seeded.unit_no})
        step("new_insurance_wage_sheet")
        with pytest.raises(ShebaoError):
            step("new_daily_wage_sheet")
        counts["new_daily_wage_sheet"] = excel.calls
        bureau.next_month()
        step("compare_months")
        _walk_queries(step, folder)
        _walk_system(step, folder)
        _walk_units(step, excel.book, bureau)
    return counts


def _walk_prints(step: Callable[..., None], book: xw.Book, folder: Path) -> None:
    """What is printed, verified and rehearsed; nothing of it may hang on how many people."""
    _tick_first(book, PREMIUM_FILINGS)
    step("print_filing_forms")
    step("query_certificates")
    step("reissue_certificates", ALL)
    person = SheetTable(book, ROSTER).rows()[0]
    who = {"姓名": str(person["name"]), "证件号码": str(person["id_number"])}
    step("query_employee_record", who)
    step("print_employee_record", ALL)
    step("export_employee_record")
    step("query_unit_record")
    step("print_unit_record")
    (printed,) = folder.glob("税收完税证明_*.pdf")
    certificate = certificate_in(printed)
    assert certificate is not None
    step(
        "verify_certificate",
        {
            "*纳税人识别号": certificate.tax_id,
            "*电子税票号码": certificate.lines[0].ticket_no,
            "*金额合计": f"{certificate.total_fen / 100:.2f}",
            "*票证号码": certificate.certificate_no,
        },
    )
    step("verify_certificate_file", {"证明文件": printed.name})
    write_new_rules(folder / "新规则.json", "520100", 700_000)
    step("rehearse_rules", {"新规则文件": "新规则.json"})
    step("show_topup")


def _void(step: Callable[..., None], book: xw.Book, folder: Path) -> None:
    """Void what was filed, and file it again."""
    step("query_premium_filings")
    _tick_first(book, PREMIUM_FILINGS)
    with pytest.raises(ShebaoError, match="没有作废中的申报"):
        step("fetch_void_result")
    step("show_premium_filing")
    step("export_premium_filing", {"导出文件": str(folder / "申报明细.xlsx")})
    step("void_filing")
    step("show_chain")
    for command_id in ("update_bills", "submit_bills", "fetch_filing_result"):
        step(command_id, ALL)


def _walk_vouchers(step: Callable[..., None], book: xw.Book) -> None:
    """What is done with a voucher, until it is void."""
    step("print_voucher", ALL)
    step("query_vouchers")
    step("sync_vouchers")
    for command_id in ("show_voucher", "reprint_voucher", "void_voucher"):
        _tick_first(book, VOUCHERS)
        step(command_id)
    step("update_debts")


def _walk_books(step: Callable[..., None], book: xw.Book, folder: Path, payroll: str) -> None:
    """What is carried on to payroll and accounting, from the bills' lines."""
    step("write_back_payroll", {"工资表文件": payroll, "写入列": "社保个人"})
    step("write_tax_deductions", {"导出文件": str(folder / "个税.xlsx")})
    step("write_entries", {"导出格式": "不导出"})
    statement = folder / "流水.csv"
    statement.write_text("交易日期,借方金额,贷方金额\n2026-11-12,1.00,\n", encoding="utf-8")
    step("match_bank", {"银行流水文件": str(statement)})
    step("write_handover", {"交接单文件": str(folder / "交接单.pdf")})


def _refused(excel: Any, step: Callable[..., None]) -> dict[str, int]:
    """What is for a workbook of the official client's files, or of many employers."""
    counts = {}
    files = [
        command.id
        for command in COMMANDS
        if command.id.startswith("import_")
        and "_file" in command.id
        and command.module.startswith("client.")
    ]
    for command_id in (*files, "run_batch", "show_batch"):
        with pytest.raises(ShebaoError):
            step(command_id)
        counts[command_id] = excel.calls
    return counts


def test_a_reset_without_a_name_asks_the_sheets_in_sight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty sheets have conditions, and each was asked for its rows: 1,050 round trips."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "store.key"))
    with com_book(template_path("shebao")) as excel:
        table = SheetTable(excel.book, UNIT_QUERY)
        table.replace([{"unit_no": "1"}])
        table.show()
        table.set_parameter("unit_no", "1")
        excel.reset()
        ui = TerminalUi(agrees=True)
        command = BY_ID["reset_query"]
        outcome = run_command(command, excel.book, tmp_path / "工作簿.xlsx", ui, os.environ)

        assert UNIT_QUERY.title in outcome.message
        assert excel.calls <= 420


def _walk_queries(step: Callable[..., None], folder: Path) -> None:
    for command_id in (
        "query_unit",
        "query_wages",
        "query_filing_lines",
        "sync_filing_lines",
        "query_payables",
        "query_credits",
        "query_debits",
        "query_receptions",
    ):
        step(command_id)
    step("refresh_home")
    asked = {"操作表": UNIT_QUERY.title}
    step("export_query", {**asked, "导出文件": str(folder / "查询.xlsx")})
    step("reset_query", asked)


def _walk_system(step: Callable[..., None], folder: Path) -> None:
    step("try_proxy")
    step("save_proxy")
    step("export_evidence", {"证据包文件": str(folder / "证据包.zip")})
    step("save_backup_settings")
    step("back_up_data")
    made = str(next((folder / "home" / "backups").glob("备份_*.zip")))
    step("restore_data", {"恢复文件": made})


def _drift(book: xw.Book, spec: AnySheet) -> None:
    """Change every wage that was filed."""
    table = SheetTable(book, spec)
    filed = [row for row in table.rows() if row["state"] == "申报成功"]
    field = next((head for head in table.insurance_headers()), "wage")
    for row in filed:
        row[field] = 999_900
    table.update(filed, (field,))


def _tick_first(book: xw.Book, spec: AnySheet) -> Row:
    """Tick the first row alone; return it."""
    table = SheetTable(book, spec)
    rows = table.rows()
    for row in rows:
        row["tick"] = ""
    rows[0]["tick"] = TICK
    table.update(rows, ("tick",))
    return rows[0]


def _correct_a_rate(book: xw.Book) -> None:
    """Type another rate of 医疗 into 本地规则, with its document."""
    table = SheetTable(book, OWN_RULES)
    rows = table.rows()
    medical = next(row for row in rows if str(row["insurance"])[:3] == "310" and row["unit_rate"])
    medical |= {"unit_rate": "8.6%", "source": "筑医保发〔2026〕99号", "checked_on": "2026-11-29"}
    table.update(rows, ("unit_rate", "source", "checked_on"))


def _walk_units(step: Callable[..., None], book: xw.Book, bureau: SandboxHandle) -> None:
    """What is done with units and users; the last of it takes the desk its password."""
    tax_id = bureau.seeded.tax_id
    step("show_unit_info")
    step("show_notices")
    step("update_rules")
    step("read_own_rules")
    _correct_a_rate(book)
    step("use_own_rules")
    step("borrow_rules", {"借用地区": "成都"})
    step("drop_own_rules")
    bureau.control("unit-numbers", tax_id=tax_id, insurances=["410"])
    step("update_unit_links")
    _tick_first(book, UNIT_LINKS)
    step("link_units")
    _tick_first(book, UNIT_LINKS)
    step("unlink_units")
    step("add_user", {"用户名": "财务01"})
    step("update_users")
    for command_id in ("edit_users", "disable_users", "enable_users", "reset_users"):
        _tick_first(book, USERS)
        step(command_id)
    step("register_unit")
    step("list_units")
    made = bureau.control(
        "registrations",
        tax_id=tax_id,
        tax_office="国家税务总局沙箱市城西区税务局",
        registration_type="组织临时登记",
        insurances=["410"],
        linked=True,
        password=bureau.seeded.first_password,
    )
    step("login", {"登记序号": made["registration_no"]})
    step("list_units")
    _tick_first(book, UNITS)
    step("switch_unit")
    step("change_password")


def _walk_roster(step: Callable[..., None], book: xw.Book, folder: Path, payroll: str) -> None:
    """What is done with the employees, with everyone ticked."""
    roster, groups = SheetTable(book, ROSTER), SheetTable(book, GROUPS)
    groups.replace([{"path": "甲/乙"}, {"path": "丙"}])
    step("save_groups")
    step("show_groups")
    rows = roster.rows()
    step("show_employee", {"证件号码": str(rows[0]["id_number"])})
    roster.update([{**row, "tick": TICK} for row in roster.rows()], ["tick"])
    step("set_employee_group", {"设为分组": "甲/乙"})
    file = {"导出文件": str(folder / "导出.xlsx")}
    step("export_roster", file)
    templates = {
        "分组文件": str(folder / "分组.xlsx"),
        "职工分组文件": str(folder / "职工分组.xlsx"),
    }
    step("export_group_templates", templates)
    step("import_groups")
    step("import_employee_groups")
    step("export_table", {"操作表": ROSTER.title})
    groups.update([{**groups.rows()[0], "tick": TICK}], ["tick"])
    step("rename_group", {"改名为": "丁"})
    groups.update([{**row, "tick": TICK} for row in groups.rows()], ["tick"])
    step("delete_groups")
    step("show_stopped")
    step("list_leavers", {"工资表文件": payroll})
    step("show_month_changes")
    SheetTable(book, MONTH_CHANGES).replace([{"name": "试样"} for _ in rows])
    step("export_month_changes", file)


@pytest.mark.parametrize(
    "kind", ["enterprise", pytest.param("public_body", marks=pytest.mark.slow)]
)
def test_calls_do_not_grow_with_rows(tmp_path: Path, kind: Kind) -> None:
    """Cell by cell, 3,000 people would freeze Excel for minutes."""
    few, many = tmp_path / "few", tmp_path / "many"
    few.mkdir()
    many.mkdir()

    of_few, of_many = every_command(few, FEW, kind), every_command(many, MANY, kind)

    assert set(of_few) == {command.id for command in COMMANDS}
    grown = {i: (of_few[i], of_many[i]) for i in of_few if of_many[i] > of_few[i]}
    assert grown == {}
    assert {i: n for i, n in of_many.items() if n > MOST_FOR.get(i, MOST_CALLS)} == {}
