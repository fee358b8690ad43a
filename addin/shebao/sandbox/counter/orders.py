"""What the counter's forms order, each by the control endpoint that a test would call."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from shebao.contract.refusals import RefusalCode
from shebao.contract.states import PaymentState
from shebao.contract.wire import MONTH
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.clock import BEIJING, day_of, months_after
from shebao.sandbox.control import control, control_elsewhere, control_states
from shebao.sandbox.counter.door import Form
from shebao.sandbox.database import reading, told, writing
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.faults import Fault, FaultKind
from shebao.sandbox.people.employer import publish_notice
from shebao.sandbox.people.people import ID_CHECKS, id_check, make_people
from shebao.sandbox.tables import employers, people

MOST_YEARS_AWAY = 10
LONGEST_NAME, LONGEST_TITLE, LONGEST_BODY = 50, 100, 5_000
MOST_COUNT, MOST_SECONDS = 20, 86_400
ID_NUMBER = re.compile(rf"[0-9]{{17}}[{ID_CHECKS}]", re.ASCII)
FAULT_WORDS = {
    FaultKind.LOSE: "提交没有送到（断网），税务没有受理",
    FaultKind.DROP: "税务已经受理，答复丢失",
    FaultKind.GARBAGE: "税务已经受理，答复是乱码",
    FaultKind.UNAVAILABLE: "税务系统繁忙，没有受理",
}
OUTCOMES = (PaymentState.FAILED, PaymentState.LOCKED)


@dataclass(frozen=True, slots=True)
class Counter:
    """The bureau, its waiting faults and the employer that the page shows."""

    bureau: Bureau
    faults: list[Fault]
    tax_id: str


def move_clock(counter: Counter, form: Form) -> str:
    """It is noon on the given day, and time goes on from there."""
    today = day_of(counter.bureau.clock.now())
    step = form.text("step")
    if step == "day":
        day = today + timedelta(days=1)
    elif step:
        day = date.fromisoformat(f"{months_after(f'{today:%Y-%m}', 1)}-{step}")
    else:
        day = _day(form, "day", "日期")
    _check_near(day, datetime.now(BEIJING).date(), "日期", str(day))
    noon = datetime.combine(day, time(12), BEIJING)
    control.move_clock(counter.bureau, control.ClockOrder(now=noon))
    return f"时钟已拨到 {day}，费款所属期为 {day:%Y-%m}。"


def let_join(counter: Counter, form: Form) -> str:
    """A new employee; made up where the name or the number is left empty."""
    made_up = make_people(1, secrets.randbelow(2**31))[0]
    name = _words(form, "name", "姓名", LONGEST_NAME) or made_up.name
    id_number = form.text("id_number").upper() or made_up.id_number
    if not ID_NUMBER.fullmatch(id_number) or id_check(id_number[:17]) != id_number[17]:
        raise refused(
            f"证件号码“{id_number[:30]}”不是校验码相符的 18 位居民身份证号码，可留空由柜台编造"
        )
    insurances = list(dict.fromkeys(form.many("insurances")))
    if not insurances:
        raise refused("没有勾选险种")
    first_period = _month(counter, form, "first_period", "参保起始月份")
    control.let_join(
        counter.bureau,
        control.JoinOrder(
            tax_id=counter.tax_id,
            name=name,
            id_number=id_number,
            insurances=insurances,
            first_period=first_period,
        ),
    )
    return f"已增员：{name}（{id_number}）。请在工作簿中点击“更新职工”。"


def let_leave(counter: Counter, form: Form) -> str:
    """An employee's enrolments end with the given month."""
    stays_billed = form.text("stays_billed") == "1"
    left = control.let_leave(
        counter.bureau,
        control.LeaveOrder(
            tax_id=counter.tax_id,
            id_number=form.text("id_number"),
            last_period=_month(counter, form, "last_period", "最后参保月份"),
            stays_billed=stays_billed,
        ),
    )
    words = "，跨月减员，本期账单仍含此人，核销后才去掉" if stays_billed else ""
    return f"已减员：{form.text('id_number')}，参保到 {left['last_period']}{words}。"


def write_off(counter: Counter, form: Form) -> str:
    """A leaver that crossed the month is out of the bills."""
    order = control_elsewhere.PersonOrder(tax_id=counter.tax_id, id_number=form.text("id_number"))
    control_elsewhere.write_leaver_off(counter.bureau, order)
    return f"已核销：{order.id_number}。请在工作簿中点击“刷新待申报”。"


