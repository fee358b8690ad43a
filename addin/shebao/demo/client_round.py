"""Walks a month with the official client's files: the player exports, the add-in reads back."""

import tempfile
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shebao.demo.client_player import Player, Staff
from shebao.demo.round import BOOK, SUMMARY, Step, ended, prepared, say, walking
from shebao.domain.errors import InputError, ShebaoError
from shebao.domain.moments import beijing_day
from shebao.domain.period import Period
from shebao.sandbox.people.people import make_people, make_tax_id
from shebao.sheets.declared.employer_sheets import BY_FILES
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.sheets.table import SheetTable
from shebao.wiring import now

if TYPE_CHECKING:
    import xlwings as xw

REGION, CITY = "510100", "四川省成都市"
ROSTER, PAYROLL, IMPORT = "参保职工列表.xlsx", "工资表.xlsx", "导入客户端.xlsx"
BANK = "银行流水.csv"
INVALID = "该人员无效，或无有效险种"


def run_client_demo(out: Path, employees: int | None) -> int:
    """Walk the month, write the client's files, workbook and summary into ``out``; return 0.

    Raises ShebaoError when a step is refused that should not be.
    """
    started = time.monotonic()
    out = prepared(out)
    period = str(Period.of(beijing_day(now())))
    people = make_people(employees or 60, seed=2026)
    staff = [Staff(p.name, p.id_number, Decimal(p.wage_fen) / 100) for p in people]
    player = Player.of(make_tax_id("510104", 2026), REGION, period, staff)
    with tempfile.TemporaryDirectory(prefix="shebao-demo-") as name:
        environment = {
            "SHEBAO_HOME": str(Path(name) / "home"),
            "SHEBAO_KEY_FILE": str(Path(name) / "store.key"),
        }
        with walking(out, environment, "演示走完一个月") as (book, step):
            summary = _steps(book, step, player, out)
    return ended(out, summary, started, f"{BOOK}、{SUMMARY} 和客户端的各个文件")


def _steps(book: "xw.Book", step: Step, player: Player, out: Path) -> dict[str, Any]:
    say("① 办理方式：官方客户端（文件），不登录、不联网")
    step("set_channel", 办理方式=BY_FILES, 纳税人识别号=player.tax_id, 参保地=CITY)
    say("② 从客户端导出的参保职工列表建立名单")
    player.roster(out / ROSTER)
    roster = step("import_roster_file", 参保职工文件=ROSTER)
    say("③ 从工资表填写，写出给客户端导入的文件")
    raised = player.with_wages({s.id_number: s.wage + 300 for s in player.staff})
    raised.payroll(out / PAYROLL)
    step("new_wage_sheet")
    filled = step("fill_from_payroll", 工资表文件=PAYROLL)
    step("check_wages")
    step("export_wage_file", 参保职工文件=IMPORT)
    say("④ 导入客户端的申报结果：失败的改正后再次写出")
    failed = {s.id_number: INVALID for s in raised.staff[:2]}
    raised.result(out / "申报失败原因.csv", failed, whole=False)
    first = step("import_result_file", 结果文件="申报失败原因.csv")
    step("export_wage_file", 参保职工文件="导入客户端_失败职工.xlsx")
    again = replace(raised, staff=raised.staff[:2])
    again.result(out / "申报记录.xlsx", {}, whole=True)
    second = step("import_result_file", 结果文件="申报记录.xlsx")
    step("show_drift")
    say("⑤ 客户端的明细：别的单位的不收，自己的逐人核对到分")
    foreign = replace(raised, tax_id=make_tax_id("510104", 1))
    refusals = [
        _refused(step, foreign, out / "别的单位的明细.xlsx"),
        _refused(step, player, out / "工资变更前的明细.xlsx"),  # of before the wages changed
    ]
    raised.detail(out / "职工缴费明细.xlsx")
    detail = step("import_detail_file", 明细文件="职工缴费明细.xlsx")
    reconciled = step("reconcile_bills")
    say("⑥ 申报记录、缴费记录、完税证明清单")
    raised.filings(out / "社保费申报记录.xlsx")
    raised.payments(out / "缴费记录.csv")
    raised.certificates(out / "完税证明清单.xlsx")
    for name in ("社保费申报记录.xlsx", "缴费记录.csv", "完税证明清单.xlsx"):
        step("import_records_file", 记录文件=name)
    say("⑦ 账单之后：写回工资表、个税专项扣除、银行流水、凭证，交接单逐项证明")
    books = _books(step, raised, out)
    rows = SheetTable(book, WAGES_BY_PERSON).rows()
    waiting = [row for row in rows if row.state != "申报成功"]
    return {
        "region": REGION,
        "period": player.period,
        "employees": roster.counts["employees"],
        "filled": filled.counts["filled"],
        "refused": first.counts["refused"],
        "accepted": first.counts["accepted"] + second.counts["accepted"],
        "waiting": len(waiting),
        "lines": reconciled.counts["lines"],
        "unexplained": reconciled.counts["unexplained"],
        "bill_total_fen": detail.counts["bill_total_fen"],
        "client_total_fen": int(raised.total * 100),
        "refusals": refusals,
        **books,
    }


def _books(step: Step, player: Player, out: Path) -> dict[str, int]:
    """Carry the proven month on to payroll, tax, bank and vouchers; return what each came to."""
    player.bank(out / BANK)
    back = step("write_back_payroll", 工资表文件=PAYROLL)
    tax = step("write_tax_deductions")
    bank = step("match_bank", 银行流水文件=BANK)
    entries = step("write_entries")
    handed = step("write_handover")
    return {
        "written_back_fen": back.counts["written_fen"],
        "deducted_fen": tax.counts["person_fen"],
        "bank_matched": bank.counts["matched"],
        "debit_fen": entries.counts["debit_fen"],
        "credit_fen": entries.counts["credit_fen"],
        "proven_steps": handed.counts["equal"],
        "differing_steps": handed.counts["different"],
    }


def _refused(step: Step, player: Player, path: Path) -> str:
    """Hand in a detail that is not this month's and unit's; return the words that refuse it.

    Raises InputError when it was taken.
    """
    player.detail(path)
    try:
        step("import_detail_file", 明细文件=path.name)
    except ShebaoError as error:
        say(f"   未收下：{error.message}")
        return error.message
    raise InputError("不该收下的文件被收下了，演示停止。", log="wrong file taken")
