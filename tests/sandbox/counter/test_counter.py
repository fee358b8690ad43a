"""The counter: who may stand behind it, what its forms do, and what a browser shows."""

import html
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from openpyxl import load_workbook

from shebao.contract.session import NoticeList
from shebao.contract.states import PaymentState
from shebao.sandbox.bureau import Settings
from shebao.sandbox.counter.orders import ORDERS
from shebao.sandbox.door import HEADER
from tests.patience import PATIENCE_SECONDS
from tests.sandbox.counter.browser import open_browser
from tests.sandbox.running import Desk, Running, accepted, daily, wage_items

RAISED_FEN = 4_600_000  # above what anybody made up earns: a filed month takes no lower wage
SPITE = "<img src=x onerror=alert(1)>&\"'"


class Trainer:
    """A browser without scripts: it keeps its cookies and posts forms as the page has them."""

    def __init__(self, desk: Desk) -> None:
        self.unit = desk.seeded.tax_id
        self.token = desk.http.headers[HEADER]
        self.http = httpx.Client(
            base_url=desk.http.base_url, timeout=PATIENCE_SECONDS, follow_redirects=True
        )

    def enter(self, token: str) -> httpx.Response:
        return self.http.post("/counter/enter", data={"token": token})

    def page(self, **asked: str) -> str:
        answer = self.http.get("/", params={"unit": self.unit, **asked})
        assert answer.status_code == 200, answer.text
        return answer.text

    def order(self, name: str, /, **fields: str | list[str]) -> httpx.Response:
        seal = re.search(r'name="seal" value="(\w+)"', self.page())
        assert seal is not None
        data = {"seal": seal[1], "unit": self.unit, **fields}
        return self.http.post(f"/counter/{name}", data=data)


@pytest.fixture
def trainer(desk: Desk) -> Iterator[Trainer]:
    trainer = Trainer(desk)
    assert trainer.enter(trainer.token).status_code == 200
    yield trainer
    trainer.http.close()


def said(answer: httpx.Response) -> str:
    """What the page's one sentence says."""
    found = re.search(r'class="said[^"]*" role="status">([^<]*)<', answer.text)
    assert found is not None, answer.text
    return html.unescape(found[1])


def insurances_of(desk: Desk) -> list[str]:
    return sorted({e.insurance for one in desk.employees() for e in one.enrolments})


def test_nobody_stands_behind_the_counter_without_the_token(desk: Desk) -> None:
    """Any program of the machine reaches the port; the page shows people and turns the clock."""
    stranger = Trainer(desk)
    name = desk.employees()[0].name
    for token in ("", "wrong", stranger.token[:-1]):
        answer = stranger.enter(token)
        assert answer.status_code == 403
        assert "口令不对" in answer.text
    assert name not in stranger.http.get("/").text
    for order in ORDERS:
        answer = stranger.http.post(f"/counter/{order}", data={"unit": stranger.unit, "seal": ""})
        assert answer.status_code == 403, order
    assert desk.http.get("/sandbox/clock").json()["business_date"] == "2026-11-10"
    odd = {b"Cookie": "shebao_counter=éé".encode("latin-1")}
    assert name not in stranger.http.get("/", headers=odd).raise_for_status().text
    stranger.http.close()


def test_cookie_alone_orders_nothing(trainer: Trainer, desk: Desk) -> None:
    """A browser sends a cookie of 127.0.0.1 to every port: another page there has no seal."""
    for seal in ("", "0" * 64, "汉字"):  # compared as text of another script it ended in a 500
        answer = trainer.http.post("/counter/clock", data={"step": "day", "seal": seal})
        assert answer.status_code == 403
        assert "没有任何改变" in said(answer)
    cookie = trainer.http.cookies["shebao_counter"]
    assert trainer.token not in cookie
    assert desk.http.get("/sandbox/clock").json()["business_date"] == "2026-11-10"


def test_form_of_another_page_orders_nothing(trainer: Trainer, desk: Desk) -> None:
    """A browser says where a form came from, even one that stole the seal."""
    trainer.http.headers["Origin"] = "http://127.0.0.1:1"
    assert "没有任何改变" in said(trainer.order("clock", step="day"))
    trainer.http.headers["Origin"] = str(desk.http.base_url).rstrip("/")
    assert "时钟已拨到" in said(trainer.order("clock", step="day"))


def test_open_control_asks_for_no_token(sandbox: Running, desk: Desk) -> None:
    """But for a name: whoever owns it may let it point at this machine."""
    sandbox.bureau.settings = Settings("", control_is_open=True)
    anybody = Trainer(desk)
    assert "柜台业务" in anybody.page()
    for name in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example"):
        assert "柜台业务" not in anybody.http.get("/", headers={"Host": name}).text
    anybody.http.close()