def push_levy(counter: Counter, form: Form) -> str:
    """One special bill of one person under a notice."""
    person = _person(counter, form.text("id_number").upper())
    today = day_of(counter.bureau.clock.now())
    notice_no = form.text("notice_no") or f"ZJ{today:%Y%m%d}{secrets.randbelow(10**4):04d}"
    line = told(
        control_elsewhere.SpecialLine,
        person,
        unit_fen=_fen(form, "unit_yuan", "单位应缴"),
        person_fen=_fen(form, "person_yuan", "个人应缴"),
    )
    bill = control_elsewhere.SpecialBillOrder(
        insurance=form.text("insurance"),
        period=_month(counter, form, "period", "费款所属期") or months_after(f"{today:%Y-%m}", -1),
        lines=[line],
    )
    until = today + timedelta(days=30)
    if form.text("collect_by"):
        until = _day(form, "collect_by", "征集有效期")
        _check_near(until, today, "征集有效期", str(until))
    control_elsewhere.push_notice(
        counter.bureau,
        control_elsewhere.NoticeOrder(
            tax_id=counter.tax_id,
            notice_no=notice_no,
            kind=_words(form, "kind", "征收类型", LONGEST_NAME) or "政策性补缴",
            collect_by=until.isoformat(),
            bills=[bill],
        ),
    )
    return f"已推送特殊缴费，征集通知流水号 {notice_no}。请在工作簿中点击“刷新特殊缴费”。"


def withdraw_levy(counter: Counter, form: Form) -> str:
    """A notice is taken back."""
    order = control_elsewhere.WithdrawOrder(
        tax_id=counter.tax_id, notice_no=form.text("notice_no") or "-"
    )
    bills = control_elsewhere.take_back_notice(counter.bureau, order)["bills"]
    return f"已撤销征集通知 {order.notice_no}，共 {bills} 条。"


def publish(counter: Counter, form: Form) -> str:
    """A notice for every employer stands on the board."""
    title = _words(form, "title", "标题", LONGEST_TITLE)
    if not title:
        raise refused("没有填写标题")
    body = form.text("body").replace("\r\n", "\n")
    if len(body) > LONGEST_BODY:
        raise refused(f"正文超过 {LONGEST_BODY} 字")
    today = day_of(counter.bureau.clock.now()).isoformat()
    with writing(counter.bureau.engine) as connection:
        publish_notice(connection, title, body, today)
    return f"已发布通知“{title}”。请在工作簿中点击“刷新首页”。"


def order_fault(counter: Counter, form: Form) -> str:
    """The next submissions go wrong."""
    kind, count = FaultKind(form.text("kind")), _count(form, "count", "次数")
    counter.faults.append(Fault(kind, count, ""))
    return f"接下来 {count} 次提交：{FAULT_WORDS[kind]}。"


def order_outcome(counter: Counter, form: Form) -> str:
    """The next payment ends so."""
    outcome = PaymentState(form.text("outcome"))
    counter.bureau.injections.payment_outcomes.append(outcome)
    return f"下一笔缴费的结果将是“{outcome}”。"


def fail_voids(counter: Counter, _form: Form) -> str:
    """The next void of a filing fails."""
    counter.bureau.injections.voids_refused += 1
    return "下一次作废申报将失败。"


def refuse_person(counter: Counter, form: Form) -> str:
    """This person's wages are refused from now on."""
    id_number = _person(counter, form.text("id_number").upper()).id_number
    counter.bureau.injections.refused_id_numbers.add(id_number)
    return f"从现在起 {id_number} 的缴费工资申报将失败。"


def set_delays(counter: Counter, form: Form) -> str:
    """Feedback and answers come so many seconds late from now on."""
    feedback = _count(form, "feedback_seconds", "反馈延迟", 0, MOST_SECONDS)
    answer = _count(form, "answer_seconds", "答复延迟", 0, 600)
    order = control.DelayOrder(feedback_delay_seconds=feedback, answer_delay_seconds=answer)
    control.change_settings(counter.bureau, order)
    return f"反馈在受理 {feedback} 秒后给出，答复延迟 {answer} 秒。"


def forget(counter: Counter, _form: Form) -> str:
    """Nothing goes wrong or late any more."""
    counter.faults.clear()
    injections = counter.bureau.injections
    injections.refused_id_numbers.clear()
    injections.payment_outcomes.clear()
    injections.unlock_outcomes.clear()
    injections.voids_refused = injections.refunds_rejected = injections.verifications_refused = 0
    control.change_settings(
        counter.bureau, control.DelayOrder(feedback_delay_seconds=0, answer_delay_seconds=0)
    )
    return "已取消全部安排，之后的提交照常办理。"


