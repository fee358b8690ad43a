"""Whether what is said is so: after a lost answer, after a no, and between two sessions."""

import json
import time
from urllib.parse import urlsplit

from shebao.conform.checks.filing import wage_filings, wage_request
from shebao.conform.line import hang_up_after
from shebao.conform.site import Site, new_key
from shebao.conform.verdicts import expect, need
from shebao.contract.premiums import PremiumFilingRequest
from shebao.contract.refusals import RefusalCode
from shebao.contract.session import Employer
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import Receipt, SettledState
from shebao.contract.users import UserList

TURNS = 10


def lost_answer(site: Site) -> None:
    """Nobody heard the answer: settle, the list and a repeat say the same of it."""
    request, key = wage_request(site), new_key()
    before = wage_filings(site)
    body = json.dumps(request.model_dump(mode="json"), ensure_ascii=False).encode()
    head = (
        f"POST /v1/wage-filings HTTP/1.1\r\nHost: {urlsplit(site.line.url).netloc}\r\n"
        f"Authorization: Bearer {site.token}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    hang_up_after(site.line.url, head.encode() + body)
    time.sleep(0.3)  # so that it can arrive; the promise holds either way
    told = site.settle(SubmissionKind.WAGE_FILING, key)
    again = site.call("file_wages", request, headers={"Idempotency-Key": key})
    grown = wage_filings(site) - before
    if told.state is SettledState.RECORDED:
        expect(
            again.read(Receipt, 200) == told.receipt, "settle 说已受理，再次提交却得到另一份回执"
        )
        expect(grown == 1, "settle 说已受理，申报记录却没有增加一笔")
    else:
        again.refused(RefusalCode.KEY_CLOSED)
        expect(grown == 0, "settle 说没有受理，申报记录却增加了")


def dropped_answer(site: Site) -> None:
    """Handled, but its answer never left: settle says recorded (by control)."""
    request, key = wage_request(site), new_key()
    before = wage_filings(site)
    site.control("faults", kind="garbage", path="/v1/wage-filings")
    site.call("file_wages", request, headers={"Idempotency-Key": key})
    told = site.settle(SubmissionKind.WAGE_FILING, key)
    expect(told.state is SettledState.RECORDED, "已受理而答复丢失的申报，settle 说没有受理")
    expect(wage_filings(site) == before + 1, "已受理而答复丢失的申报没有记录一笔")


def said_no(site: Site) -> None:
    """What was refused is not held: its key is free of it, and no list has grown."""
    before, request = wage_filings(site), wage_request(site)
    twice = request.model_copy(update={"items": [request.items[0], request.items[0]]})
    site.refuses("file_wages", twice, and_holds_nothing=True)
    expect(wage_filings(site) == before, "被拒绝的申报仍被记录")
    changed = PremiumFilingRequest.model_validate(
        {"bills": [{"bill_no": "conform-none", "revision": 1, "amount_fen": 1}]}
    )
    site.refuses("file_premiums", changed, RefusalCode.NOT_FOUND, and_holds_nothing=True)


def kept_line(site: Site) -> None:
    """On one kept connection each answer belongs to its own question."""
    session = need(site.session, "登录的测试单位")
    for _ in range(TURNS):
        told = site.ask("show_employer", Employer)
        expect(told.account_id == session.employer.account_id, "同一连接上收到另一个单位的答复")
        site.ask("list_employer_users", UserList)
        other = site.known.get("foreign")
        if other:
            theirs = site.call("show_employer", token=other).read(Employer, 200)
            expect(
                theirs.account_id != session.employer.account_id,
                "同一连接上，另一个单位的会话收到测试单位的答复",
            )
