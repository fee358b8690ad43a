"""The module of the UDF server: rules are read once when it starts, and never again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shebao.rule_cache import FILE_NAME, keep_rule_files
from tests.patience import PATIENCE_SECONDS
from tests.udfs.calling import ROOT, sample_rule_files

ASK = """
import os
from pathlib import Path
from shebao_udfs import server
from shebao_udfs.functions import FUNCTIONS
assert set(server.__all__) == {f.name for f in FUNCTIONS}
ask = [[8000.0]], [["110"]], [["520100"]], [["2026-11"]]
first = server.SB_UNIT(*ask)
path = Path(os.environ["SHEBAO_HOME"], "rule_files.json")
path.unlink(missing_ok=True)
print(first[0][0], server.SB_UNIT(*ask)[0][0], server.SB_WHY([["SB_UNIT"]], *ask)[0][0])
"""

# Watches what a recalculation touches, after everything is loaded once.
WATCH = """
import sys
from datetime import datetime
from shebao_udfs import server
W, I, R, P = [[8000.0], ["x"]], [["110", "410"]], [["520100"]], [["2026-11"]]
ID = [["11010519491231002X"]]
CALLS = [
    (server.SB_BASE, W, I, R, P), (server.SB_UNIT, W, I, R, P, [[0.004]]),
    (server.SB_PERSON, W, I, R, P), (server.SB_TOTAL, W, I, R, P),
    (server.SB_RATE, I, R, P, [["单位"]]), (server.SB_FLOOR, I, R, P), (server.SB_CAP, I, R, P),
    (server.SB_ID_CHECK, ID), (server.SB_BIRTH, ID), (server.SB_SEX, ID),
    (server.SB_AGE, ID, [[datetime(2026, 11, 30)]]), (server.SB_TAX_ID_CHECK, ID),
    (server.SB_LATE_FEE, W, P, R, [[datetime(2027, 1, 1)]]),
    (server.SB_STATUS, ID, [["证件号码", "申报状态"], ID[0] * 2]),
    (server.SB_AMOUNT, ID, P, [["个人"]], [["证件号码", "费款所属期", "单位应缴", "个人应缴", "应补(退)费额"], [*ID[0], "2026-11", 1.0, 2.0, 3.0]]),
    (server.SB_WHY, [["SB_UNIT"]], W, I, R, [["2019-01"]]),
]
assert {call[0].__name__ for call in CALLS} == set(server.__all__)
for function, *arguments in CALLS:
    function(*arguments)
seen, watching = [], False
sys.addaudithook(lambda event, args: watching and seen.append(event))
watching = True
for _ in range(2):
    for function, *arguments in CALLS:
        function(*arguments)
watching = False
print([event for event in seen if event.split(".")[0] in ("open", "socket", "os", "subprocess", "import", "shutil")])
"""  # noqa: E501


def run(code: str, home: Path) -> str:
    environment = {**os.environ, "SHEBAO_HOME": str(home), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False,
        encoding="utf-8", timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_rules_are_read_at_the_start_and_never_again(tmp_path: Path) -> None:
    """A file that vanishes while Excel is open changes nothing."""
    keep_rule_files(tmp_path, sample_rule_files().values())

    assert run(ASK, tmp_path).startswith("1280.0 1280.0 贵州省贵阳市企业职工基本养老保险 2026-11：")


@pytest.mark.feature("X-CITIES")
def test_without_a_file_the_server_answers_by_the_book_and_says_how_sure_it_is(
    tmp_path: Path,
) -> None:
    """An HR team in any city can compute before its first login, by no other city's law."""
    told = run(ASK, tmp_path)

    assert told.startswith("1280.0 1280.0 贵州省贵阳市企业职工基本养老保险 2026-11：")
    assert "【※二手】" in told
    assert run(ASK.replace("520100", "成都"), tmp_path).startswith("1280.0 1280.0 四川省成都市")
    nowhere = run(ASK.replace("520100", "419001"), tmp_path)
    assert nowhere.startswith("#N/A #N/A 没有装入地区“419001”的规则文件")


def test_a_damaged_file_is_told_in_the_reason(tmp_path: Path) -> None:
    """And nothing is computed."""
    (tmp_path / FILE_NAME).write_text("{", encoding="utf-8")

    assert run(ASK, tmp_path).startswith("#N/A #N/A")
    (tmp_path / FILE_NAME).write_text("{", encoding="utf-8")
    assert "已损坏" in run(ASK, tmp_path)


def test_a_recalculation_touches_no_file_and_no_network(tmp_path: Path) -> None:
    """Excel recalculates at will: on opening, on every edit, for ten thousand rows."""
    keep_rule_files(tmp_path, sample_rule_files().values())

    assert run(WATCH, tmp_path) == "[]"


def test_no_module_asks_the_clock() -> None:
    """The same cells must give the same answers tomorrow."""
    for path in (ROOT / "udfs" / "shebao_udfs").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not any(word in text for word in (".today(", ".now(", "import time")), path.name
