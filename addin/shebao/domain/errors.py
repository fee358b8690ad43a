"""The family of errors that mean an operation stopped.

ShebaoError                     an operation stopped; code, Chinese message, English log line
├── InputError            INP   what the user gave cannot be used; nothing was sent
│   ├── FileRefusedError        a file cannot be read or written; it is unchanged
│   ├── SheetError              a sheet, header or cell is not as needed; nothing was changed
│   │   └── OtherUnitError      the rows are another unit's than who is logged in; nothing was sent
│   ├── ParameterError          a parameter is missing or wrong
│   ├── BusyExcelError          Excel is being edited; what was sent before stands in the ledger
│   ├── OwnValueError           a row of 本地规则 cannot be read; nothing was adopted
│   ├── NothingSentError        nothing was submitted, so there is no answer to fetch
│   ├── OtherEmployerError      a workbook of a batch is another employer's; nothing was sent
│   ├── NotConfirmedError       the user did not confirm; nothing was sent
│   │   └── AboveCapError       the amount is above what the list allows; nothing was paid
│   ├── NotPermittedError       the user has not the right; nothing was sent
│   ├── NoBureauError           the workbook's business goes by files; nothing was done
│   └── OutdatedError           the bureau takes nothing from this version; nothing was sent
├── BureauError           BUR   the bureau did not do what was asked
│   ├── BureauUnreachableError  nothing reached the bureau, or no answer came
│   │   └── BureauBusyError     it wants to be asked less often
│   ├── OutcomeUnknownError     there is no receipt; the bureau may hold the submission
│   ├── NoReceiptError          a submission got an answer that is not the bureau's
│   ├── BureauRefusedError      the bureau said no, in its own words
│   │   └── WrongPasswordError  the password was refused; nobody is logged in
│   ├── PasswordUnknownError    the answer to a change was lost; the old or the new one holds
│   ├── SessionExpiredError     the session ended
│   ├── GarbledAnswerError      the answer cannot be read
│   ├── NotSignedError          the answer is not signed by the known key; it is not used
│   ├── NoPasswordError         there is no password to log in with
│   ├── BadAddressError         the bureau's address is not one
│   └── OpenAddressError        the bureau's address is not encrypted
├── StaleSessionError     BUR   what a kept session told no longer holds; a new one is open
├── StoreError            STO   the local store cannot be used
│   ├── StoreUnreadableError    wrong key or damaged file; it is unchanged
│   ├── StoreNewerError         a newer version wrote it; it is unchanged
│   ├── StoreBusyError          another process holds it; nothing was written
│   ├── StoreUnwritableError    disk or permissions; nothing was written
│   ├── StoreUnreachableError   the shared database does not answer
│   ├── BackupRefusedError      a backup cannot be made or restored; the data is untouched
│   └── StoreForbiddenError     the shared database gives this login no right; nothing was done
├── LedgerError           LED   the ledger forbids the step
│   ├── IllegalMoveError        the entry already has its final word
│   ├── UnsettledError          an earlier submission must be asked about first
│   ├── NoEntryError            there is no such entry
│   ├── StillUnknownError       the bureau could not be asked about an earlier submission
│   ├── HeldError               another desk or batch works on this employer; nothing was sent
│   ├── OtherTeamError          another team of the shared database has it; nothing was sent
│   ├── OvertakenError          another window submitted the same since this one looked
│   ├── ForeignAnswerError      an answer is about another submission, or not the bureau's
│   ├── FaultyLedgerError       the ledger is not what it was
│   └── NotProvedError          an evidence pack proves nothing
├── VaultError            VAU   a secret cannot be kept or found
├── PrintingError         PRT   a print could not be made; the data is kept
│   ├── WkhtmltopdfMissingError the program that prints is not installed
│   ├── PrintNotSavedError      the file cannot be written
│   ├── RenderFailedError       the program failed or took too long
│   ├── CjkFontMissingError     there is no Chinese font
│   └── NotPrintableError       what was to be printed contradicts itself
├── NoDialogError         DLG   a window could not be opened, so nobody was asked; nothing was sent
├── LeaseLostError        GEN   another process may work under this one's name; this one stops
├── CancelledError        CAN   the user stopped between two steps; what was done stays
├── SetupError            SET   installing, repairing or uninstalling stopped
│   ├── ExcelRunningError       Excel holds the files; nothing was changed
│   ├── NotInstallableError     this system has no Excel that loads the add-in
│   ├── KitDamagedError         a file of the unzipped kit is missing or not as it was made
│   ├── KitNotPlacedError       the program's folder cannot be written; the version before stays
│   └── KitNotSetUpError        the new program could not put its add-in into Excel
└── AddinBuildError       ADD   a source of the add-in is not as the build needs it
"""

from pathlib import Path

from shebao.domain.fate import Fate, fate_in_words
from shebao.domain.printable import printable
from shebao.domain.progress_words import stopped_words