def test_joiner_and_leaver_reach_the_clerk(trainer: Trainer, desk: Desk) -> None:
    """The trainer's two first moves, seen from the clerk's side."""
    before = max(one.revision for one in desk.employees())
    codes = insurances_of(desk)
    assert "已增员：李练习（" in said(trainer.order("join", name="李练习", insurances=codes))
    leaver = desk.employees()[0]
    told = said(
        trainer.order("leave", id_number=leaver.id_number, last_period="2026-10", stays_billed="1")
    )
    assert "跨月减员" in told

    fresh = {one.name: one for one in desk.employees(since=before)}
    assert [e.insurance for e in fresh["李练习"].enrolments] == codes
    assert fresh[leaver.name].state == "停止缴费"
    assert sum(bill.leavers for bill in desk.bills().bills) > 0
    assert "待核销" in trainer.page()
    assert "已核销" in said(trainer.order("write-off", id_number=leaver.id_number))
    assert sum(bill.leavers for bill in desk.bills().bills) == 0


def test_counter_hands_out_a_payroll_that_fits(trainer: Trainer, desk: Desk) -> None:
    """Nobody has a payroll of made-up people; without one a class ends at the second step."""
    answer = trainer.http.get("/counter/payroll", params={"unit": trainer.unit})
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = [row[1:5:3] + row[2:3] for row in sheet.iter_rows(min_row=2, values_only=True)]
    enrolled = {one.id_number: one.name for one in desk.employees() if one.state == "正常缴费"}
    wages = {number: wage for _, wage, number in rows}
    assert len(set(enrolled) - set(wages)) == len(set(wages) - set(enrolled)) == 1
    assert [wage for wage in wages.values() if not isinstance(wage, int | float)] == ["待定"]
    assert all(enrolled.get(str(number), name) == name for name, _, number in rows)

    stranger = Trainer(desk)
    refused = stranger.http.get("/counter/payroll", params={"unit": trainer.unit})
    assert refused.status_code == 403
    stranger.http.close()
    nowhere = trainer.http.get("/counter/payroll", params={"unit": "91520100MA00000000"})
    assert "沙箱中没有这个纳税人识别号" in said(nowhere)


def test_levy_notice_and_clock_reach_the_clerk(trainer: Trainer, desk: Desk) -> None:
    person = desk.employees()[0]
    codes = insurances_of(desk)
    order = {"id_number": person.id_number, "insurance": codes[0], "notice_no": "ZJ1"}
    assert "ZJ1" in said(trainer.order("levy", unit_yuan="123.45", person_yuan="1", **order))
    special = desk.http.get("/v1/special-bills").json()["bills"]
    assert [(one["notice_no"], one["amount_fen"]) for one in special] == [("ZJ1", 12445)]
    assert "撤销" in said(trainer.order("levy-withdrawal", notice_no="ZJ1"))
    assert desk.http.get("/v1/special-bills").json()["bills"] == []

    assert "月末" in said(trainer.order("notice", title="月末提醒", body="一\r\n二"))
    notices = desk.read(NoticeList, "/v1/notices").notices
    assert (notices[0].title, notices[0].body) == ("月末提醒", "一\n二")
    assert len(notices) == 3

    assert "2026-11-11" in said(trainer.order("clock", step="day"))
    assert "2026-12-10" in said(trainer.order("clock", step="10"))
    assert "2027-01-15" in said(trainer.order("clock", day="2027-01-15"))
    assert "费款所属期 <b>2027-01</b>" in trainer.page()


def test_next_answers_go_wrong_as_ordered_and_stop(trainer: Trainer, desk: Desk) -> None:
    """What a class practises: a busy bureau, a failed debit, one refused person."""
    refused_one, *others = desk.employees()
    said(trainer.order("refusal", id_number=refused_one.id_number))
    said(trainer.order("outcome", outcome=PaymentState.FAILED))
    assert "繁忙" in said(trainer.order("fault", kind="unavailable", count="1"))
    assert "繁忙" in trainer.page()

    assert desk.confirm(desk.bills()).status_code == 503
    accepted(desk.confirm(desk.bills()))
    receipt = desk.pay_all()
    paid = desk.http.get(f"/v1/payments/{receipt.receipt_no}").json()
    assert paid["state"] == PaymentState.FAILED
    filing = desk.file_wages(daily(wage_items([refused_one, *others], RAISED_FEN)))
    assert (filing.accepted, filing.refused) == (len(others), 1)
    page = trainer.page()
    assert all(number in page for number in (filing.filing_no, receipt.receipt_no))

    said(trainer.order("delays", feedback_seconds="60", answer_seconds="0"))
    assert desk.file_wages(daily(wage_items(others, RAISED_FEN + 100))).accepted == 0
    assert "取消" in said(trainer.order("forget"))
    assert 'id="waiting"' not in trainer.page()


def test_hall_and_bank_do_their_part(trainer: Trainer, desk: Desk) -> None:
    assert "SB" in said(trainer.order("filing-elsewhere"))
    assert "待缴费" in trainer.page()
    voucher = desk.print_voucher()
    assert "在银行缴款" in trainer.page()
    assert "缴款" in said(trainer.order("voucher", voucher_no=voucher.voucher_no))
    assert "没有欠费" in trainer.page()
    refusal = trainer.order("payment-elsewhere")
    assert (refusal.status_code, said(refusal)) == (404, "没有可缴纳的欠费。")


