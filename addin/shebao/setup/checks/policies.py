"""Whether somebody forbade macros or the start of Python, so that a perfect add-in stays silent.

Source: the administrative templates of Office (office16.admx, excel16.admx) for the value names of
macros; of Windows for AppLocker (SrpV2) and software restriction (Safer); Microsoft's reference of
attack surface reduction rules for their identifiers and values.
An add-in in XLSTART lies in a trusted location: ``VBAWarnings`` binds it only where trusted
locations were switched off, or where the profile lies on a share and shares are not trusted.
"""

from collections.abc import Iterator, Sequence

from shebao.setup.checks.findings import Fault, FaultCode, Weight
from shebao.setup.desktop import ExcelDesktop
from shebao.setup.host import Host, System
from shebao.setup.places import places_on
from shebao.setup.windows_excel import VERSIONS

_USERS = (r"HKCU\Software\Policies", r"HKCU\Software")  # policy first
_UNSIGNED_BLOCKED = (3, 4)  # VBAWarnings: only signed macros; none, without asking


def find_forbidden_macros(desktop: ExcelDesktop) -> Fault | None:
    """Neither a policy nor the user keeps macros of our kind from running."""
    settings = forbidding_settings(desktop.host)
    if not settings:
        return None
    return Fault(
        FaultCode.MACROS_FORBIDDEN,
        f"本机的设置或组策略禁止 Excel 运行此加载项的宏：{'；'.join(settings)}。",
        "如由单位统一管理，请把以上项目告知管理员，申请允许；如是自己设置的，请在 Excel 的"
        "“文件 → 选项 → 信任中心 → 信任中心设置”（macOS：“偏好设置 → 安全性”）中放开。"
        "社保费不会改动安全设置。",
    )


def forbidding_settings(host: Host) -> list[str]:
    """Return the settings that keep the add-in from running, as an administrator finds them."""
    if host.system is System.WINDOWS:
        return list(_windows(host))
    if host.system is System.MACOS:
        state = host.output_of(
            "defaults", "read", "com.microsoft.office", "VisualBasicMacroExecutionState"
        )
        if state is not None and state.strip() == "DisabledWithoutWarnings":
            return ["com.microsoft.office VisualBasicMacroExecutionState=DisabledWithoutWarnings"]
    return []


def _windows(host: Host) -> Iterator[str]:
    for version in VERSIONS:
        office = rf"Microsoft\Office\{version}"
        for software in (r"HKCU\Software\Policies", r"HKLM\SOFTWARE\Policies", r"HKCU\Software"):
            yield from _matching(host, rf"{software}\{office}\Common", VBAOff=(1,))
            security = rf"{software}\{office}\Excel\Security"
            yield from _matching(host, security, DisableAllAddins=(1,), RequireAddinSig=(1,))
            if not _trusts_locations(host, office):
                yield from _matching(host, security, VBAWarnings=_UNSIGNED_BLOCKED)


def _trusts_locations(host: Host, office: str) -> bool:
    excel, common = (rf"{office}\{part}\Security\Trusted Locations" for part in ("Excel", "Common"))
    user_locations: dict[str, tuple[int, ...]] = {"Allow User Locations": (0,)}
    if _is_set(host, _USERS, excel, AllLocationsDisabled=(1,)):
        return False
    if _is_set(host, _USERS[:1], common, **user_locations):
        return False
    places = places_on(host)
    is_local = places is None or not places.addin.drive.startswith("\\\\")
    return is_local or _is_set(host, _USERS, excel, AllowNetworkLocations=(1,))


def _is_set(host: Host, hives: Sequence[str], key: str, **wanted: tuple[int, ...]) -> bool:
    return any(any(_matching(host, rf"{hive}\{key}", **wanted)) for hive in hives)


def _matching(host: Host, key: str, **forbidding: tuple[int, ...]) -> Iterator[str]:
    values = {name.lower(): value for name, value in host.registry_values(key).items()}
    for name, bad in forbidding.items():
        value = values.get(name.lower())
        if value in bad:
            yield rf"{key}\{name}={value!r}"


# Either way from a click to Python starts a process, and the add-in declares what its DLL offers.
RULES = {
    "d4f940ab-401b-4efc-aadc-ad5f3c50688a": "禁止 Office 启动子进程",
    "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b": "禁止 Office 宏调用 Win32 API",
}
_BLOCKING = {1: "阻止", 6: "警告"}  # 2 only writes a log
_DEFENDER = r"Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_DEFENDER_KEYS = (
    rf"HKLM\SOFTWARE\Policies\Microsoft\{_DEFENDER}",
    rf"HKLM\SOFTWARE\Microsoft\{_DEFENDER}",
)
_POLICIES = r"HKLM\SOFTWARE\Policies\Microsoft\Windows"
_APPLOCKER = {"Exe": "程序", "Dll": "DLL", "Script": "脚本"}


def find_forbidden_start(desktop: ExcelDesktop) -> Fault | None:
    """No rule of Defender keeps Excel from starting Python."""
    rules = list(_blocking_rules(desktop.host))
    if not rules:
        return None
    return Fault(
        FaultCode.START_FORBIDDEN,
        f"本机的安全规则不允许 Excel 启动 Python，按钮和工作表函数不能使用：{'；'.join(rules)}。",
        f"请把以上规则告知管理员，申请对 {desktop.kit.interpreter.parent} 中的 python.exe 和 "
        "pythonw.exe 设置排除项，或改为审核（2）。社保费不会改动安全设置。",
    )


def find_restricted_programs(desktop: ExcelDesktop) -> Fault | None:
    """Neither AppLocker nor software restriction chooses which programs run."""
    restrictions = list(_restrictions(desktop.host))
    if not restrictions:
        return None
    return Fault(
        FaultCode.PROGRAMS_RESTRICTED,
        f"本机只允许运行指定的程序：{'；'.join(restrictions)}。"
        "Python 或库未被允许时，按钮会没有反应或报告启动失败。",
        "请管理员允许由 Python Software Foundation 签名的程序，以及 "
        f"{desktop.kit.interpreter.parent} 中的 DLL 和安装包的脚本。已能正常使用的无需处理。",
        weight=Weight.WARNING,
    )


def _blocking_rules(host: Host) -> Iterator[str]:
    for key in _DEFENDER_KEYS:
        values = {name.lower(): value for name, value in host.registry_values(key).items()}
        for rule, what in RULES.items():
            value = values.get(rule)
            number = int(value) if isinstance(value, str) and value.isdecimal() else value
            if isinstance(number, int) and number in _BLOCKING:
                yield rf"{what}（{key}\{rule}={number}，{_BLOCKING[number]}）"


def _restrictions(host: Host) -> Iterator[str]:
    for kind, what in _APPLOCKER.items():
        key = rf"{_POLICIES}\SrpV2\{kind}"
        if host.registry_values(key).get("EnforcementMode") == 1:
            yield rf"AppLocker {what}规则（{key}\EnforcementMode=1）"
    key = rf"{_POLICIES}\Safer\CodeIdentifiers"
    if host.registry_values(key).get("DefaultLevel") == 0:
        yield rf"软件限制策略（{key}\DefaultLevel=0）"