class ShebaoError(Exception):
    """An operation stopped; ``message`` tells the user what happened and what to do next.

    ``what`` says what happened here and never what the bureau holds: that is ``fate``, with the
    ``receipts`` and ``changes`` of the same run, and ``message`` is composed of them. ``untouched``
    says that nothing was changed: it is told only when nothing was done before in the same run.
    ``wrote_rows`` says that the run filled rows of a sheet before it stopped.

    A class that always says the same has ``what``, ``next_step`` and ``log`` of its own.
    """

    code = "GEN-00"
    retryable = False
    what = next_step = log = ""

    def __init__(
        self,
        what: str = "",
        *,
        next_step: str = "",
        fate: Fate | None = None,
        untouched: str = "",
        log: str = "",
    ) -> None:
        self.what = what or self.what
        super().__init__(self.what)
        self.next_step = next_step or self.next_step
        self.fate = fate
        self.receipts: tuple[str, ...] = ()  # what the same run was given before it stopped
        self.changes: tuple[str, ...] = ()  # and what else the bureau did for it
        self.untouched = untouched
        self.wrote_rows = False
        self.log = log or self.log or type(self).__name__

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """The whole sentence: what happened, what the bureau holds, what to do next."""
        untouched = "" if self.receipts or self.changes else self.untouched
        done = fate_in_words(self.fate, self.receipts, self.changes)
        return printable(f"{self.what}{untouched}{done}{self.next_step}")

    def rows_stay(self) -> None:
        """Deny no row that the run filled before it stopped: the workbook is kept as it is now."""
        if self.wrote_rows and self.untouched:
            self.untouched = "在这之前写入表格的内容（如有）保留。"


class InputError(ShebaoError):
    """What the user gave cannot be used; nothing was sent."""

    code = "INP-00"


class FileRefusedError(InputError):
    """A file cannot be read or written; it is unchanged."""

    code = "INP-01"

    def __init__(self, path: Path, why: str, next_step: str) -> None:
        super().__init__(
            f"文件“{path.name or path}”{why}。文件未作任何改动。{next_step}",
            log=f"refused file: {why}",
        )


class SheetError(InputError):
    """A sheet, header or cell is not as needed; nothing was changed."""

    code = "INP-02"

    def __init__(self, sheet: str, why: str, next_step: str) -> None:
        super().__init__(
            f"工作表“{sheet}”{why}。",
            untouched="表格未作任何改动。",
            next_step=next_step,
            log="sheet not as needed",
        )


class OtherUnitError(SheetError):
    """The rows are of another unit than the one that is logged in; nothing was sent."""

    code = "INP-06"

    def __init__(self, sheet: str, theirs: str, ours: str, next_step: str) -> None:
        super().__init__(
            sheet, f"是 {theirs} 的，而现在登录的是 {ours}，没有执行，没有提交任何数据", next_step
        )


class ParameterError(InputError):
    """A parameter is missing or wrong; nothing was sent."""

    code = "INP-03"


class NothingSentError(InputError):
    """Nothing was submitted, so there is no answer to fetch."""

    code = "INP-10"


class NotConfirmedError(InputError):
    """The user did not confirm; nothing was sent."""

    code = "INP-04"

    def __init__(self, question: str) -> None:
        super().__init__(
            f"未确认，因此没有执行：{question}。",
            untouched="数据未作任何改动。",
            next_step="确认无误后请重新执行并确认（命令行请加 --yes）。",
            log="not confirmed",
        )


class NotPermittedError(InputError):
    """The user has not the right that the command needs; nothing was sent."""

    code = "INP-05"

    def __init__(self, command: str, user_name: str, right: str = "") -> None:
        what = f"的功能权限是“{right}”" if right else "不是管理员（单位申报密码）"
        super().__init__(
            f"用户“{user_name}”{what}，不能使用“{command}”，没有执行。"
            "请联系管理员调整权限，或换用其他用户登录。",
            log="not permitted",
        )


class OutdatedError(InputError):
    """The bureau takes no submission from a version this old; nothing was sent."""

    code = "INP-07"

    def __init__(self, offer: str) -> None:
        super().__init__(
            f"当前版本已低于税务系统要求的最低版本，没有提交任何数据，表格和台账没有变化。{offer}",
            next_step="升级可从“关于”开始；升级后重新执行同一操作即可。",
            log="outdated",
        )


class CancelledError(ShebaoError):
    """The user stopped the work between two steps; what was done stays, nothing else was."""

    code = "CAN-01"
    retryable = True

    def __init__(self, label: str, done: int, total: int) -> None:
        super().__init__(
            f"已按您的要求停止：{stopped_words(label, done, total)}。已保存的数据都还在，"
            "其余没有执行。再次执行同一操作即可完成。",
            log=f"cancelled at {done}/{total}",
        )
