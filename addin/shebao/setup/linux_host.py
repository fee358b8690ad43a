"""Linux: no Excel, everything else."""

from shebao.setup.host import System
from shebao.setup.machine import Machine


class LinuxHost(Machine):
    """This computer, when it runs Linux or anything else that is not Windows or macOS."""

    @property
    def system(self) -> System:
        """Linux."""
        return System.LINUX

    def has_chinese_font(self) -> bool | None:
        """Return whether fontconfig knows a font for Chinese; None without fontconfig."""
        answer = self.output_of("fc-list", ":lang=zh", "family")
        return None if answer is None else bool(answer.strip())
