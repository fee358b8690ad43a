"""Every command, once: the buttons of every noun, in the order in which a ribbon shows them."""

from shebao.commands.accounts import buttons as accounts
from shebao.commands.batch import buttons as batch
from shebao.commands.bills import buttons as bills
from shebao.commands.books import buttons as books
from shebao.commands.certificates import buttons as certificates
from shebao.commands.client import buttons as client
from shebao.commands.command import Command
from shebao.commands.employees import buttons as employees
from shebao.commands.employer import buttons as employer
from shebao.commands.payments import buttons as payments
from shebao.commands.projects import buttons as projects
from shebao.commands.queries import buttons as queries
from shebao.commands.refunds import buttons as refunds
from shebao.commands.system import buttons as system
from shebao.commands.wages import buttons as wages

COMMANDS: tuple[Command, ...] = (
    *employer.LOGIN,
    *system.RULES,
    *employer.ACCESS,
    *employees.BUTTONS,
    *wages.BUTTONS,
    *bills.BUTTONS,
    *payments.BUTTONS,
    *certificates.ISSUE,
    *books.BUTTONS,
    *accounts.BUTTONS,
    *refunds.BUTTONS,
    *projects.BUTTONS,
    *client.BUTTONS,
    *books.HANDOVER,
    *system.WORKBOOK,
    *certificates.REISSUE,
    *system.SHEETS,
    *system.MONTH,
    *queries.BUTTONS,
    *batch.BUTTONS,
    *system.UPKEEP,
)
BY_ID = {command.id: command for command in COMMANDS}
