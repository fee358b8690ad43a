"""The server as a process: started, ended and started again on the same data."""

import json
import signal
import socket
from pathlib import Path
from typing import Any

import pytest

from shebao import cli
from shebao.sandbox.database import data_url
from shebao.sandbox.errors import SandboxError
from shebao.sandbox.serve import serve
from tests.sandbox.process import DAILY_REGION, desk_month, process
from tests.sandbox.running import daily, wage_items


def test_sigterm_ends_cleanly_and_the_data_is_there_again(tmp_path: Path) -> None:
    url = data_url(tmp_path / "data")
    with process(database_url=url, employees=5, region=DAILY_REGION) as first:
        desk = first.desk()
        filing = desk.file_wages(daily(wage_items(desk.employees(), 800_000), desk_month(desk)))
        employees = desk.employees()
        desk.http.close()
        assert first.end(signal.SIGTERM) == (0, b"")

    with process(database_url=url) as second:
        assert second.opening["tax_id"] == first.opening["tax_id"]
        desk = second.desk()
        assert desk.employees() == employees
        assert desk.http.get(f"/v1/wage-filings/{filing.filing_no}").json() == json.loads(
            filing.model_dump_json()
        )
        desk.http.close()
        assert second.end(signal.SIGINT) == (0, b"")


def test_a_busy_port_is_said_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(SandboxError, match=f"端口 {port} 已被"):
            serve(port=port, database_url=data_url(tmp_path), employees=1)


@pytest.mark.parametrize(
    ("host", "is_warned"), [("192.0.2.1", True), ("no.such.invalid", True), ("127.0.0.1", False)]
)
def test_sandbox_that_others_reach_warns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str, is_warned: bool
) -> None:
    """Its control calls are anybody's, and its line is open; each of these hosts cannot be had."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = ["--host", host, "--port", str(taken.getsockname()[1])]
        status = cli.main(["sandbox", *where, "--data", str(tmp_path), "--employees", "1"])

    said = capsys.readouterr().err
    assert status == 1
    assert ("请勿放入真实职工的数据" in said) is is_warned, said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "还没有用人单位"),
        ({"employees": 0}, "职工人数"),
        ({"employees": 100_001}, "职工人数"),
        ({"employees": 1, "kind": "club"}, "单位类型"),
        ({"employees": 1, "region": "5201"}, "行政区划"),
        ({"employees": 1, "database_url": "nonsense"}, "数据库"),
        ({"employees": 1, "database_url": "sqlite:////nowhere/at/all.db"}, "数据库"),
        ({"employees": 1, "host": "192.0.2.1"}, "192.0.2.1"),
        ({"roster": Path("没有.xlsx")}, "未找到名册"),
    ],
)
def test_what_cannot_be_served_is_said_in_words(options: dict[str, Any], words: str) -> None:
    with pytest.raises(SandboxError, match=words):
        serve(**{"port": 0, **options})
