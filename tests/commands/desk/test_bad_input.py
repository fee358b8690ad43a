"""Whatever is wrong with a file, a cell or the bureau: one sentence, status 1, nothing changed."""

import os
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from shebao import cli
from shebao.commands.registry import BY_ID
from shebao.runner import run_command
from shebao.sheets.declared.certificate_sheets import ARRIVALS
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import opened
from tests.desk import Desk
from tests.patience import PATIENCE_SECONDS

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIFF = "Workbook".encode("utf-16-le")  # the stream that only an .xls has


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4000])


def _cut_part(path: Path, part: str) -> None:
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts[part] = parts[part][: len(parts[part]) // 2]
    with zipfile.ZipFile(path, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)


DAMAGE: list[tuple[str, Callable[[Path], object], str]] = [
    ("missing", Path.unlink, "不存在"),
    ("empty", lambda p: p.write_bytes(b""), "空文件"),
    ("text", lambda p: p.write_text("姓名,工资", encoding="utf-8"), "不是 Excel 工作簿"),
    ("truncated", _truncated, "已损坏"),
    ("broken part", lambda p: _cut_part(p, "xl/workbook.xml"), "已损坏"),
    (
        "encrypted",
        lambda p: p.write_bytes(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") * 4),
        "设有打开密码",
    ),
    ("old format", lambda p: p.write_bytes(OLE + b"\0" * 600 + BIFF + b"\0" * 600), "旧格式"),
    ("truncated sheet", lambda p: _cut_part(p, "xl/worksheets/sheet2.xml"), "已损坏"),
    ("truncated texts", lambda p: _cut_part(p, "xl/sharedStrings.xml"), "已损坏"),
    ("in use", lambda p: p.with_name(f"~${p.name}").write_bytes(b"\x05user"), "正被其他程序打开"),
]


@pytest.mark.feature("X-HEADLESS")
@pytest.mark.parametrize(
    ("damage", "words"), [case[1:] for case in DAMAGE], ids=[c[0] for c in DAMAGE]
)
def test_unusable_workbook_is_named_and_left_alone(
    desk: Desk, damage: Callable[[Path], object], words: str
) -> None:
    """The clerk must know which file, and that it is as it was."""
    damage(desk.book)
    before = desk.book.read_bytes() if desk.book.exists() else None

    ran = desk.run("update_roster")

    assert ran.status == 1
    assert "社保费.xlsx" in ran.message
    assert words in ran.message
    assert "Traceback" not in ran.said
    assert (desk.book.read_bytes() if desk.book.exists() else None) == before


def _header_cell(workbook: openpyxl.Workbook, header: str) -> openpyxl.cell.cell.Cell:
    sheet = workbook["缴费工资申报"]
    for row in sheet.iter_rows(min_row=1, max_row=20):
        for cell in row:
            if cell.value == header and isinstance(cell, openpyxl.cell.cell.Cell):
                return cell
    raise AssertionError(header)


def test_renamed_header_is_named(desk: Desk) -> None:
    """Reading by position would file one column as another."""
    desk.until_filled()
    desk.change(lambda w: setattr(_header_cell(w, "新缴费工资"), "value", "工资"))

    ran = desk.run("check_wages")

    assert (ran.status, "缺少列：新缴费工资" in ran.message) == (1, True)
    assert "缴费工资申报" in ran.message


def test_second_column_of_the_same_name_is_named(desk: Desk) -> None:
    """Which of two wage columns is meant is nobody's guess to make."""
    desk.until_filled()

    def add(workbook: openpyxl.Workbook) -> None:
        row = _header_cell(workbook, "新缴费工资").row
        workbook["缴费工资申报"].cell(row, 40).value = "新缴费工资"

    desk.change(add)

    ran = desk.run("check_wages")

    assert (ran.status, "两个“新缴费工资”列" in ran.message) == (1, True)


def test_rows_inserted_above_the_header_do_not_matter(desk: Desk) -> None:
    """The header is found by its name in the workbook, wherever it moved."""
    desk.until_filled()

    def move(workbook: openpyxl.Workbook) -> None:
        sheet = workbook["缴费工资申报"]
        row = _header_cell(workbook, "新缴费工资").row
        sheet.insert_rows(row)
        for name, defined in workbook.defined_names.items():
            if name == "sb_wages":
                defined.value = f"'缴费工资申报'!$A${row + 1}"

    desk.change(move)

    assert desk.done("check_wages").answer["counts"]["rows"] == 30


def test_missing_sheet_is_named(desk: Desk) -> None:
    """A deleted sheet takes its name along."""
    desk.until_filled()

    def drop(workbook: openpyxl.Workbook) -> None:
        del workbook["缴费工资申报"]
        for name in [n for n in workbook.defined_names if n.startswith("sb_wages")]:
            if not name.startswith("sb_wages_ins"):
                del workbook.defined_names[name]

    desk.change(drop)

    ran = desk.run("check_wages")

    assert (ran.status, "缴费工资申报" in ran.message) == (1, True)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("9,000.00", "是文本，不是数字，请改为数字 9,000.00"),
        ("￥9000", "是文本，不是数字，请改为数字 9,000.00"),
        ("９０００", "是文本，不是数字，请改为数字 9,000.00"),
        ("待定", "待定"),
        (-1.0, "必须大于 0"),
        (0.0, "必须大于 0"),
        (1e308, "不能作为工资"),
        (100.005, "超过两位小数"),
    ],
)
def test_bad_wage_is_named_on_its_row(desk: Desk, typed: object, words: str) -> None:
    """Each of these comes back from the bureau as a refusal, or worse, as another amount."""
    desk.until_filled()
    row = next(r for r in desk.rows(WAGES_BY_PERSON) if r["tick"])
    row["wage"] = typed
    desk.edit(WAGES_BY_PERSON, [row], "wage")

    desk.done("check_wages")

    marked = next(r for r in desk.rows(WAGES_BY_PERSON) if r["_row"] == row["_row"])
    assert words in str(marked["check"])
    assert marked["faulty"] == ";!新缴费工资;"
    assert desk.run("submit_wages").status == 1


