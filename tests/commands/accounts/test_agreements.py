"""Three-party agreements: their life, by the published state table, from their sheet."""

import pytest
from sqlalchemy import create_engine, update

from shebao.contract.agreements import BatchMark
from shebao.sandbox.database import data_url
from shebao.sandbox.office_tables import agreements
from shebao.sheets.declared.application_sheets import ACCOUNTS, AGREEMENTS
from tests.desk import Desk
from tests.forms import account_of, agreement_of, log_in, put_rows, tick_where
from tests.sheet_cells import Row

BAD_FIELDS = [
    ("batch", "", "“是否允许银行代扣”为空，必须填写"),
    ("batch", "所有批扣", "“是否允许银行代扣”是“所有批扣”，不在可选范围内"),
    ("tax_office", "", "“所属税务机关”为空，必须填写"),
    ("tax_office", "火星税务局", "“所属税务机关”是“火星税务局”，不在可选范围内"),
    ("region", "100000|别处", "“行政区划”是“100000|别处”，不在可选范围内"),
    ("bank", "", "“银行行别”为空，必须填写"),
    ("branch", "123|没有的网点", "“开户网点”是“123|没有的网点”，不在可选范围内"),
    ("account_name", "", "“账户名称”为空，必须填写"),
    ("account_name", "名" * 101, "“账户名称”最多 100 个字符"),
    ("account_name", "=cmd|' /C calc'!A0", "含有不能使用的字符"),
    ("account_no", "", "“缴费账号”为空，必须填写"),
    ("account_no", "12*45678", "“缴费账号”是“12*45678”，应为 8 至 32 位数字"),
    ("account_no", "9" * 33, "“缴费账号”最多 32 个字符"),
    ("account_no", "'; DROP TABLE agreements;--", "应为 8 至 32 位数字"),
    ("account_name", "<script>alert(1)</script>", "含有不能使用的字符"),
    ("agreement_no", "=cmd|'/c calc'!A1", "“协议编号”是“=cmd|'/c calc'!A1”，不是税务系统给出的"),
    ("agreement_no", "9" * 65, "“协议编号”最多 64 个字符，现为 65 个"),
]


def row_of(desk: Desk, number: str) -> Row:
    return next(row for row in desk.rows(AGREEMENTS) if row["agreement_no"] == number)


@pytest.mark.feature("B-AGREEMENTS")
def test_an_agreement_is_signed_verified_changed_and_revoked(desk: Desk) -> None:
    log_in(desk)
    desk.done("update_agreements")
    seeded = desk.rows(AGREEMENTS)
    put_rows(desk, AGREEMENTS, [*seeded, agreement_of(desk)])
    desk.done("save_agreements")
    number = str(desk.rows(AGREEMENTS)[-1]["agreement_no"])
    assert row_of(desk, number)["state"] == "未验证"

    tick_where(desk, AGREEMENTS, "agreement_no", number)
    assert "请先完成验证" in desk.run("revoke_agreements").message
    desk.bureau.control("verification-failures", count=1)
    failed = desk.done("verify_agreements")
    assert (failed.answer["status"], row_of(desk, number)["state"]) == ("partial", "验证失败")
    assert "验证失败 1 条" in failed.message
    tick_where(desk, AGREEMENTS, "agreement_no", number)
    desk.done("verify_agreements")
    assert row_of(desk, number)["state"] == "验证通过"

    # An account under a living agreement warns when it is changed.
    desk.done("update_accounts")
    put_rows(desk, ACCOUNTS, [account_of(desk)])
    warned = desk.done("save_accounts")
    assert f"已签订三方协议（{number}），请同步修改三方协议信息" in warned.message

    # A verified one is not voided but revoked; a changed one must be verified anew.
    tick_where(desk, AGREEMENTS, "agreement_no", number)
    assert "请先“撤销”" in desk.run("void_agreements").message
    desk.done("update_agreements")
    tick_where(desk, AGREEMENTS, "agreement_no", number, account_name="贵阳沙箱（集团）公司")
    desk.done("save_agreements")
    assert row_of(desk, number)["state"] == "未验证"
    tick_where(desk, AGREEMENTS, "agreement_no", number)
    desk.done("verify_agreements")
    tick_where(desk, AGREEMENTS, "agreement_no", number)
    assert desk.ask("revoke_agreements").status == 1
    desk.done("revoke_agreements")
    assert row_of(desk, number)["state"] == "协议终止"
    tick_where(desk, AGREEMENTS, "agreement_no", number)
    assert "请新签协议或改用其他协议" in desk.run("verify_agreements").message