def test_text_from_a_form_stays_text(trainer: Trainer, desk: Desk) -> None:
    """A name is shown to the whole class."""
    said(trainer.order("join", name=SPITE, insurances=insurances_of(desk)))
    said(trainer.order("notice", title=SPITE, body=SPITE))
    for page in (trainer.page(), trainer.page(find=SPITE), trainer.page(unit=SPITE[:0] or "")):
        assert SPITE not in page
        assert "<img" not in page
    assert html.escape(SPITE, quote=False)[:20] in trainer.page()


@pytest.mark.parametrize(
    ("order", "fields", "words"),
    [
        ("clock", {"day": "2026-02-30"}, "不是日期"),
        ("clock", {"day": "9999-12-31"}, "超过"),
        ("clock", {"step": "99"}, "填写的内容不能用"),
        ("join", {"name": "王"}, "没有勾选险种"),
        ("join", {"id_number": "../1", "insurances": "110"}, "证件号码"),
        ("join", {"name": "王\x00", "insurances": "110"}, "不可见"),
        ("join", {"first_period": "2026-13", "insurances": "110"}, "不是月份"),
        ("join", {"first_period": "9999-12", "insurances": "110"}, "9999-12 离今天"),
        ("join", {"id_number": "520103199003074516", "insurances": "110"}, "校验码相符"),
        ("join", {"insurances": "999"}, "险种不属于该单位"),
        ("leave", {"id_number": "1"}, "没有这名在保职工"),
        ("write-off", {"id_number": "1"}, "核销"),
        ("levy", {"id_number": "1"}, "不是本单位职工"),
        ("leave", {"id_number": "1", "last_period": "1000-01"}, "1000-01 离今天"),
        ("refusal", {"id_number": "zz"}, "不是本单位职工"),
        ("levy-withdrawal", {}, "没有征集通知流水号"),
        ("notice", {"title": ""}, "没有填写标题"),
        ("notice", {"title": "题" * 101}, "标题超过"),
        ("fault", {"kind": "fire"}, "填写的内容不能用"),
        ("fault", {"kind": "drop", "count": "0"}, "次数"),
        ("fault", {"kind": "drop", "count": "१"}, "次数"),
        ("outcome", {"outcome": "好"}, "填写的内容不能用"),
        ("delays", {"feedback_seconds": "1e9"}, "反馈延迟"),
        ("voucher", {"voucher_no": "PZ1"}, "未找到"),
        ("coffee", {}, "柜台没有这项业务"),
    ],
)
def test_bad_form_is_one_sentence_and_changes_nothing(
    trainer: Trainer, desk: Desk, order: str, fields: dict[str, str], words: str
) -> None:
    before = len(desk.employees())
    answer = trainer.order(order, **fields)
    assert answer.status_code in {400, 404, 409}, answer.text
    assert words in said(answer)
    assert len(desk.employees()) == before
    assert desk.http.get("/sandbox/clock").json()["business_date"] == "2026-11-10"


def test_odd_requests_are_answered(trainer: Trainer) -> None:
    assert trainer.http.post("/counter/join", content=b"x" * 70_000).status_code == 400
    assert trainer.http.post("/counter/join", content=b"a=%ff%fe").status_code == 400
    twice = trainer.order("join", insurances=["110", "110"], name="周一", first_period="2026-11")
    assert "已增员" in said(twice)
    many = urlencode([("insurances", "110")] * 200).encode()
    assert trainer.http.post("/counter/join", content=many).status_code == 400
    assert trainer.http.get("/", params={"unit": "没有"}).status_code == 404
    for page in ("0", "-1", "x", "९", "999999"):
        assert trainer.http.get("/", params={"page": page}).status_code == 200


def test_trainer_plays_in_a_browser(desk: Desk, tmp_path: Path) -> None:
    """The page without a script, in a real Chromium: the door, two orders, and nothing cut off."""
    url = str(desk.http.base_url)
    with open_browser() as browser:
        browser.open(url)
        browser.press("进入柜台", token="wrong")
        assert "口令不对" in browser.text()
        browser.press("进入柜台", token=desk.http.headers[HEADER])
        browser.open(f"{url}/?unit={desk.seeded.tax_id}")
        browser.press("增员", "#join", name=SPITE)
        assert f"已增员：{SPITE}" in browser.text()
        browser.press("到下月 10 日", "#clock")
        assert "费款所属期 2026-12" in browser.text()
        width = json.loads(
            browser.run("JSON.stringify([document.body.scrollWidth, window.innerWidth])")
        )
        browser.picture(tmp_path / "counter.png")
    assert width[0] <= width[1]
    desk.login()  # a month went by
    assert any(one.name == SPITE for one in desk.employees())
    assert (tmp_path / "counter.png").stat().st_size > 20_000