def test_wrong_password_is_said_and_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong password must not look like a broken network."""
    monkeypatch.setenv("SHEBAO_PASSWORD", "wrong-one")
    before = desk.book.read_bytes()

    ran = desk.run("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    assert (ran.status, ran.answer["code"]) == (1, "BUR-04")
    assert "wrong-one" not in ran.message + ran.said
    assert desk.book.read_bytes() == before


def test_missing_password_says_where_to_put_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a server there is no window to ask in."""
    monkeypatch.delenv("SHEBAO_PASSWORD")

    ran = desk.run("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    assert ran.status == 1
    assert "SHEBAO_PASSWORD" in ran.message


def test_bureau_that_is_down_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was sent, and the sentence says so."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("SHEBAO_BUREAU_URL", f"http://127.0.0.1:{unused.getsockname()[1]}")

        ran = desk.run("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    assert (ran.status, ran.answer["code"]) == (1, "BUR-01")
    assert "税务系统没有任何变化" in ran.message


def test_slow_bureau_ends_at_the_deadline(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wait without end is a locked Excel at 16:55."""
    desk.until_filled()
    monkeypatch.setenv("SHEBAO_TIMEOUT_SECONDS", "2")
    desk.bureau.control("settings", answer_delay_seconds=PATIENCE_SECONDS)

    ran = desk.run("submit_wages")
    desk.bureau.control("settings", answer_delay_seconds=0.0)

    assert (ran.status, ran.answer["code"]) == (1, "BUR-02")


class AtLunch(TerminalUi):
    """A clerk who is away between any two steps, for longer than a session lasts."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(agrees=True)
        self.desk = desk

    def progress(self, label: str, done: int, total: int) -> None:  # noqa: ARG002 - Ui's own
        self.desk.bureau.control("sessions/expire")


def test_expired_session_is_renewed_without_a_word(desk: Desk) -> None:
    """What was refused for its session was not recorded, so it is sent again at once."""
    desk.until_filled()

    with opened(desk.book) as book:
        ran = run_command(BY_ID["submit_wages"], book, desk.book, AtLunch(desk), os.environ)

    assert "税务已受理" in ran.message
    assert desk.bureau.received()["wage_filing"] == 1


def test_question_that_gets_no_answer_is_asked_again(desk: Desk) -> None:
    """Reading changes nothing, so one lost answer is no reason to bother anybody."""
    desk.bureau.control("faults", kind="unavailable", count=1, path="/v1/employees")
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    desk.done("update_roster")


def test_garbage_answer_to_a_question_is_said(desk: Desk) -> None:
    """A hotel's login page is not a roster."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    before = desk.book.read_bytes()
    desk.bureau.control("faults", kind="garbage", count=5, path="/v1/employees")

    ran = desk.run("update_roster")

    assert (ran.status, ran.answer["code"]) == (1, "BUR-06")
    assert desk.book.read_bytes() == before


def test_unconfirmed_submission_is_not_sent(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --yes a terminal agrees to nothing."""
    desk.until_filled()

    status = cli.main(["run", "submit_wages", "--book", str(desk.book)])

    assert status == 1
    assert "--yes" in capsys.readouterr().err
    assert desk.bureau.received()["wage_filing"] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "login"],
        ["run", "login", "--book", "x.xlsx", "--set", "no-equals-sign"],
        ["sandbox", "--delay", "-1"],
        ["demo", "--employees", "0"],
        ["no-such-verb"],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Scripts tell a refused filing from their own mistake by the status."""
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)

    assert ended.value.code == 2
    assert "用法错误" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["sandbox", "--port"], "不是 0 到 65535 的端口"),
        (["sandbox", "--employees"], "不是 1 到 1000000 的整数"),
    ],
)
def test_a_number_of_thousands_of_digits_is_named(
    option: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python makes no number of them, and argparse said so with the name of our function."""
    with pytest.raises(SystemExit) as ended:
        cli.main([*option, "9" * 5_000])

    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert f"“{'9' * 40}”{words}" in said
    assert "invalid" not in said


def test_parameter_with_two_values_is_refused(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last one won without a word: a script's left-over could choose who pays."""
    before = desk.book.read_bytes()
    twice = ["--set", "纳税人识别号=1", "--set", "纳税人识别号=2"]

    assert cli.main(["run", "login", "--book", str(desk.book), *twice]) == 1

    assert "“纳税人识别号”两个值（“1”和“2”）" in capsys.readouterr().err
    assert desk.book.read_bytes() == before
    assert cli.main(["run", "login", "--book", str(desk.book), *twice[:2], *twice[:2]]) == 1
    assert "两个值" not in capsys.readouterr().err


def test_unknown_command_and_parameter_are_named(desk: Desk) -> None:
    """With what there is instead."""
    unknown = desk.run("no_such_command")
    mistyped = desk.run("submit_wage")
    parameter = desk.run("login", {"密码": "1"})

    assert (unknown.status, "shebao commands" in unknown.message) == (1, True)
    assert "您要的可能" not in unknown.message  # a far guess may be a payment
    assert (mistyped.status, "submit_wages" in mistyped.message) == (1, True)
    assert (parameter.status, "纳税人识别号" in parameter.message) == (1, True)


def test_defect_is_one_sentence_and_its_log_names_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A traceback helps no clerk, and a log must not carry people."""
    secret = "52010219900101001X"

    def broken(*_: object) -> None:
        raise RuntimeError(f"defect about {secret}")

    monkeypatch.setattr("shebao.commands.employees.roster.update_roster", broken)

    ran = desk.run("update_roster")

    log = (desk.folder / "home" / "shebao.log").read_text(encoding="utf-8")
    assert (ran.status, ran.answer["code"]) == (1, "BUG")
    assert ran.message.split("编号 ")[1][:8] in log
    assert "RuntimeError" in log
    assert "in broken" in log
    assert secret not in log


def test_new_does_not_overwrite(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """A month's work may be in that file."""
    before = desk.book.read_bytes()

    assert cli.main(["new", "shebao", "--out", str(desk.book)]) == 1
    assert "已存在" in capsys.readouterr().err
    assert desk.book.read_bytes() == before


@pytest.mark.parametrize("typed", ["FALSE", "0", "否", "x"])
def test_tick_that_is_no_tick_is_asked_about(desk: Desk, typed: str) -> None:
    """FALSE in the column of ticks filed four people once."""
    desk.until_filled()
    row = desk.rows(WAGES_BY_PERSON)[0]
    row["tick"] = typed
    desk.edit(WAGES_BY_PERSON, [row], "tick")

    ran = desk.run("submit_wages")

    assert (ran.status, f"第 {row['_row']} 行" in ran.message) == (1, True)
    assert desk.bureau.received()["wage_filing"] == 0


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SHEBAO_HOME", "/dev/null/x", "数据文件夹"),
        ("SHEBAO_HOME", "~nobody-of-that-name/x", "SHEBAO_HOME"),
        ("SHEBAO_BUREAU_URL", "http://h:abc", "网址"),
        ("SHEBAO_BUREAU_URL", "http://[::1", "网址"),
        ("SHEBAO_BUREAU_URL", "ftp://h", "网址"),
        ("SHEBAO_BUREAU_URL", "", "没有设置税务系统的网址"),
        ("SHEBAO_TIMEOUT_SECONDS", "inf", "SHEBAO_TIMEOUT_SECONDS"),
        ("SHEBAO_TIMEOUT_SECONDS", "soon", "SHEBAO_TIMEOUT_SECONDS"),
        ("SHEBAO_VOID_WAIT_SECONDS", "9" * 5_000, "SHEBAO_VOID_WAIT_SECONDS"),
        ("SHEBAO_VOID_WAIT_SECONDS", "-1", "SHEBAO_VOID_WAIT_SECONDS"),
    ],
)
def test_bad_setting_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    """The administrator needs the variable, not a traceback."""
    monkeypatch.setenv(variable, value)

    ran = desk.run("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    assert ran.status == 1
    assert words in ran.message
    assert "意外错误" not in ran.message


def test_a_setting_with_zeros_before_it_is_its_number(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEBAO_VOID_WAIT_SECONDS", "00020")
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})


def test_console_without_the_character_still_gets_the_sentence(desk: Desk) -> None:
    """A Chinese Windows pipe is GBK and has no ✔."""
    command = [sys.executable, "-m", "shebao.cli", "commands"]
    ran = subprocess.run(
        command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "gbk"}, check=False
    )

    assert (ran.returncode, b"Traceback" in ran.stderr) == (0, False)


