"""The bureau's notices, each read whole."""

from shebao.commands.desk.context import Context
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.employer_sheets import NOTICES, NoticeRow


def show_notices(ctx: Context) -> Outcome:
    """Show every notice with its whole text, newest first."""
    table = ctx.table(NOTICES)
    notices = ctx.bureau.notices().notices
    table.replace(NoticeRow(**notice.model_dump(exclude={"notice_no"})) for notice in notices)
    table.activate()
    message = f"通知公告 {len(notices)} 条，内容在本表。"
    return table.report(message, counts={"notices": len(notices)})
