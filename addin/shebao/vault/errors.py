"""The vault's error.

VaultError  VAU-01  a secret cannot be kept or found; no data was changed
"""

from shebao.domain.errors import ShebaoError


class VaultError(ShebaoError):
    """A secret cannot be kept or found; no data was changed."""

    code = "VAU-01"

    def __init__(self, why: str, next_step: str, *, log: str) -> None:
        super().__init__(
            f"{why}。本地数据完好，未作任何改动，也没有生成新密钥。{next_step}", log=log
        )
