"""The wage round of a big employer, each step against its own floor; reported, never asserted."""

from pathlib import Path

import httpx
import pytest
from python_calamine import CalamineWorkbook

from shebao.demo.samples import write_pair
from shebao.templates import new_workbook
from tests.benchmarks.measuring import ROWS, report, seconds
from tests.benchmarks.test_speed import roster_rows, write_raw
from tests.desk import Desk, SandboxHandle, running_sandbox
from tests.patience import PATIENCE_SECONDS


def _read_raw(path: Path, sheet: str | int) -> None:
    book = CalamineWorkbook.from_path(str(path))
    found = (
        book.get_sheet_by_index(sheet) if isinstance(sheet, int) else book.get_sheet_by_name(sheet)
    )
    found.to_python()


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


@pytest.mark.slow
def test_the_wage_round(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the clerk waits for, click by click: files, store and bureau included."""
    pair = write_pair(tmp_path, kind="enterprise", layout=0, people=ROWS, seed=1)
    raw, cells = tmp_path / "raw.xlsx", roster_rows(ROWS)
    with running_sandbox(tmp_path / "bureau", pair.roster_path) as bureau:
        for name, value in {
            "SHEBAO_HOME": str(tmp_path / "home"),
            "SHEBAO_BUREAU_URL": bureau.url,
            "SHEBAO_PASSWORD": bureau.seeded.first_password,
            "SHEBAO_KEY_FILE": str(tmp_path / "store.key"),
            "SHEBAO_TIMEOUT_SECONDS": str(PATIENCE_SECONDS),
        }.items():
            monkeypatch.setenv(name, value)
        desk = Desk(tmp_path, bureau, pair.payroll_path, capsys, pair.truth)
        new_workbook(desk.book)
        desk.done("login", {"纳税人识别号": bureau.seeded.tax_id})
        write = seconds(lambda: write_raw(raw, cells))
        read = seconds(lambda: _read_raw(raw, 0))
        http = seconds(lambda: _download_raw(bureau))
        payroll = seconds(lambda: _read_raw(pair.payroll_path, 0))
        filled = {"工资表文件": str(pair.payroll_path)}
        steps: list[tuple[str, str, dict[str, str], float, str]] = [
            ("update_roster", "update", {}, http + write, "raw HTTP + raw write"),
            ("new_wage_sheet", "new sheet", {}, read + write, "raw read + raw write"),
            ("fill_from_payroll", "fill", filled, payroll + read + write, "both read + raw write"),
            ("check_wages", "check", {}, read + write, "raw read + raw write"),
            ("submit_wages", "submit", {}, http + read + write, "raw HTTP, read, write"),
            ("fetch_wage_result", "read back", {}, http + read + write, "raw HTTP, read, write"),
        ]
        lines = []
        for command, what, parameters, floor, floor_is in steps:
            took = seconds(lambda c=command, p=parameters: desk.done(c, p))  # type: ignore[misc]
            lines.append(report(f"{what} {ROWS:,}", took, floor, floor_is))
    with capsys.disabled():
        print("", *lines, sep="\n")
