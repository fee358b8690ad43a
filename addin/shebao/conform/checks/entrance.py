"""What is asked before a login, the login itself and what a session may read at once."""

from dataclasses import asdict, replace

from shebao.conform.site import Site
from shebao.conform.verdicts import expect, need
from shebao.contract.certificates import SigningKey
from shebao.contract.refusals import RefusalCode
from shebao.contract.release import Release
from shebao.contract.rule_file import RuleFile, RuleFileList
from shebao.contract.session import (
    Employer,
    NoticeList,
    PendingList,
    RegistrationLink,
    RegistrationList,
    UnitType,
)
from shebao.ledger.chain import digest
from shebao.rules.signature import fingerprint

NO_TAX_ID = "91000000000000000X"
WRONG = "Conform-wrong-0"


def signing_key(site: Site) -> None:
    """The key under which everything verifies is there for anybody."""
    key = site.call("show_signing_key", token="").read(SigningKey, 200)
    expect(fingerprint(key), "/v1/signing-key 给出的不是 32 字节的 Ed25519 公钥（Base64）")
    site.key = key


def release(site: Site) -> None:
    """A notice of the newest client, or NOT_FOUND."""
    said = site.call("show_release", token="")
    if said.status == 200:
        said.read(Release, 200)
    else:
        said.refused(RefusalCode.NOT_FOUND)


def registrations(site: Site) -> None:
    """The registrations of the tax id; of one that nobody has, none."""
    nobody = site.ask("look_up_registrations", RegistrationList, {"tax_id": NO_TAX_ID})
    expect(not nobody.registrations, f"不存在的纳税人识别号 {NO_TAX_ID} 查到了登记信息")
    account = site.account
    need(account.tax_id or None, "测试单位（--tax-id 或 --start）")
    found = site.ask("look_up_registrations", RegistrationList, {"tax_id": account.tax_id})
    numbers = [one.registration_no for one in found.registrations]
    expect(numbers, f"没有查到测试单位 {account.tax_id} 的登记信息")
    chosen = account.registration_no or numbers[0]
    expect(chosen in numbers, f"测试单位没有登记序号 {chosen}")
    site.account = replace(account, registration_no=chosen)


def registering(site: Site) -> None:
    """What is linked already stays so, however often it is registered; no number is told whole."""
    number = need(site.account.registration_no, "测试单位的登记信息")
    choice = {"tax_id": site.account.tax_id, "registration_no": number}
    before = site.ask("list_pending", PendingList, choice)
    expect(
        all("*" in unit.masked for unit in before.pending),
        "待关联的单位编号没有遮盖末位：首次登录密码由它得出",
    )
    link = RegistrationLink(**choice, unit_type=UnitType.EMPLOYER)
    after = [site.ask("register", PendingList, link) for _ in range(2)]
    expect(after[0] == after[1], "重复注册得到的结果不同")
    expect(not after[0].pending, "注册之后仍有待关联的单位编号")


def login(site: Site) -> None:
    """A session that says who, what and when."""
    need(site.account.registration_no, "测试单位的登记信息")
    need(site.account.password or None, "测试单位的密码（环境变量 SHEBAO_PASSWORD 或 --start）")
    session = site.log_in(site.account)
    expect(not session.user_name, "管理员的会话带有用户名")
    expect(session.employer.tax_id == site.account.tax_id, "会话是另一个单位的")
    need(None if session.must_change_password else True, "改过首次密码的测试单位")
    need(None if session.must_confirm_enrolment else True, "确认过参保登记信息的测试单位")
    site.session, site.token = session, session.token
    again = site.log_in(site.account)
    expect(again.token != session.token, "两次登录得到同一个令牌")
    site.known["ended"] = again.token
    said = site.call("log_out", token=again.token)
    expect(said.status == 204, f"{said.to} 应答 204，实为 {said.status}")


def session_tag(site: Site) -> None:
    """A session goes on while it tells what its tag names, and is over for who goes by another."""
    session = need(site.session, "登录的测试单位")
    tag = need(session.tag or None, "会话标记（tag）：没有的，客户端每次操作重新登录")
    same = site.log_in(site.account)
    expect(same.tag == tag, "两次登录所述相同，会话标记（tag）不同")
    said = site.call("show_employer", token=same.token, headers={"Session-Tag": tag})
    expect(said.status == 200, f"{said.to} 带着没有变的 Session-Tag 应答 200，实为 {said.status}")
    other = {"Session-Tag": tag[::-1] + "0"}
    for operation in ("show_employer", "list_rule_files", "list_employees"):
        site.call(operation, headers=other).refused(RefusalCode.SESSION_EXPIRED)


def wrong_passwords(site: Site) -> None:
    """A wrong password is refused, and a user who does not exist is told the same."""
    need(site.session, "登录的测试单位")
    account = site.account
    stranger = replace(account, user_name="conform_nobody", password=WRONG)
    unknown = site.call("log_in", asdict(stranger), token="")
    unknown.refused(RefusalCode.WRONG_PASSWORD, RefusalCode.LOCKED_OUT)
    nobody = {"tax_id": NO_TAX_ID, "password": WRONG}
    site.call("log_in", nobody, token="").refused(RefusalCode.UNKNOWN_EMPLOYER)
    reauth = site.call("prove_password", {"password": WRONG})
    reauth.refused(RefusalCode.WRONG_PASSWORD)
    site.proof()  # the right one is taken at once, and forgets the wrong one
    same = {"old_password": account.password, "new_password": account.password}
    site.call("change_own_password", same).refused(RefusalCode.PASSWORD_WEAK)


def employer(site: Site) -> None:
    """The employer of the session, as the session told it."""
    session = need(site.session, "登录的测试单位")
    told = site.ask("show_employer", Employer)
    expect(told == session.employer, "/v1/employer 与登录时的单位信息不同")
    numbers = [unit.unit_no for unit in told.unit_numbers]
    confirmed = site.ask("confirm_employer", Employer, {"unit_nos": numbers})
    expect(confirmed == told, "确认参保登记信息改变了单位信息")
    site.ask("list_notices", NoticeList)


def rule_files(site: Site) -> None:
    """The rule file of the region, its bytes, hash, ETag and signature."""
    session = need(site.session, "登录的测试单位")
    listed = site.ask("list_rule_files", RuleFileList).rule_files
    entry = next((one for one in listed if one.region == session.employer.region), None)
    expect(entry, f"规则文件列表没有单位所在地区 {session.employer.region}")
    entry = need(entry, "规则文件")
    said = site.call("show_rule_file", at={"region": entry.region})
    site.known["rule_file"] = said.read(RuleFile, 200)
    expect(digest(said.content.decode()) == entry.sha256, "规则文件的内容与列表中的 SHA-256 不符")
    etag = said.headers.get("ETag", "")
    expect(etag == f'"{entry.sha256}"', "规则文件的 ETag 不是带引号的 SHA-256")
    site.check_signature(said.content, entry.signature, "规则文件")
    same = site.call("show_rule_file", headers={"If-None-Match": etag}, at={"region": entry.region})
    expect(same.status == 304, f"未变的规则文件应答 304，实为 {same.status}")
    site.call("show_rule_file", at={"region": "000000"}).refused(RefusalCode.NOT_FOUND)
