"""A fault of the installation: what is missing, and how it is mended."""

from dataclasses import dataclass
from enum import StrEnum

from shebao.domain.outcome import Outcome, Status


class Weight(StrEnum):
    """How much stops working."""

    ERROR = "错误"  # the add-in or filing does not work
    WARNING = "提醒"  # a part does not work, or is weaker than it should be
    NOTE = "说明"  # as somebody chose it


class FaultCode(StrEnum):
    """Every fault that ``doctor`` can find."""

    CHECK_FAILED = "check_failed"
    COMPONENT_BROKEN = "component_broken"
    EXCEL_MISSING = "excel_missing"
    ADDIN_NOT_INSTALLABLE = "addin_not_installable"
    CHOICE_MISSING = "choice_missing"
    ADDIN_MISSING = "addin_missing"
    ADDIN_STALE = "addin_stale"
    ADDIN_NOT_COMPARED = "addin_not_compared"
    ADDIN_MARKED = "addin_marked"
    ADDIN_DUPLICATE = "addin_duplicate"
    ADDIN_DISABLED = "addin_disabled"
    MACROS_FORBIDDEN = "macros_forbidden"
    START_FORBIDDEN = "start_forbidden"
    PROGRAMS_RESTRICTED = "programs_restricted"
    SETTINGS_DIFFER = "settings_differ"
    INTERPRETER_MISSING = "interpreter_missing"
    INTERPRETER_NOT_ASCII = "interpreter_not_ascii"
    PROFILE_UNREADABLE = "profile_unreadable"
    DLL_MISSING = "dll_missing"
    APPLESCRIPT_MISSING = "applescript_missing"
    WKHTMLTOPDF_MISSING = "wkhtmltopdf_missing"
    PRINTED_BY_BROWSER = "printed_by_browser"
    CJK_FONT_MISSING = "cjk_font_missing"
    TK_MISSING = "tk_missing"
    KEYRING_ABSENT = "keyring_absent"
    KEYRING_SILENT = "keyring_silent"
    STORE_KEY_MISSING = "store_key_missing"
    STORE_KEY_UNREADABLE = "store_key_unreadable"
    STORE_KEY_BESIDE_DATA = "store_key_beside_data"
    STORE_KEY_IN_NAMED_FILE = "store_key_in_named_file"
    STORE_UNUSABLE = "store_unusable"
    PROXY_WRONG = "proxy_wrong"
    BUREAU_URL_UNSET = "bureau_url_unset"
    BUREAU_URL_WRONG = "bureau_url_wrong"
    BUREAU_UNREACHABLE = "bureau_unreachable"
    BUREAU_GARBLED = "bureau_garbled"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; ``mend`` says in Chinese what to do, and ``repair`` does it when it can."""

    code: FaultCode
    sentence: str
    mend: str
    weight: Weight = Weight.ERROR
    is_repairable: bool = False

    def as_json(self) -> dict[str, str | bool]:
        """Return what ``doctor --json`` prints."""
        return {
            "code": str(self.code),
            "severity": str(self.weight),
            "sentence": self.sentence,
            "mend": self.mend,
            "repairable": self.is_repairable,
        }


REPAIR = "请运行 shebao repair（Windows 安装包：关闭 Excel 后双击“修复.cmd”）。"
"""The mend of whatever repair can put back."""


def repairable(code: FaultCode, sentence: str, otherwise: str = "") -> Fault:
    """Return a fault that repair mends; ``otherwise`` says what else would."""
    return Fault(code, sentence, REPAIR + otherwise, is_repairable=True)


def not_checked(what: str) -> Fault:
    """Return that a check could not run for want of a library: silence means it passed."""
    return Fault(
        FaultCode.CHECK_FAILED,
        f"{what}未能检查：所需的组件不能加载。",
        "请先恢复程序的组件，再运行 shebao doctor。",
        weight=Weight.WARNING,
    )


def told(faults: list[Fault]) -> Outcome:
    """Return the faults in words; partial while something that stops the work is among them."""
    if not faults:
        return Outcome("检查完成：没有发现问题。")
    serious = [fault for fault in faults if fault.weight is Weight.ERROR]
    lines = [f"检查完成：发现 {len(faults)} 项，其中“错误”{len(serious)} 项。"]
    lines += [f"[{fault.weight}] {fault.sentence}{fault.mend}" for fault in faults]
    return Outcome(
        "\n".join(lines),
        Status.PARTIAL if serious else Status.DONE,
        counts={"faults": len(faults), "errors": len(serious)},
    )