def pay_voucher(counter: Counter, form: Form) -> str:
    """A voucher is brought to a bank."""
    order = control_states.VoucherOrder(voucher_no=form.text("voucher_no"))
    control_states.bring_to_bank(counter.bureau, order)
    return f"凭证 {order.voucher_no} 已在银行缴款。"


def file_elsewhere(counter: Counter, _form: Form) -> str:
    """The oldest open period is filed at the tax hall."""
    order = control_elsewhere.ElsewhereOrder(tax_id=counter.tax_id)
    filing_no = control_elsewhere.file_elsewhere(counter.bureau, order)["filing_no"]
    return f"已在{control_elsewhere.HALL}申报最早的一个属期，流水号 {filing_no}。"


def pay_elsewhere(counter: Counter, _form: Form) -> str:
    """All open debts are paid at the tax hall."""
    order = control_elsewhere.ElsewhereOrder(tax_id=counter.tax_id)
    payment_no = control_elsewhere.pay_elsewhere(counter.bureau, order)["payment_no"]
    return f"已在{control_elsewhere.HALL}缴纳全部欠费，流水号 {payment_no}。"


def unknown_order(_counter: Counter, _form: Form) -> str:
    """Nothing: the counter does not do that.

    Raises RefusedError: NOT_FOUND.
    """
    raise RefusedError(RefusalCode.NOT_FOUND, "柜台没有这项业务，没有任何改变。")


ORDERS: dict[str, Callable[[Counter, Form], str]] = {
    "clock": move_clock,
    "join": let_join,
    "leave": let_leave,
    "write-off": write_off,
    "levy": push_levy,
    "levy-withdrawal": withdraw_levy,
    "notice": publish,
    "fault": order_fault,
    "outcome": order_outcome,
    "void-failure": fail_voids,
    "refusal": refuse_person,
    "delays": set_delays,
    "forget": forget,
    "voucher": pay_voucher,
    "filing-elsewhere": file_elsewhere,
    "payment-elsewhere": pay_elsewhere,
}


def refused(what: str) -> RefusedError:
    """A form that does not do: what, and that nothing happened."""
    return RefusedError(RefusalCode.BAD_REQUEST, f"{what}，没有任何改变。请改正后重试。")


def _words(form: Form, name: str, label: str, longest: int) -> str:
    text = form.text(name)
    if len(text) > longest or not text.isprintable():
        raise refused(f"{label}超过 {longest} 字或含有不可见字符")
    return text


def _month(counter: Counter, form: Form, name: str, label: str) -> str | None:
    text = form.text(name)
    if not text:
        return None
    if not re.fullmatch(MONTH, text):
        raise refused(f"{label}“{text[:20]}”不是月份（如 2026-11）")
    today = day_of(counter.bureau.clock.now())
    _check_near(date.fromisoformat(f"{text}-01"), today, label, text)
    return text


def _check_near(day: date, today: date, label: str, text: str) -> None:
    if abs((day - today).days) > MOST_YEARS_AWAY * 366:
        raise refused(f"{label} {text} 离今天（{today}）超过 {MOST_YEARS_AWAY} 年")


def _day(form: Form, name: str, label: str) -> date:
    text = form.text(name)
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=BEIJING).date()
    except ValueError:
        raise refused(f"{label}“{text[:20]}”不是日期（如 2026-11-10）") from None


def _count(form: Form, name: str, label: str, least: int = 1, most: int = MOST_COUNT) -> int:
    text = form.text(name) or str(least)
    if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
        raise refused(f"{label}“{text[:20]}”不在 {least} 至 {most} 之间")
    return int(text)


def _fen(form: Form, name: str, label: str) -> int:
    text = form.text(name) or "0"
    if not re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,2})?", text):
        raise refused(f"{label}“{text[:20]}”不是金额（至多两位小数）")
    return int(Decimal(text) * 100)


def _person(counter: Counter, id_number: str) -> Row[Any]:
    with reading(counter.bureau.engine) as connection:
        found = connection.execute(
            select(people)
            .join(employers, employers.c.id == people.c.employer_id)
            .where(employers.c.tax_id == counter.tax_id, people.c.id_number == id_number)
        ).first()
    if found is None:
        raise refused("证件号码不是本单位职工的，请从职工表中复制")
    return found
