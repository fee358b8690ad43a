"""Why a file from outside cannot be read, as the user's sentence goes on after its name."""

SAVE_AS = "请用 Excel 打开后另存为 .xlsx 文件，再重新选择。"
KEEP_LESS = "请只保留需要的工作表，另存后重新选择。"

DAMAGED = "已损坏，无法读取", "请先用 Excel 打开确认内容完好，另存为 .xlsx 文件后再重新选择。"
ENCRYPTED = (
    "设有打开密码，无法读取",
    "请在 Excel 中输入密码打开，取消密码后另存为新文件，再重新选择。",
)
TOO_MUCH = "内容过多，读取所需的内存超出上限", KEEP_LESS
TOO_SLOW = "在规定的时间内没有读完，内容过多或电脑正忙", f"请稍后重试；仍读不完的，{KEEP_LESS}"
NO_ROOM = (
    "没有读取：临时文件夹不能写入（磁盘可能已满），或读取程序不能启动",
    "请清理磁盘空间后重新执行；仍不能读取的，请运行 shebao doctor 检查安装。",
)


class UnreadableError(Exception):
    """A file cannot be read; ``why`` follows its name, ``next_step`` says what to do."""

    def __init__(self, why: str, next_step: str) -> None:
        super().__init__(why)
        self.why = why
        self.next_step = next_step
