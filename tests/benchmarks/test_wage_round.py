"""The wage round of a big employer, each click against its own floor; reported, never asserted.

Each click is a process of its own with its start, as without Excel, and so is ``import xlwings`` of
its floor; the bureau runs in this one.
"""

import json
from pathlib import Path

import httpx
import pytest
from python_calamine import CalamineWorkbook

from shebao.templates import new_workbook
from tests.benchmarks.measuring import ROWS, Click, click, report, seconds
from tests.benchmarks.test_speed import import_xlwings, roster_rows, write_raw
from tests.desk import SandboxHandle, running_sandbox
from tests.pairs import write_pair
from tests.patience import PATIENCE_SECONDS

EVERYTHING = {"提交范围": "全部"}


def _read_raw(path: Path) -> None:
    CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def _download_raw(bureau: SandboxHandle) -> None:
    """Every page of employees as JSON and nothing else."""
    login = {"tax_id": bureau.seeded.tax_id, "password": bureau.seeded.first_password}
    with httpx.Client(base_url=bureau.url, timeout=PATIENCE_SECONDS) as client:
        token = client.post("/v1/session", json=login).raise_for_status().json()["token"]
        since, more = 0, True
        while more:
            page = client.get(
                "/v1/employees",
                params={"since": since, "limit": 2_000},
                headers={"Authorization": f"Bearer {token}"},
            ).json()
            since, more = page["cursor"], page["more"]


def _post_raw(bureau: SandboxHandle, people: int) -> None:
    """As many wages as JSON to a bureau that reads and refuses them, for want of a session."""
    items = [{"id_number": f"{at:018d}", "wages_fen": {"person": 500_000}} for at in range(people)]
    with httpx.Client(base_url=bureau.url, timeout=PATIENCE_SECONDS) as client:
        answer = client.post("/v1/wage-filings", content=json.dumps({"items": items}))
    assert answer.is_client_error


@pytest.mark.slow
def test_the_wage_round(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the clerk waits for, click by click: files, store and bureau included."""
    pair = write_pair(tmp_path, kind="enterprise", layout=0, people=ROWS, seed=1)
    raw, cells = tmp_path / "raw.xlsx", roster_rows(ROWS)
    book = new_workbook(tmp_path / "社保费.xlsx")
    with running_sandbox(tmp_path / "bureau", pair.roster_path) as bureau:
        for name, value in {
            "SHEBAO_HOME": str(tmp_path / "home"),
            "SHEBAO_BUREAU_URL": bureau.url,
            "SHEBAO_PASSWORD": bureau.seeded.first_password,
            "SHEBAO_KEY_FILE": str(tmp_path / "store.key"),
            "SHEBAO_TIMEOUT_SECONDS": str(PATIENCE_SECONDS),
        }.items():
            monkeypatch.setenv(name, value)

        def clicked(command: str, parameters: dict[str, str]) -> Click:
            given = [f"--set={name}={value}" for name, value in parameters.items()]
            return click("run", command, "--book", str(book), "--yes", *given)

        start = seconds(import_xlwings)
        clicked("login", {"纳税人识别号": bureau.seeded.tax_id, "登录时初始化": "否"})
        write = seconds(lambda: write_raw(raw, cells))
        read = seconds(lambda: _read_raw(raw))
        http = seconds(lambda: _download_raw(bureau))
        post = seconds(lambda: _post_raw(bureau, ROWS))
        payroll = seconds(lambda: _read_raw(pair.payroll_path))
        filled = {"工资表文件": str(pair.payroll_path)}
        download = start + http + write, "start, employees as JSON, XlsxWriter"
        rewrite = start + read + write, "start, calamine, XlsxWriter"
        both = start + payroll + read + write, "start, calamine of both files, XlsxWriter"
        filing = start + post + read + write, "start, POST of the wages, calamine, XlsxWriter"
        steps: list[tuple[str, str, dict[str, str], tuple[float, str], float | None]] = [
            ("更新职工, an empty sheet", "update_roster", {}, download, None),
            ("更新职工, nothing changed", "update_roster", {}, (0, "the first one"), 0.2),
            ("新建申报表, an empty sheet", "new_wage_sheet", {}, rewrite, None),
            ("新建申报表, a used sheet", "new_wage_sheet", {}, (0, "the first one"), 1.0),
            ("从工资表填写", "fill_from_payroll", filled, both, 2.0),
            ("校验", "check_wages", {}, rewrite, 2.0),
            ("提交申报", "submit_wages", {}, filing, 2.0),
            ("申报结果查询", "fetch_wage_result", {}, filing, None),
            ("刷新待申报", "update_bills", {}, rewrite, None),
            ("核对账单", "reconcile_bills", EVERYTHING, rewrite, None),
        ]
        lines, first = [], 0.0
        for what, command, parameters, (floor, floor_is), goal in steps:
            took = clicked(command, parameters)
            first = first if not floor else took.seconds
            lines.append(
                report(
                    what,
                    took.seconds,
                    floor or first,
                    floor_is,
                    goal=goal,
                    peak_mib=took.peak_mib,
                )
            )
    with capsys.disabled():
        print("", *lines, sep="\n")