def test_formula_of_a_row_that_is_not_filled_stays(desk: Desk) -> None:
    """HR's own formula in an untouched row is HR's."""
    desk.until_filled()
    rows = desk.rows(WAGES_BY_PERSON)
    blank = next(r for r in rows if r["wage"] is None and r is not rows[0] and r is not rows[-1])

    def put(workbook: openpyxl.Workbook) -> None:
        column = _header_cell(workbook, "新缴费工资").column
        workbook["缴费工资申报"].cell(int(str(blank["_row"])), column).value = "=1000*8"

    desk.change(put)
    desk.done("fill_from_payroll", {"工资表文件": str(desk.payroll)})

    workbook = openpyxl.load_workbook(desk.book)
    column = _header_cell(workbook, "新缴费工资").column
    cell = workbook["缴费工资申报"].cell(int(str(blank["_row"])), column)
    assert cell.value == "=1000*8"


def test_users_own_column_survives_a_refresh(desk: Desk) -> None:
    """A remark beside a row is work nobody else has a copy of."""
    desk.until_filled()

    def put(workbook: openpyxl.Workbook) -> None:
        sheet = workbook["缴费工资申报"]
        row = _header_cell(workbook, "新缴费工资").row
        sheet.cell(row, 40).value = "备注"
        sheet.cell(row + 1, 40).value = "已与本人核对"

    desk.change(put)
    desk.done("new_wage_sheet")

    sheet = openpyxl.load_workbook(desk.book)["缴费工资申报"]
    texts = [sheet.cell(row, 40).value for row in range(1, 20)]
    assert "已与本人核对" in texts


