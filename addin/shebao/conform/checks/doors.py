"""Every operation, asked with no session, an ended one, a payer's and another employer's."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel

from shebao.conform.catalogue import OPERATIONS, Needs, Operation
from shebao.conform.checks import applying, filing, paying, proving
from shebao.conform.line import Said
from shebao.conform.site import Account, Site, new_key
from shebao.conform.verdicts import BrokenPromiseError, NotCheckableError, expect, need
from shebao.contract.refusals import RefusalCode
from shebao.contract.session import Reauth, Session
from shebao.contract.submission_table import SUBMISSIONS, SubmissionKind
from shebao.contract.submissions import SettledState, Settlement

NO_TOKEN = "conform-no-such-token"  # noqa: S105 - nobody has it
SESSION_ENDS = 31 * 60  # seconds after which a sandbox's session is over
SHA256 = "0" * 64
_PROVEN = frozenset(one.operation for one in SUBMISSIONS.values() if one.proof)
_NOT_THEIRS = (RefusalCode.NOT_FOUND, RefusalCode.NOT_ARRIVED, RefusalCode.BAD_REQUEST)
_OTHER_PASSWORD = "Conform-2026-b"  # noqa: S105 - of a made-up employer


@dataclass(frozen=True, slots=True)
class Example:
    """A call as its rightful caller would make it; ``is_mine``: it names what only they have."""

    body: BaseModel | Mapping[str, Any] | bytes | None = None
    params: Mapping[str, str | int] | None = None
    at: Mapping[str, str] = field(default_factory=dict)
    is_mine: bool = False


def examples(site: Site) -> dict[str, Example]:
    """Return one call of every operation that needs more than a session to be called.

    Raises NotCheckableError when the run did not come so far.
    """
    sampled = [one for one in SUBMISSIONS.values() if one.sample is not None]
    samples = {one.operation: Example(one.sample) for one in sampled}
    return {**samples, **_own_examples(site), **_examples_of_mine(site)}


def _examples_of_mine(site: Site) -> dict[str, Example]:
    """Calls that name what only the test employer has."""
    known = site.known
    session = need(site.session, "登录的测试单位")
    filed: str = need(known.get("filing"), "申报成功的记录")
    payment: str = need(known.get("payment"), "缴费成功的记录")
    certificate = need(known.get("certificate"), "完税证明")
    bills, debts = known["filed_bills"], known["paid_debts"]
    numbers, amount = [debt.debt_no for debt in debts], paying.due(debts)
    voucher, refund = need(known.get("voucher"), "凭证"), need(known.get("refund"), "退费申请")
    of_filing, of_bill = {"filing_no": filed}, {"bill_no": bills[0].bill_no}
    pay = {"debt_nos": numbers, "agreement_no": known["verified"], "amount_fen": amount}
    at_certificate = {"certificate_no": certificate.certificate_no}
    units = [unit.unit_no for unit in session.employer.unit_numbers]
    user = {"user_name": known["user"]}
    refund_form = {
        "kind": "整笔退费", "arrival_nos": [known["arrivals"][0].arrival_no], "amount_fen": 1,
        "reason": "其他", "account_id": "1", "handler": "沙小箱",
        "handler_id_number": applying.HANDLER_ID, "handler_phone": "13800000000",
    }  # fmt: skip
    mine = {
        "confirm_employer": Example({"unit_nos": units}),
        "reset_user_password": Example(at=user),
        "link": Example({"unit_nos": units}),
        "unlink": Example({"unit_nos": units}),
        "show_wage_filing": Example(at={"filing_no": known["wage_filing"]}),
        "list_bill_lines": Example(at=of_bill),
        "file_premiums": Example(filing.confirmation(bills)),
        "show_premium_filing": Example(at=of_filing),
        "list_bills_as_filed": Example(at=of_filing),
        "list_lines_as_filed": Example(at={**of_filing, **of_bill}),
        "void_filing": Example(of_filing),
        "pay": Example(pay),
        "show_payment": Example(at={"payment_no": payment}),
        "unlock": Example({"payment_no": payment}),
        "print_voucher": Example({"debt_nos": numbers, "amount_fen": amount}),
        "show_voucher": Example(at={"voucher_no": voucher}),
        "void_voucher": Example({"voucher_no": voucher}),
        "issue": Example({"arrival_nos": [known["arrivals"][0].arrival_no], "style": "分开"}),
        "show_certificate": Example(at=at_certificate),
        "reissue": Example(at_certificate),
        "cancel_account": Example({"account_id": known["account"]}),
        "step_agreement": Example({"agreement_no": known["verified"], "step": "撤销"}),
        "apply_for_refund": Example(refund_form),
        "show_refund_file": Example(at=known["refund_file"]),
        "change_refund": Example({"refund_no": refund, "account_id": "1"}),
    }
    return {name: replace(example, is_mine=True) for name, example in mine.items()}


def _own_examples(site: Site) -> dict[str, Example]:
    """Calls that name nothing of anybody."""
    session = need(site.session, "登录的测试单位")
    span = {"from": session.current_period, "to": session.current_period}
    project = {"project_id": "conform-none"}
    password = {"old_password": "Conform-0", "new_password": "Conform-1"}
    return {
        "log_out": Example(),
        "change_own_password": Example(password),
        "prove_password": Example({"password": "Conform-0"}),
        "keep_user": Example({"right": "缴费功能"}, at={"user_name": "conform_none"}),
        "show_rule_file": Example(at={"region": session.employer.region}),
        "file_wages": Example(filing.wage_request(site)),
        "list_wages_of_filed_periods": Example(params={"from": session.current_period}),
        "verify": Example(proving.nine_fields(need(site.known.get("certificate"), "完税证明"))),
        "query_employee_record": Example(proving.record_query(site)),
        "show_unit_record": Example(params=span),
        "report_account": Example(applying.account_form(site)),
        "sign_agreement": Example(applying.agreement_form(site)),
        "upload_file": Example(applying.pdf(), at={"sha256": SHA256}),
        "show_upload": Example(at={"sha256": SHA256}),
        "upload_part": Example(gzip.compress(b"{}"), at={"sha256": SHA256, "part_no": "0"}),
        "list_refundable_lines": Example(params=span),
        "list_refundable_tickets": Example(params=span),
        "link_project": Example({**project, "linked": True}),
        "file_project": Example({**project, "cost_fen": 1, "rate_ppm": 1, "amount_fen": 1}),
        "settle_submission": Example({"kind": "payment"}, at={"key": new_key()}),
    }


def strangers(site: Site) -> None:
    """Without a session, with one that never was and with one that was ended: nothing."""
    ended: str = need(site.known.get("ended"), "退出的会话")
    for token in ("", NO_TOKEN, ended):
        _expect_nothing(site, token)


def expired(site: Site) -> None:
    """With sessions whose time is over (by control): nothing, for the administrator and a user."""
    tokens = [site.token, need(site.known.get("payer"), "缴费功能的用户")]
    calls = examples(site)
    site.control("clock", advance_seconds=SESSION_ENDS)
    for token in tokens:
        _expect_nothing(site, token, calls)
    site.session = site.log_in(site.account)
    site.token = site.session.token


def payers(site: Site) -> None:
    """Somebody with 缴费功能 reaches what belongs to paying, and nothing else."""
    token: str = need(site.known.get("payer"), "缴费功能的用户")
    calls = examples(site)
    for operation in _with_session():
        if operation.id == "log_out":
            continue
        said = _call(site, operation, calls.get(operation.id, Example()), token)
        if operation.needs in (Needs.ALL, Needs.ADMINISTRATOR):
            said.refused(RefusalCode.NOT_PERMITTED)
        elif said.status >= 400:
            code = said.refused().code
            expect(code != RefusalCode.NOT_PERMITTED, f"{said.to} 缴费功能的用户应能办理")
    for operation in _with_session():
        if operation.kind:
            _settle_as_payer(site, operation, operation.kind, token)


def _settle_as_payer(site: Site, operation: Operation, kind: SubmissionKind, token: str) -> None:
    """A payer asks about what a payer may submit, and about nothing else."""
    said = site.call("settle_submission", {"kind": kind}, token=token, at={"key": new_key()})
    if operation.needs is Needs.PAYER:
        said.read(Settlement, 200)
    else:
        said.refused(RefusalCode.NOT_PERMITTED)


def foreigners(site: Site) -> None:
    """Another employer finds nothing of the test employer's, and changes nothing of it."""
    session = _foreign_session(site)
    site.known["foreign"] = session.token
    calls = examples(site)
    mine = _numbers(site)
    for operation in _with_session():
        example = calls.get(operation.id, Example())
        if operation.id in ("log_out", "change_own_password") or operation.method == "PUT":
            continue
        if not example.is_mine and operation.kind:
            continue  # theirs to submit
        headers = _foreign_proof(site, session) if operation.id in _PROVEN else {}
        said = _call(site, operation, example, session.token, headers)
        if example.is_mine:
            said.refused(*_NOT_THEIRS)
        asked = f"{said.to}{example.body!r}"  # what was asked for may be named in the refusal
        others = (number for number in mine if number not in asked)
        told = next((number for number in others if number.encode() in said.content), "")
        expect(not told, f"{said.to} 对另一个单位说出了测试单位的号码")
    _check_keys_are_apart(site, session)


