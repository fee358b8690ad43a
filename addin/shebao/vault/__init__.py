"""The vault: passwords and the store's key, and nothing else."""

from shebao.vault.errors import VaultError
from shebao.vault.vault import PASSWORD_FROM, Vault

__all__ = ["PASSWORD_FROM", "Vault", "VaultError"]
