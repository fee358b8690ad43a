"""Installs, repairs and uninstalls the add-in for the current user."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shebao.domain.errors import ParameterError
from shebao.domain.outcome import Outcome, Status
from shebao.setup.checks.doctor import doctor, excel_faults
from shebao.setup.checks.findings import Fault, FaultCode, Weight
from shebao.setup.checks.mends import apply_mends
from shebao.setup.desktop import ExcelDesktop
from shebao.setup.errors import ExcelRunningError, NotInstallableError
from shebao.setup.places import places_on
from shebao.setup.record import Business, InstallRecord, find_province, read_record, write_record

if TYPE_CHECKING:
    from shebao.commands.desk.ui import Confirming
    from shebao.settings import Settings
    from shebao.setup.desktop import Kit
    from shebao.setup.host import Host


# Told in place of a fault's own mend, which is what has just failed.
IN_THE_WAY = (
    "该文件正被占用或没有写入权限：请关闭全部 Excel 窗口"
    "（在任务管理器中结束残留的 Excel 和 python），取消文件的只读或由管理员放开权限，"
    "然后重新执行一次。"
)


# Without one of these Excel has no add-in of this version, or the add-in no Python.
NEEDED_IN_EXCEL = {
    FaultCode.ADDIN_MISSING,
    FaultCode.ADDIN_STALE,
    FaultCode.SETTINGS_DIFFER,
    FaultCode.INTERPRETER_MISSING,
    FaultCode.DLL_MISSING,
}


@dataclass(frozen=True, slots=True)
class Repaired:
    """What repair put back, and what is left for the user, most urgent first."""

    mended: tuple[FaultCode, ...]
    left: tuple[Fault, ...]
    failed: dict[FaultCode, str]

    def outcome(self, done: str) -> Outcome:
        """Return it in words; partial while something that stops the add-in is left."""
        serious = [fault for fault in self.left if fault.weight is Weight.ERROR]
        lines = [f"{done}恢复了 {len(self.mended)} 项；本地数据和工作簿未作改动。"]
        for fault in self.left:
            why = self.failed.get(fault.code)
            mend = fault.mend if why is None else f"（未能自动处理：{why}）{IN_THE_WAY}"
            lines.append(f"[{fault.weight}] {fault.sentence}{mend}")
        lines.append("请重新启动 Excel。" if not serious else "处理以上“错误”各项后才能使用。")
        return Outcome(
            "\n".join(lines),
            Status.PARTIAL if serious else Status.DONE,
            counts={"mended": len(self.mended), "left": len(self.left)},
            facts={"not_in_excel": " ".join(sorted(NEEDED_IN_EXCEL & self.failed.keys()))},
        )


def install(
    host: Host,
    settings: Settings,
    kit: Kit,
    ui: Confirming,
    *,
    province: str = "",
    business: Business = Business.EMPLOYER,
    rule_regions: Collection[str] = (),
) -> Repaired:
    """The add-in is installed for this user, with the business and the province confirmed.

    ``rule_regions`` are the six-digit regions of the known rule files. Without a province the
    earlier choice stands.

    Raises NotInstallableError, ExcelRunningError, ParameterError, NotConfirmedError or
    FileRefusedError; nothing was changed then.
    """
    _closed_excel(host, settings, kit, "安装")
    if business is not Business.EMPLOYER:
        raise ParameterError(
            f"本加载项只办理“{Business.EMPLOYER}”，不含“{business}”，没有安装，未作任何改动。"
            f"{business}请使用官方的社保费管理客户端。",
            log="business not offered",
        )
    earlier = read_record(host, settings.home)
    chosen = find_province(province or (earlier.province if earlier else ""), rule_regions)
    rules = "" if chosen.is_ready else "（该地区暂无规则文件，登录后须由税务系统提供）"
    ui.confirm(
        f"安装“{business}”，办理社保业务的地区为“{chosen.name}”{rules}。"
        "选错地区将无法办理业务，确认选择该地区"
    )
    placed = earlier.placed if earlier else ()
    write_record(host, settings.home, InstallRecord(business, chosen.code, placed))
    return repair(host, settings, kit)


def repair(host: Host, settings: Settings, kit: Kit) -> Repaired:
    """Program and settings are as this version installs them; the user's data is untouched.

    Raises NotInstallableError or ExcelRunningError; nothing was changed then.
    """
    desktop = _closed_excel(host, settings, kit, "修复")
    before = excel_faults(desktop)
    failed = apply_mends(desktop, before)
    left = doctor(host, settings, kit)
    still = {fault.code for fault in left}
    mended = dict.fromkeys(
        fault.code for fault in before if fault.is_repairable and fault.code not in still
    )
    order = list(Weight)
    by_weight = sorted(left, key=lambda fault: order.index(fault.weight))
    return Repaired(tuple(mended), tuple(by_weight), failed)


def _closed_excel(host: Host, settings: Settings, kit: Kit, doing: str) -> ExcelDesktop:
    places = places_on(host)
    if places is None:
        raise NotInstallableError
    if host.is_running(places.excel_process):
        raise ExcelRunningError(doing)
    return ExcelDesktop(host, settings, kit, places)