def _check_keys_are_apart(site: Site, session: Session) -> None:
    """The same key of another employer is another key."""
    receipt, _ = need(site.held, "受理的提交")[-1]
    body = {"kind": receipt.kind}
    said = site.call("settle_submission", body, token=session.token, at={"key": receipt.key})
    state = said.read(Settlement, 200).state
    expect(state is SettledState.CLOSED, "另一个单位用同一幂等键查到了测试单位的提交")
    expect(
        site.settle(receipt.kind, receipt.key).state is SettledState.RECORDED,
        "另一个单位关闭了测试单位的幂等键",
    )


def _expect_nothing(site: Site, token: str, calls: Mapping[str, Example] | None = None) -> None:
    calls = examples(site) if calls is None else calls
    for operation in _with_session():
        said = _call(site, operation, calls.get(operation.id, Example()), token)
        try:
            said.refused(RefusalCode.SESSION_EXPIRED)
        except BrokenPromiseError as error:
            whose = "没有令牌" if not token else "令牌无效或已失效"
            raise BrokenPromiseError(f"{whose}：{error}") from error


def _call(
    site: Site,
    operation: Operation,
    example: Example,
    token: str,
    headers: Mapping[str, str] | None = None,
) -> Said:
    sent = {**({"Idempotency-Key": new_key()} if operation.kind else {}), **(headers or {})}
    return site.call(
        operation.id, example.body, token=token, headers=sent, params=example.params, at=example.at
    )


