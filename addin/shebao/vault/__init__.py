"""The vault: passwords and the store's key, and nothing else."""

from shebao.vault.errors import VaultError
from shebao.vault.vault import Vault

__all__ = ["Vault", "VaultError"]
