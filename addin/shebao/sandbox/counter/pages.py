"""The counter's page and the forms posted from it; no part of the published contract."""

from io import BytesIO
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from openpyxl import Workbook
from pydantic import ValidationError
from sqlalchemy import select

from shebao.contract.refusals import STATUS_OF, RefusalCode
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.clock import BEIJING, day_of
from shebao.sandbox.control.control_elsewhere import stranger
from shebao.sandbox.counter.door import Form, check_seal, enter, is_inside, read_form, seal_of
from shebao.sandbox.counter.looks import list_employers, look
from shebao.sandbox.counter.orders import FAULT_WORDS, ORDERS, OUTCOMES, Counter, unknown_order
from shebao.sandbox.database import reading
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.people.people import make_people
from shebao.sandbox.tables import enrolments, people, wages

HEADS = ("序号", "姓名", "身份证号码", "部门", "应发工资")
FEWEST_FOR_FAULTS = 4
UNREADABLE = "待定"
FIRST_WAGE_FEN = 520_000  # of whoever has none yet


def payroll_file(bureau: Bureau, tax_id: str) -> bytes:
    """The payroll as an .xlsx file, everybody who is enrolled a row, a little above what was filed.

    Made up, so that a class has something to fill wages from; with three faults that a payroll may
    have: a wage in words, somebody who is missing, a stranger.

    Raises RefusedError: UNKNOWN_EMPLOYER.
    """
    rows: list[tuple[str, str, object]] = [
        (name, id_number, fen / 100) for name, id_number, fen in _wages(bureau, tax_id)
    ]
    if len(rows) >= FEWEST_FOR_FAULTS:
        name, id_number, _ = rows[0]
        other = make_people(1, len(rows))[0]
        rows = [(name, id_number, UNREADABLE), *rows[2:], (other.name, other.id_number, 9_000)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("工资表")
    sheet.append(HEADS)
    for number, (name, id_number, wage) in enumerate(rows, start=1):
        sheet.append((number, name, id_number, "综合部", wage))
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _wages(bureau: Bureau, tax_id: str) -> list[tuple[str, str, int]]:
    """Name, id number and wage in fen of everybody who is enrolled, by number."""
    employer_id = stranger(bureau, tax_id).employer_id
    with reading(bureau.engine) as connection:
        enrolled = connection.execute(
            select(people.c.person_no, people.c.name, people.c.id_number)
            .join(enrolments)
            .where(people.c.employer_id == employer_id, enrolments.c.enrolled_to.is_(None))
            .order_by(people.c.person_no)
            .distinct()
        ).all()
        filed = connection.execute(
            select(wages.c.person_no, wages.c.wage_fen)
            .where(wages.c.employer_id == employer_id)
            .order_by(wages.c.revision)
        ).all()
    last: dict[str, int] = {row.person_no: row.wage_fen for row in filed}
    return [
        (name, id_number, last.get(person_no, FIRST_WAGE_FEN) * (103 + number % 5) // 100)
        for number, (person_no, name, id_number) in enumerate(enrolled)
    ]


router = APIRouter(include_in_schema=False)
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters["yuan"] = lambda fen: f"{fen // 100:,}.{fen % 100:02d}"
TEMPLATES.filters["moment"] = lambda when: f"{when.astimezone(BEIJING):%Y-%m-%d %H:%M}"
# The page runs nothing, loads nothing and posts to nobody else, whatever text stands on it.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # with none a browser hides where its forms come from
    "X-Content-Type-Options": "nosniff",
}
WRONG_TOKEN = "口令不对，没有进入柜台。请从启动沙箱的窗口复制 sandbox_token 的值，不带引号。"  # noqa: S105
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TheForm = Annotated[Form, Depends(read_form)]


@router.get("/")
def show_counter(request: Request, unit: str = "", find: str = "", page: str = "1") -> Response:
    """The counter of one employer, the first one unless named; at the door, the form for the token.

    What was last ordered stands on the page once.
    """
    if not is_inside(request):
        return _page("door.html", wrong="")
    said: list[str] = request.app.state.counter_said
    words, said[:] = " ".join(said), []
    return _shown(request, unit, find[:50], page, words)


@router.get("/counter/payroll")
def give_payroll(request: Request, unit: str = "") -> Response:
    """A payroll that fits the employer's people, as a file."""
    if not is_inside(request):
        return _page("door.html", STATUS_OF[RefusalCode.NOT_PERMITTED], wrong="")
    counter = _counter(request, unit)
    try:
        content = payroll_file(counter.bureau, counter.tax_id)
    except RefusedError:  # the page says which employers there are
        return _shown(request, unit, "", "1", "")
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote('工资表.xlsx')}"}
    return Response(content, media_type=XLSX, headers=HEADERS | named)


@router.post("/counter/enter")
def enter_counter(request: Request, form: TheForm) -> Response:
    """The browser is let in, when it brings the control token."""
    inside: Response = RedirectResponse("/", 303, HEADERS)
    if enter(request, form, inside):
        return inside
    return _page("door.html", STATUS_OF[RefusalCode.NOT_PERMITTED], wrong=WRONG_TOKEN)


@router.post("/counter/{order}")
def take_order(request: Request, order: str, form: TheForm) -> Response:
    """What was ordered has happened and is told on the page, or the page says why it did not."""
    if not is_inside(request):
        return _page("door.html", STATUS_OF[RefusalCode.NOT_PERMITTED], wrong="")
    counter = _counter(request, form.text("unit"))
    try:
        check_seal(request, form)
        words = ORDERS.get(order, unknown_order)(counter, form)
    except (ValidationError, ValueError):
        refusal = RefusedError(
            RefusalCode.BAD_REQUEST, "填写的内容不能用，没有任何改变。请改正后重试。"
        )
    except RefusedError as error:
        refusal = error
    else:
        request.app.state.counter_said.append(words)
        return RedirectResponse(f"/?unit={quote(counter.tax_id)}", 303, HEADERS)
    status = STATUS_OF[refusal.code]
    return _shown(request, counter.tax_id, "", "1", refusal.message, status=status)


def _counter(request: Request, unit: str) -> Counter:
    state = request.app.state
    if not unit:
        with reading(state.bureau.engine) as connection:
            unit = next((tax_id for tax_id, _ in list_employers(connection)), "")
    return Counter(state.bureau, state.faults, unit)


def _shown(
    request: Request, unit: str, find: str, page: str, words: str, *, status: int = 200
) -> Response:
    counter = _counter(request, unit)
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    try:
        seen = look(counter, find, max(number, 1))
    except RefusedError as refusal:  # an employer that is not here: the first one, and why
        counter, words = _counter(request, ""), refusal.message
        if not counter.tax_id:
            return _page("door.html", 404, wrong="沙箱中还没有单位。")
        seen, status = look(counter, "", 1), STATUS_OF[refusal.code]
    return _page(
        "counter.html",
        status,
        look=seen,
        said=words,
        is_refusal=status >= 400,
        seal=seal_of(request),
        faults=FAULT_WORDS,
        outcomes=OUTCOMES,
        settings=counter.bureau.settings,
        today=day_of(counter.bureau.clock.now()).isoformat(),
    )


def _page(name: str, status: int = 200, **facts: object) -> Response:
    return HTMLResponse(TEMPLATES.get_template(name).render(facts), status, HEADERS)