def _with_session() -> list[Operation]:
    return [one for one in OPERATIONS.values() if one.needs is not Needs.NOBODY]


def _foreign_session(site: Site) -> Session:
    """Log another employer in: one that was named, or one that a sandbox is told to register."""
    other: Account | None = site.known.get("other")
    if other is None:
        session = need(site.session, "登录的测试单位")
        try:
            told = site.control(
                "registrations",
                tax_id=site.account.tax_id,
                tax_office="国家税务总局沙箱城西区税务局",
                registration_type="单位纳税人登记",
                insurances=session.employer.unit_numbers[0].insurances[:1],
                linked=True,
                password=_OTHER_PASSWORD,
            )
        except NotCheckableError as error:
            words = "第二个测试单位（--other-tax-id 与 SHEBAO_OTHER_PASSWORD）"
            raise NotCheckableError(f"没有{words}") from error
        other = Account(site.account.tax_id, _OTHER_PASSWORD, str(told["registration_no"]))
        site.known["other"] = other
    return site.log_in(other)


def _foreign_proof(site: Site, session: Session) -> dict[str, str]:
    other: Account = site.known["other"]
    said = site.call("prove_password", {"password": other.password}, token=session.token)
    return {"Reauthorization": said.read(Reauth, 201).proof}


def _numbers(site: Site) -> set[str]:
    """What only the test employer has."""
    known = site.known
    session = need(site.session, "登录的测试单位")
    people = {person.id_number for person in known["people"]}
    own = {known[name] for name in ("filing", "payment", "voucher", "refund", "wage_filing")}
    units = {unit.unit_no for unit in session.employer.unit_numbers}
    return people | own | units | {bill.bill_no for bill in known["filed_bills"]}