@pytest.mark.feature("B-AGREEMENTS")
def test_only_one_agreement_debited_by_batch_is_verified(desk: Desk) -> None:
    """费批扣 and 所有批扣 count together; voiding is for the unverified."""
    log_in(desk)
    desk.done("update_agreements")
    second = desk.rows(AGREEMENTS)[1]
    put_rows(
        desk,
        AGREEMENTS,
        [
            agreement_of(desk, batch="费批扣"),
            agreement_of(desk, batch="费批扣", account_no="6200007777777777777"),
        ],
    )
    desk.done("save_agreements")
    first, other = (str(row["agreement_no"]) for row in desk.rows(AGREEMENTS))
    tick_where(desk, AGREEMENTS, "agreement_no", first)
    desk.done("verify_agreements")
    words = "同一单位只允许有一个验证通过的费批扣或所有批扣协议"
    tick_where(desk, AGREEMENTS, "agreement_no", other)
    assert words in desk.run("verify_agreements").message

    engine = create_engine(data_url(desk.folder / "bureau"))
    with engine.begin() as connection:
        of_first = update(agreements).where(agreements.c.agreement_no == first)
        connection.execute(of_first.values(batch=BatchMark.ALL))
    engine.dispose()
    assert words in desk.run("verify_agreements").message

    tick_where(desk, AGREEMENTS, "agreement_no", other)
    desk.done("void_agreements")
    assert row_of(desk, other)["state"] == "协议终止"
    desk.done("update_agreements")
    assert row_of(desk, str(second["agreement_no"]))["state"] == "未验证"
    assert desk.bureau.received()["agreement_step"] == 2  # a refused step is not received


@pytest.mark.feature("B-AGREEMENTS")
def test_every_bad_field_is_named_before_anything_is_sent(desk: Desk) -> None:
    log_in(desk)
    desk.done("update_agreements")
    good = agreement_of(desk)
    for field, value, words in BAD_FIELDS:
        put_rows(desk, AGREEMENTS, [{**good, field: value}])
        ran = desk.run("save_agreements")
        assert (ran.status, ran.answer["code"]) == (1, "INP-02"), (field, value)
        assert words in ran.message, (field, value, ran.message)
    put_rows(desk, AGREEMENTS, [{**good, "agreement_no": "XY9999999999", "account_no": "*'--"}])
    assert "“缴费账号”是“*'--”，应为数字，或保持原样" in desk.run("save_agreements").message
    put_rows(desk, AGREEMENTS, [{**good, "agreement_no": "XY9999999999"}])
    assert "未找到三方协议“XY9999999999”" in desk.run("save_agreements").message
    assert "的协议“XY9999999999”不存在" in desk.run("verify_agreements").message
    put_rows(desk, AGREEMENTS, [good])
    assert "还没有保存，不能验证" in desk.run("verify_agreements").message
    assert desk.bureau.received()["agreement"] == 0

    desk.done("save_agreements")
    put_rows(desk, AGREEMENTS, [good])
    assert "已签订三方协议" in desk.run("save_agreements").message
    desk.bureau.control("faults", kind="lose", path="/v1/agreements")
    put_rows(desk, AGREEMENTS, [{**good, "account_no": "6200005555555555555"}])
    assert desk.run("save_agreements").answer["code"] == "BUR-02"
    desk.done("save_agreements")  # settled as not received, then sent under a new entry
    assert desk.bureau.received()["agreement"] == 2
