"""The ledger audited and evidence packs written and checked, from the terminal and the ribbon."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shebao import cli
from shebao.commands.system.evidence import is_of_period
from shebao.sheets.declared.system_sheets import EVIDENCE
from shebao.store.ledger_values import EntryRow, EventRow
from tests.desk import Desk, open_desk

ALL = {"提交范围": "全部"}


def terminal(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    capsys.readouterr()
    status = cli.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return status, out + err


@pytest.fixture
def paid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """A month filed and paid, and the bureau gone since: all that follows is offline."""
    with open_desk(tmp_path, capsys, monkeypatch, people=6) as desk:
        desk.until_paid()
        key = desk.bureau.http.get("/v1/signing-key").text
        (tmp_path / "bureau.key").write_text(key, encoding="utf-8")
        (tmp_path / "month").write_text(str(desk.bureau.month), encoding="utf-8")
    return desk


@pytest.mark.feature("X-EVIDENCE", "X-LEDGER")
def test_ledger_is_audited_and_proved_offline(
    paid: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an accountant or a court is given, and how they check it."""
    payment = next(str(row["receipt_no"]) for row in _entries(paid, capsys) if row["is_payment"])
    whole, one, month = (paid.folder / f"{name}.zip" for name in ("全部", "一笔", "一月"))

    status, said = terminal(capsys, "audit")
    assert (status, "提交台账核对无误：3 笔提交" in said) == (0, True), said
    assert "3 笔有税务机关签名的答复" in said
    assert terminal(capsys, "audit", "--export", whole)[0] == 0
    assert terminal(capsys, "audit", "--export", one, "--entry", payment)[0] == 0
    of_month = ("--period", (paid.folder / "month").read_text(encoding="utf-8"))
    assert terminal(capsys, "audit", "--export", month, *of_month, "--json")[0] == 0
    for path, filings in ((whole, 3), (one, 1)):
        status, said = terminal(capsys, "audit", "verify", path)
        assert (status, f"核对无误：{filings} 笔提交" in said) == (0, True), said
    assert one.stat().st_size < whole.stat().st_size

    monkeypatch.setenv("SHEBAO_HOME", str(paid.folder / "elsewhere"))
    key = paid.folder / "bureau.key"
    assert terminal(capsys, "audit", "verify", whole, "--key", key)[0] == 0
    key.write_text(json.loads(key.read_text())["public_key"], encoding="utf-8")
    assert terminal(capsys, "audit", "verify", whole, "--key", key, "--json")[0] == 0
    status, said = terminal(capsys, "audit", "verify", whole)
    assert (status, "可用 --key 指定" in said) == (1, True), said
    assert not (paid.folder / "elsewhere").exists()


@pytest.mark.feature("X-EVIDENCE")
def test_what_proves_nothing_is_refused_in_words(
    paid: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, the file untouched, no traceback."""
    whole = paid.folder / "全部.zip"
    assert terminal(capsys, "audit", "--export", whole)[0] == 0
    content = bytearray(whole.read_bytes())
    content[len(content) // 2] ^= 1
    flipped = paid.folder / "改.zip"
    flipped.write_bytes(bytes(content))
    other = paid.folder / "other.key"
    other.write_text("A" * 43 + "=", encoding="utf-8")
    (paid.folder / "bad.key").write_text("no key", encoding="utf-8")
    (paid.folder / "no.zip").write_text("no zip", encoding="utf-8")

    for arguments, words in (
        (("verify", flipped), "被改动"),
        (("verify", whole, "--key", other), "与税务机关的签名不符"),
        (("verify", whole, "--key", paid.folder / "bad.key"), "不是税务机关的公钥"),
        (("verify", paid.folder / "no.zip"), "文件的结构被改动，或不是证据包"),
        (("verify", paid.folder / "missing.zip"), "无法读取"),
        (("--export", paid.folder / "x.pdf"), "不是 .zip 文件名"),
        (("--export", paid.folder / "none" / "x.zip"), "无法写入"),
        (("--export", whole, "--entry", "没有这个流水号"), "没有符合条件的提交"),
        (("--export", whole, "--period", "2020-01"), "没有符合条件的提交"),
        (("--entry", "1"), "请加上 --export"),
    ):
        before = whole.read_bytes()
        status, said = terminal(capsys, "audit", *arguments)
        assert (status, words in said) == (1, True), (arguments, said)
        assert "Traceback" not in said
        assert whole.read_bytes() == before
    assert not list(paid.folder.glob(".saving-*"))


@pytest.mark.feature("X-EVIDENCE")
def test_ribbon_writes_the_pack_of_this_employer(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """证据包: what is in it stands on the sheet."""
    desk.until_filed()

    ran = desk.done("export_evidence", {"证据包文件": "证据.zip", "月份": str(desk.bureau.month)})
    none = desk.run("export_evidence", {"证据包文件": "", "月份": "", "流水号": "没有"})
    odd = desk.run("export_evidence", {"月份": "十一月", "流水号": ""})
    both = desk.run("export_evidence", {"月份": str(desk.bureau.month), "流水号": "1"})

    assert ran.answer["counts"] == {"filings": 1, "unproved": 0}
    (row,) = desk.rows(EVIDENCE)
    assert (row["kind"], row["proof"]) == ("缴费工资申报", "回执有税务机关签名")
    assert row["receipt_no"]
    assert "#" not in str(row["subject"])  # which rows it was, as a digest, tells nobody anything
    assert terminal(capsys, "audit", "verify", desk.folder / "证据.zip")[0] == 0
    assert (none.status, "没有符合条件的提交" in none.message) == (1, True), none.message
    assert (odd.status, "的“月份”是“十一月”" in odd.message) == (1, True), odd.message
    assert (both.status, "只能填写一个" in both.message) == (1, True), both.message


def test_a_night_before_the_first_is_of_the_new_month() -> None:
    """By UTC it was the old one: for eight hours what was filed went into no pack of its month."""
    night = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)  # half past midnight in Beijing
    entry = EntryRow("1", "k", "unlock", "unit", "payment JK1", 1, night, "d", "{}", "{}")
    event = EventRow(1, "1", "sent", "open", night, None, "", "", "", "")

    assert is_of_period("2026-11")(entry, event)
    assert not is_of_period("2026-10")(entry, event)


def _entries(desk: Desk, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """The receipts in the ledger, as a pack of the whole tells them."""
    path = desk.folder / "查.zip"
    assert terminal(capsys, "audit", "--export", path)[0] == 0
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith("/receipt.json")]
        receipts = [json.loads(archive.read(name)) for name in names]
    return [{**receipt, "is_payment": receipt["kind"] == "payment"} for receipt in receipts]
