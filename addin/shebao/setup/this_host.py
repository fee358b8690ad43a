"""Chooses the host for the computer that this process runs on."""

import sys
from collections.abc import Mapping

from shebao.setup.host import Host


def this_host(environment: Mapping[str, str]) -> Host:
    """Return this computer."""
    if sys.platform == "win32":
        from shebao.setup.windows_host import WindowsHost

        return WindowsHost(environment)
    if sys.platform == "darwin":
        from shebao.setup.macos_host import MacosHost

        return MacosHost(environment)
    from shebao.setup.linux_host import LinuxHost

    return LinuxHost(environment)
