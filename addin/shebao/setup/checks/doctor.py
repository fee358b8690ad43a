"""Says what is missing for the add-in to work, and how each is mended."""

from collections.abc import Callable
from typing import TypeVar

from shebao.settings import Settings
from shebao.setup.checks import (
    excel_checks,
    line_checks,
    policies,
    python_checks,
    surroundings_checks,
)
from shebao.setup.checks.findings import Fault, FaultCode, Weight, not_checked
from shebao.setup.desktop import Desktop, ExcelDesktop, Kit
from shebao.setup.host import Host, System
from shebao.setup.places import places_on
from shebao.setup.record import read_record

Check = Callable[[Desktop], Fault | None]
ExcelCheck = Callable[[ExcelDesktop], Fault | None]
_D = TypeVar("_D", bound=Desktop)


def find_no_choice(desktop: ExcelDesktop) -> Fault | None:
    """Somebody chose the business and the province."""
    if read_record(desktop.host, desktop.settings.home) is not None:
        return None
    return Fault(
        FaultCode.CHOICE_MISSING,
        "没有选择办理社保业务的地区，或保存的选择无法读取。",
        "请运行 shebao install --province 地区。",
        weight=Weight.WARNING,
    )


_BEFORE: tuple[Check, ...] = (excel_checks.find_no_excel, excel_checks.find_not_installable)
_EVERY_EXCEL: tuple[ExcelCheck, ...] = (
    find_no_choice,
    excel_checks.find_missing_or_stale,
    excel_checks.find_mark,
    excel_checks.find_duplicate,
    policies.find_forbidden_macros,
    python_checks.find_settings_that_differ,
    python_checks.find_no_interpreter,
    python_checks.find_unreadable_interpreter,
)
_ONE_EXCEL: dict[System, tuple[ExcelCheck, ...]] = {
    System.WINDOWS: (
        excel_checks.find_disabled,
        excel_checks.find_second_opening,
        policies.find_forbidden_start,
        policies.find_restricted_programs,
        python_checks.find_unreadable_profile,
        python_checks.find_no_dll,
    ),
    System.MACOS: (python_checks.find_no_applescript,),
    System.LINUX: (),
}
_AFTER: tuple[Check, ...] = (
    surroundings_checks.find_no_wkhtmltopdf,
    surroundings_checks.find_no_chinese_font,
    surroundings_checks.find_no_tk,
    surroundings_checks.find_no_keyring,
    surroundings_checks.find_store_key,
    surroundings_checks.find_unusable_store,
)


def doctor(host: Host, settings: Settings, kit: Kit) -> list[Fault]:
    """Return what is missing, in the order in which it is best mended; nothing was changed."""
    desktop = Desktop(host, settings, kit)
    faults = [_checked(check, desktop) for check in _BEFORE]
    places = places_on(host)
    if places is not None:
        faults += excel_faults(ExcelDesktop(host, settings, kit, places))
    faults += [_checked(check, desktop) for check in _AFTER]
    found = [fault for fault in faults if fault is not None]
    return found + line_checks.line_faults(desktop)


def excel_faults(desktop: ExcelDesktop) -> list[Fault]:
    """Return what is missing of the installation itself, without asking the network."""
    checks = _EVERY_EXCEL + _ONE_EXCEL[desktop.host.system]
    faults = [_checked(check, desktop) for check in checks]
    return [fault for fault in faults if fault is not None]


def _checked(check: Callable[[_D], Fault | None], desktop: _D) -> Fault | None:
    """Run one check; a check that could not run says so, because silence means it passed."""
    try:
        return check(desktop)
    except ImportError:
        return not_checked(check.__name__)
    except OSError as error:
        return Fault(
            FaultCode.CHECK_FAILED,
            f"有一项检查未能进行（{check.__name__}：{error.strerror or type(error).__name__}）。",
            "请检查文件和注册表的读取权限（macOS：在“隐私与安全性”中允许终端访问其他 App 的数据）"
            "后重新运行 shebao doctor。",
            weight=Weight.WARNING,
        )
