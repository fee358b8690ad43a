"""Idempotency and the final word on a key: every kind that was submitted, and the odd keys."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from shebao.conform.catalogue import OPERATIONS
from shebao.conform.checks.filing import wage_filings, wage_request
from shebao.conform.line import Said
from shebao.conform.site import Site, new_key
from shebao.conform.verdicts import expect, need
from shebao.contract.accounts import AccountCancelRequest
from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import Receipt, SettledState, SettleRequest

AT_ONCE = 4
OTHER = AccountCancelRequest(account_id="0")  # what is sent under keys that are taken


def settling(site: Site) -> None:
    """Of everything submitted the bureau knows by its key, and by content under another key."""
    day = need(site.session, "登录的测试单位").business_date
    for receipt, _ in need(site.held, "受理的提交"):
        told = site.settle(receipt.kind, receipt.key)
        expect(
            told.state is SettledState.RECORDED and told.receipt == receipt,
            f"{receipt.kind} 已有回执，settle 却说没有受理，或给出另一份回执",
        )
    receipt = site.held[-1][0]
    elsewhere = site.settle(receipt.kind, new_key(), digest=receipt.digest, since=day)
    expect(
        elsewhere.state is SettledState.CLOSED and receipt in elsewhere.same,
        "换了幂等键，按内容摘要（digest、since）查不到同一内容的回执",
    )
    other_kind = next(kind for kind in SubmissionKind if kind is not receipt.kind)
    other = SettleRequest(kind=other_kind)
    said = site.call("settle_submission", other, at={"key": receipt.key})
    said.refused(RefusalCode.KEY_REUSED)


def reuse(site: Site) -> None:
    """A key that holds one content takes no other, of the same kind or of another."""
    request = wage_request(site)
    receipt = site.submit("file_wages", request)
    fewer = request.model_copy(update={"items": request.items[:1]})
    if fewer == request:
        item = request.items[0]
        raised = replace(item, wages_fen={k: v + 1 for k, v in item.wages_fen.items()})
        fewer = request.model_copy(update={"items": [raised]})
    key = {"Idempotency-Key": receipt.key}
    site.call("file_wages", fewer, headers=key).refused(RefusalCode.KEY_REUSED)
    site.call("cancel_account", OTHER, headers=key).refused(RefusalCode.KEY_REUSED)


def odd_keys(site: Site) -> None:
    """Without a key, or with one that a path cannot carry, nothing is taken."""
    for operation in OPERATIONS.values():
        if operation.kind:
            said = site.call(operation.id, {})
            said.refused(RefusalCode.KEY_MISSING, RefusalCode.BAD_REQUEST)
    site.call("cancel_account", OTHER).refused(RefusalCode.KEY_MISSING)
    for key in ("a b", "a/b", "-a", "x" * 201):
        said = site.call("cancel_account", OTHER, headers={"Idempotency-Key": key})
        said.refused(RefusalCode.BAD_REQUEST)


def closing(site: Site) -> None:
    """A key that was said to be free is closed: what is still under way cannot arrive later."""
    request, key = wage_request(site), new_key()
    before = wage_filings(site)
    site.check_not_held(SubmissionKind.WAGE_FILING, key)
    said = site.call("file_wages", request, headers={"Idempotency-Key": key})
    said.refused(RefusalCode.KEY_CLOSED)
    site.check_not_held(SubmissionKind.WAGE_FILING, key)
    expect(wage_filings(site) == before, "幂等键已关闭，提交却仍被记录")


def together(site: Site) -> None:
    """Sent several times at once, it is recorded once and has one receipt."""
    request, key = wage_request(site), new_key()
    before = wage_filings(site)

    def send(_: int) -> Said:
        return site.call("file_wages", request, headers={"Idempotency-Key": key})

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(send, range(AT_ONCE)))
    receipts = [answer.read(Receipt, 200, 202) for answer in answers]
    expect(
        all(receipt == receipts[0] for receipt in receipts),
        "同一幂等键同时提交多次，得到不同的回执",
    )
    expect(sum(answer.status == 202 for answer in answers) == 1, "同时提交多次，应恰有一次应答 202")
    expect(wage_filings(site) == before + 1, "同一幂等键同时提交多次，记录了不止一笔")
