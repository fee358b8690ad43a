"""Rule files: newer ones taken over at login or by hand, damaged ones refused."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shebao.contract.certificates import SigningKey
from shebao.contract.rule_file import RuleFile
from shebao.rule_book.book import rule_file
from shebao.rule_cache import FILE_NAME
from shebao.rules.rule_file_faults import rule_file_faults
from shebao.rules.signature import fingerprint
from shebao.sandbox.signing import canonical_json, sign
from shebao.sheets.declared.employer_sheets import RULE_FILES
from tests.desk import Desk

Content = dict[str, Any]
GUIYANG = "520100"


def own(region: str = GUIYANG) -> Content:
    found = rule_file(region)
    assert found is not None
    return found.model_dump(mode="json")


def without_injury(content: Content) -> None:
    for part in ("insurances", "rates", "limits"):
        content[part] = [rule for rule in content[part] if rule["insurance"] != "410"]


def overlapping(content: Content) -> None:
    content["limits"].append({**content["limits"][0], "cap_fen": 99_999_900})


def without_rate(content: Content) -> None:
    content["rates"] = [rate for rate in content["rates"] if rate["insurance"] != "110"]


def two_rates(content: Content) -> None:
    content["rates"].append(dict(content["rates"][0]))


def upside_down(content: Content) -> None:
    limit = next(x for x in content["limits"] if x["floor_fen"] and x["cap_fen"])
    limit["floor_fen"], limit["cap_fen"] = limit["cap_fen"], limit["floor_fen"]


def negative_floor(content: Content) -> None:
    content["limits"][0]["floor_fen"] = -1


def absurd_cap(content: Content) -> None:
    content["limits"][0]["cap_fen"] = 10**11


def negative_sum(content: Content) -> None:
    content["rates"][0].update(unit_ppm=0, person_ppm=0, unit_fixed_fen=-100)


def elsewhere(content: Content) -> None:
    content["region"] = "350100"


def unknown_limit(content: Content) -> None:
    content["limits"].append({**content["limits"][0], "insurance": "999"})


def twice(content: Content) -> None:
    content["insurances"].append(dict(content["insurances"][0]))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (without_injury, "缺少本单位参加的险种 410"),
        (overlapping, "日期重叠"),
        (two_rates, "日期重叠"),
        (without_rate, "没有费率"),
        (upside_down, "元高于上限"),
        (negative_floor, "下限 -0.01 元不合理"),
        (absurd_cap, "上限"),
        (negative_sum, "的定额 -1.00 元不合理"),
        (elsewhere, "是地区 350100 的规则文件"),
        (unknown_limit, "上下限中的险种 999 没有定义"),
        (twice, "出现 2 次"),
    ],
)
def test_each_fault_is_named(damage: Callable[[Content], None], words: str) -> None:
    """A file that can be read is not yet one that can be computed with."""
    content = own()
    assert rule_file_faults(RuleFile.model_validate(content), GUIYANG, {"110", "410"}) == []
    damage(content)

    faults = rule_file_faults(RuleFile.model_validate(content), GUIYANG, {"110", "410"})

    assert any(words in fault for fault in faults), faults


@pytest.mark.feature("S-RULES")
def test_newer_rules_come_by_hand_and_damaged_ones_are_refused(desk: Desk) -> None:
    """The last good one stays in use, and the clerk reads why."""
    region = desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id}).answer["region"]
    base = own(region)

    def publish(version: str, change: Callable[[Content], None] | None, **order: str) -> None:
        content = {**own(region), "version": version}
        if change is not None:
            change(content)
        desk.bureau.control("rule-files", region=region, content=content, **order)

    same = desk.done("update_rules")
    assert "规则文件共 1 个，本次更新 0 个" in same.message
    publish("2099.01", None)
    newer = desk.done("update_rules")
    assert newer.answer["counts"] == {"rule_files": 1, "fetched": 1}
    (row,) = desk.rows(RULE_FILES)
    assert (row["version"], row["state"]) == ("2099.01", "使用中")
    assert row["insurances"] == len(base["insurances"])

    damages: list[tuple[Callable[[Content], None] | None, dict[str, str], str]] = [
        (overlapping, {}, "日期重叠"),
        (lambda c: c.pop("rounding"), {}, "内容损坏"),
        (None, {"sha256": "0" * 64}, "校验值不符"),
        (two_rates, {}, "日期重叠"),
        (without_injury, {}, "缺少本单位参加的险种 410"),
    ]
    for number, (damage, order, words) in enumerate(damages, start=2):
        publish(f"2099.0{number}", damage, **order)
        ran = desk.done("update_rules")
        assert ran.answer["status"] == "partial"
        assert f"规则文件 2099.0{number} 没有采用" in ran.message
        assert words in ran.message, ran.message
        (row,) = desk.rows(RULE_FILES)
        assert (row["version"], row["offered"]) == ("2099.01", f"2099.0{number}")
        assert row["state"] == "使用上一版"
        assert words in str(row["fault"])
    publish("2098.12", None)
    older = desk.done("update_rules")
    assert "规则文件 2098.12 没有采用：早于现用的 2099.01" in older.message, older.message
    assert desk.rows(RULE_FILES)[0]["version"] == "2099.01"
    login = desk.done("login")
    assert login.message.startswith("已登录")
    assert "没有采用" in login.message
    desk.done("update_roster")

    desk.bureau.control("faults", kind="garbage", count=1, path="/v1/rule-files/")
    publish("2099.09", None)
    assert "没有采用" in desk.done("login").message
    assert "本次更新 1 个" in desk.done("update_rules").message


@pytest.mark.feature("S-RULES")
def test_rules_not_signed_by_the_bureau_are_refused(desk: Desk) -> None:
    """Whoever can alter the answer can alter its SHA-256 as well."""
    tax_id = {"纳税人识别号": desk.bureau.seeded.tax_id}
    desk.bureau.control("faults", kind="garbage", path="/v1/signing-key")
    keyless = desk.done("login", tax_id)
    assert "没有采用：无法核对签名：没有取到税务机关的公钥" in keyless.message
    region = desk.done("login", tax_id).answer["region"]
    on_disk = desk.folder / "home" / FILE_NAME

    def publish(version: str, **order: object) -> str:
        content = {**own(region), "version": version}
        told = desk.bureau.control("rule-files", region=region, content=content, **order)
        return str(told["signature"])

    publish("2099.01")
    newest = desk.done("update_rules")
    assert newest.answer["counts"] == {"rule_files": 1, "fetched": 1}
    cached = on_disk.read_bytes()

    right = publish("2099.02")
    content = canonical_json({**own(region), "version": "2099.02"})
    strange = sign(Ed25519PrivateKey.generate(), content)
    for version, signature, words in [
        ("2099.02", strange, "与税务机关的签名不符：不是税务机关签发的，或签发后被改动过"),
        ("2099.03", right, "与税务机关的签名不符：不是税务机关签发的，或签发后被改动过"),
        ("2099.02", "", "没有税务机关的签名"),
        ("2099.02", right[:-8], "所附的税务机关签名不完整或无法识别"),
        ("2099.02", "<script>'; DROP TABLE", "所附的税务机关签名不完整或无法识别"),
        ("2099.02", "签" * 5000, "所附的税务机关签名不完整或无法识别"),
    ]:
        publish(version, signature=signature)
        ran = desk.done("update_rules")
        assert ran.answer["status"] == "partial"
        assert (
            f"地区 {region} 的规则文件 {version} 没有采用：{words}。继续使用原有规则，"
            "请稍后点击“规则文件更新”，仍不成功请联系税务机关。" in ran.message
        ), ran.message
        (row,) = desk.rows(RULE_FILES)
        assert [row[f] for f in ("version", "offered", "state", "fault")] == [
            "2099.01", version, "使用上一版", words,
        ]  # fmt: skip
        assert on_disk.read_bytes() == cached
        assert "没有采用" in desk.done("login").message
    publish("2099.02", signature=right)
    assert "本次更新 1 个" in desk.done("update_rules").message


@pytest.mark.feature("S-RULES")
def test_another_key_is_trusted_only_by_the_fingerprint_typed(desk: Desk) -> None:
    """Told by the same line as the file, a key proves nothing: the first one is kept."""
    login = desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    region = login.answer["region"]
    public = desk.bureau.control("signing-key")["public_key"]
    other = fingerprint(SigningKey(algorithm="Ed25519", public_key=public))
    content = {**own(region), "version": "2099.01"}
    desk.bureau.control("rule-files", region=region, content=content)

    refused = desk.done("update_rules")
    assert refused.answer["status"] == "partial"
    assert f"税务系统现在给出的公钥（指纹 {other}）不是本机信任的公钥（指纹 " in refused.message
    assert "填入工作表“规则文件”的“税务机关公钥指纹”后点击“规则文件更新”" in refused.message
    for typed in ("0000", other[:-1], "'; DROP TABLE", "=cmd|'/c calc'!A1", "长" * 300):
        before = desk.book.read_bytes()
        wrong = desk.run("update_rules", {"税务机关公钥指纹": typed})
        assert (wrong.status, wrong.answer["code"]) == (1, "INP-02"), typed
        assert f"工作表“规则文件”的“税务机关公钥指纹”是“{typed[:40]}”，与" in wrong.message
        assert desk.book.read_bytes() == before
    assert "没有采用" in desk.done("update_rules", {"税务机关公钥指纹": ""}).message

    taken = desk.done("update_rules", {"税务机关公钥指纹": f" {other.lower()} "})
    assert f"已改为信任税务机关的新公钥（指纹 {other}）" in taken.message
    assert "本次更新 1 个" in taken.message
    (row,) = desk.rows(RULE_FILES)
    assert (row["version"], row["state"]) == ("2099.01", "使用中")
    again = desk.done("update_rules")
    assert f"签名按税务机关公钥（指纹 {other}）核对" in again.message
    assert "已改为" not in again.message
