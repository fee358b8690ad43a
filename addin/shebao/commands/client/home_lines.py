"""What the home sheet says of a unit whose business goes by the client's files."""

from shebao.commands.desk.context import Context
from shebao.commands.employer.home_rows import home_row, is_step, put_home
from shebao.sheets.declared.employer_sheets import HOME

PEOPLE_ITEM = "参保职工"


def show_on_home(ctx: Context, *told: tuple[str, str], keeps_steps: bool = True) -> None:
    """Put these lines below the month's steps, or in place of their earlier ones."""
    home = ctx.table(HOME)
    new = dict(told)
    shown = home.rows()
    rows = [row for row in shown if not is_step(row)]
    steps = [row for row in shown if is_step(row)] if keeps_steps else []
    present = {row.item for row in rows}
    fresh = [home_row(item, content) for item, content in told if item not in present]
    kept = [home_row(row.item, new[row.item]) if row.item in new else row for row in rows]
    put_home(home, [*steps, *fresh, *kept])
