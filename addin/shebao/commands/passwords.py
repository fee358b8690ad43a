"""The declaration password on its way to the bureau: kept in the vault, or typed by the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shebao.commands.context import Ui
    from shebao.vault import Vault


class Passwords:
    """Asks only for what is not kept; what was typed lives until the run ends.

    The repr shows no secret.
    """

    def __init__(self, vault: Vault, ui: Ui) -> None:
        self._vault = vault
        self._ui = ui
        self._typed: dict[str, str] = {}

    def for_login(self, tax_id: str) -> str | None:
        """Return the kept password, else the typed one; None where neither can be had.

        Raises NotConfirmedError when the user will not type one.
        """
        kept = self._vault.password(tax_id)
        if kept or tax_id in self._typed:
            return kept or self._typed[tax_id]
        typed = self._ui.password(f"请输入 {tax_id} 的申报密码")
        if typed:
            self._typed[tax_id] = typed
        return typed or None

    def once_more(self, tax_id: str) -> str | None:
        """Return a password typed just now, though one is kept: seed G 2.6.1.2 三（四）.

        Where nobody can be asked, the kept one stands for it.
        """
        typed = self._ui.password(f"缴费前的安全认证：请再次输入 {tax_id} 的申报密码")
        return typed or self._vault.password(tax_id)

    def was_typed(self, tax_id: str) -> bool:
        """Whether the user typed the password in this run, so that it may be worth keeping."""
        return tax_id in self._typed

    def keep_typed(self, tax_id: str) -> bool:
        """Return whether the keyring now holds what the user typed."""
        return self._vault.keep_password(tax_id, self._typed[tax_id])

    def drop_refused(self, tax_id: str) -> None:
        """Ask next time: the bureau refused the password."""
        self._typed.pop(tax_id, None)
        self._vault.drop_refused_password(tax_id)