def test_certificate_rows_whose_hidden_number_was_left_behind_are_refused(desk: Desk) -> None:
    """A certificate cannot be taken back."""
    desk.until_arrived()
    rows = desk.rows(ARRIVALS)[:2]
    rows[0]["arrival_no"], rows[1]["arrival_no"] = rows[1]["arrival_no"], rows[0]["arrival_no"]
    rows[0]["tick"] = TICK
    desk.edit(ARRIVALS, rows, "arrival_no", "tick")

    ran = desk.run("issue_certificate")

    assert (ran.status, "不一致" in ran.message) == (1, True)
    assert desk.bureau.received()["certificate"] == 0


@pytest.mark.parametrize(
    ("field", "typed"), [("amount", 1_234_567), ("ticket_no", "P1"), ("levy_subitem", "别的品目")]
)
def test_certificate_rows_that_are_not_what_arrived_are_refused(
    desk: Desk, field: str, typed: object
) -> None:
    """The clerk must not believe that the certificate says what the row says."""
    desk.until_arrived()
    (row, *_) = desk.rows(ARRIVALS)
    row.update({field: typed, "tick": TICK})
    desk.edit(ARRIVALS, [row], field, "tick")

    ran = desk.run("issue_certificate")

    assert (ran.status, "与税务的入库记录不一致" in ran.message) == (1, True)
    assert desk.bureau.received()["certificate"] == 0


def test_demo_does_not_overwrite_a_workbook_of_yours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The demo's file is called what yours is called."""
    mine = tmp_path / "社保费.xlsx"
    mine.write_bytes(b"a month of work")

    assert cli.main(["demo", "--out", str(tmp_path)]) == 1
    assert "已存在" in capsys.readouterr().err
    assert mine.read_bytes() == b"a month of work"


def test_overlong_password_is_refused_and_kept_nowhere(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pasted passphrase once stood in the log."""
    monkeypatch.setenv("SHEBAO_PASSWORD", "passphrase" * 10)

    ran = desk.run("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    assert (ran.status, ran.answer["code"]) == (1, "BUR-04")
    kept = b"".join(p.read_bytes() for p in desk.folder.rglob("*") if p.is_file())
    assert b"passphrasepass" not in kept
    assert "passphrase" not in ran.message + ran.said


def test_password_in_the_address_is_refused_and_not_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Addresses are shown in messages; passwords are not."""
    monkeypatch.setenv("SHEBAO_BUREAU_URL", "http://u:s3cret@127.0.0.1:9")

    ran = desk.run("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    assert (ran.status, "s3cret" in ran.message + ran.said) == (1, False)
