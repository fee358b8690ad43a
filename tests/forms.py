"""Filling the sheets that are forms, as the clerk does, and running their commands."""

from collections.abc import Mapping

from shebao.sheets.declared.application_sheets import CHOICES
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.row import AnySheet
from shebao.workbooks import open_workbook
from tests.desk import Desk
from tests.sheet_cells import Row, SheetTable

ACCOUNT: dict[str, str] = {
    "name": "贵阳沙箱科技有限公司",
    "account_no": "6200001234567890123",
    "region": "520102|南明区",
    "bank": "991|沙箱银行",
    "branch": "991520102001|沙箱银行南明区营业部",
    "currency": "人民币",
    "opened_on": "2024-05-06",
    "nature": "基本存款账户",
    "opening_no": "J7010000000001",
    "preferred": "是",
    "for_refund": "是",
}


def put_rows(desk: Desk, spec: AnySheet, rows: list[Row]) -> None:
    """The sheet holds exactly these rows."""
    book = open_workbook(desk.book)
    try:
        SheetTable(book, spec).replace(rows)
        book.save()
    finally:
        book.close()


def ticked(row: Mapping[str, object], **changes: object) -> Row:
    return {**row, **changes, "tick": TICK}


def tick_where(desk: Desk, spec: AnySheet, field: str, *values: object, **changes: object) -> None:
    """The rows with one of these values are ticked and changed; the others are not."""
    rows = [
        {**row, "tick": TICK, **changes} if row[field] in values else {**row, "tick": ""}
        for row in desk.rows(spec)
    ]
    desk.edit(spec, rows, "tick", *changes)


def log_in(desk: Desk) -> None:
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})


def account_of(desk: Desk, **changes: object) -> Row:
    """A form that the bureau takes."""
    return account_form(desk.rows(CHOICES), **changes)


def agreement_of(desk: Desk, **changes: object) -> Row:
    """An agreement that the bureau takes, over the account above."""
    return agreement_form(desk.rows(CHOICES), **changes)


def account_form(choices: list[Row], **changes: object) -> Row:
    agency = first_choice(choices, "社保经办机构")
    unit_no = first_choice(choices, f"单位编号|{agency}")
    return ticked({**ACCOUNT, "agency": agency, "unit_no": unit_no}, **changes)


def agreement_form(choices: list[Row], **changes: object) -> Row:
    form = {
        "batch": "费非批扣",
        "tax_office": first_choice(choices, "所属税务机关"),
        "account_name": ACCOUNT["name"],
        **{field: ACCOUNT[field] for field in ("region", "bank", "branch", "account_no")},
    }
    return ticked(form, **changes)


def first_choice(choices: list[Row], name: str) -> str:
    return next(str(row["option"]) for row in choices if row["list"] == name)
