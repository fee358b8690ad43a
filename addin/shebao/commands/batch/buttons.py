"""The buttons of a list of employers."""

from shebao.commands.command import Command
from shebao.contract.rights import Right

BUTTONS: tuple[Command, ...] = (
    Command(
        "new_employer_list",
        "新建单位清单",
        "系统",
        "FileNew",
        "在当前文件夹新建“单位清单.xlsx”并打开，每行填写一个用人单位。",
        "batch.batch",
        (),
        Right.PAYMENT,
        needs_login=False,
        menu="批量办理",
    ),
    Command(
        "run_batch",
        "批量办理",
        "系统",
        "FileWorkflowTasks",
        "按“单位清单”逐个单位办理所填步骤，在后台进行；缴费不超过“可缴上限”。",
        "batch.batch",
        ("employers",),
        Right.PAYMENT,
        needs_login=False,
        menu="批量办理",
    ),
    Command(
        "show_batch",
        "批量进度",
        "系统",
        "Refresh",
        "把各单位的状态写回“单位清单”。",
        "batch.batch",
        (),
        Right.PAYMENT,
        needs_login=False,
        menu="批量办理",
        result="employers",
    ),
)
