"""Whether somebody forbade Excel to start a program, or programs to run from the user's folders.

Source: Microsoft's reference of attack surface reduction rules for their identifiers and values;
the administrative templates of Windows for AppLocker (SrpV2) and software restriction (Safer).
"""

from collections.abc import Iterator

from shebao.setup.checks.findings import Fault, FaultCode, Weight
from shebao.setup.desktop import ExcelDesktop
from shebao.setup.host import Host

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
        Weight.ERROR,
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
        Weight.WARNING,
        f"本机只允许运行指定的程序：{'；'.join(restrictions)}。"
        "Python 或库未被允许时，按钮会没有反应或报告启动失败。",
        "请管理员允许由 Python Software Foundation 签名的程序，以及 "
        f"{desktop.kit.interpreter.parent} 中的 DLL 和安装包的脚本。已能正常使用的无需处理。",
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
