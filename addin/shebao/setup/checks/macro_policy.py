"""Whether somebody forbade macros, so that a perfect add-in would still stay silent.

Source: the administrative templates of Office (office16.admx, excel16.admx) for the value names.
An add-in in XLSTART lies in a trusted location: ``VBAWarnings`` binds it only where trusted
locations were switched off, or where the profile lies on a share and shares are not trusted.
"""

from collections.abc import Iterator

from shebao.setup.host import Host, System
from shebao.setup.places import places_on
from shebao.setup.windows_excel import VERSIONS

_UNSIGNED_BLOCKED = (3, 4)  # VBAWarnings: only signed macros; none, without asking


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
    disabled = any(
        True
        for software in (r"HKCU\Software\Policies", r"HKCU\Software")
        for _ in _matching(host, rf"{software}\{excel}", AllLocationsDisabled=(1,))
    )
    only_policy = any(
        True
        for _ in _matching(
            host, rf"HKCU\Software\Policies\{common}", **{"Allow User Locations": (0,)}
        )
    )
    return not (disabled or only_policy) and (_is_local(host) or _trusts_shares(host, excel))


def _is_local(host: Host) -> bool:
    places = places_on(host)
    return places is None or not places.addin.drive.startswith("\\\\")


def _trusts_shares(host: Host, excel: str) -> bool:
    return any(
        True
        for software in (r"HKCU\Software\Policies", r"HKCU\Software")
        for _ in _matching(host, rf"{software}\{excel}", AllowNetworkLocations=(1,))
    )


def _matching(host: Host, key: str, **forbidding: tuple[int, ...]) -> Iterator[str]:
    values = {name.lower(): value for name, value in host.registry_values(key).items()}
    for name, bad in forbidding.items():
        value = values.get(name.lower())
        if value in bad:
            yield rf"{key}\{name}={value!r}"
