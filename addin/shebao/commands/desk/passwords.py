"""The passwords on their way to the bureau: kept in the vault, or typed by the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shebao.contract.session import MAX_PASSWORD_LENGTH
from shebao.domain.errors import ParameterError

if TYPE_CHECKING:
    from shebao.commands.desk.ui import Ui
    from shebao.domain.login_name import LoginName
    from shebao.vault import Vault


class Passwords:
    """Asks only for what is not kept; what was typed lives until the run ends.

    The repr shows no secret.
    """

    def __init__(self, vault: Vault, ui: Ui) -> None:
        self._vault = vault
        self._ui = ui
        self._typed: dict[str, str] = {}
        self._renewed: dict[str, str] = {}  # stands before the kept one, which is old by now

    def for_login(self, name: LoginName) -> str | None:
        """Return the kept password, else the typed one; None where neither can be had.

        Raises NotConfirmedError when the user will not type one.
        """
        secret = name.secret_name
        known = self._renewed.get(secret) or self._vault.password(secret) or self._typed.get(secret)
        if known:
            return known
        typed = self._ui.password(f"请输入 {name.asks_for}")
        if typed:
            self._typed[secret] = typed
        return typed or None

    def credential(self, name: str) -> str | None:
        """Return the secret of a batch's credential."""
        return self._vault.credential(name)

    def password(self, name: str) -> str | None:
        """Return the password kept for a login, asking nobody."""
        return self._vault.password(name)

    def once_more(self, name: LoginName) -> str | None:
        """Return a password typed just now, though one is kept: seed G 2.6.1.2 三（四）.

        Where nobody can be asked, the kept one stands for it.
        """
        typed = self._ui.password(f"缴费前的安全认证：请再次输入 {name.asks_for}")
        return typed or self._known(name)

    def before_change(self, name: LoginName) -> str | None:
        """Return the present password, typed just now: a desk left open must not change it."""
        return self._ui.password(f"修改密码：请输入 {name.asks_for}（原密码）") or self._known(name)

    def new_one(self, name: LoginName) -> str:
        """Return a new password, typed twice; where nobody can be asked, SHEBAO_NEW_PASSWORD.

        Raises ParameterError when there is none that can be sent; nothing was changed.
        """
        typed = self._ui.password(
            f"请设置新密码，代替 {name.asks_for}"
            "（8 至 20 位，含数字、小写字母、大写字母、符号中的至少 3 种）"
        )
        if typed and self._ui.password("请再次输入新密码") != typed:
            raise ParameterError(
                "两次输入的新密码不一致，密码没有修改。请重新执行。", log="two new passwords"
            )
        new = typed or self._vault.new_password()
        if not new:
            raise ParameterError(
                "没有新密码，密码没有修改。请在 Excel 中执行（命令行请设置环境变量"
                " SHEBAO_NEW_PASSWORD）。",
                log="no new password",
            )
        if len(new) > MAX_PASSWORD_LENGTH:
            raise ParameterError(
                f"新密码超过 {MAX_PASSWORD_LENGTH} 个字符，密码没有修改。请换一个密码后重试。",
                log="new password too long",
            )
        return new

    def renew(self, name: LoginName, password: str) -> str:
        """Use this password from now on, and keep it where the old one was kept; say what else."""
        secret = name.secret_name
        self._renewed[secret] = password
        self._typed.pop(secret, None)
        if self._vault.replace_password(secret, password):
            return "系统钥匙串中的密码已同时更新。"
        if self._vault.is_given:
            return "请把环境变量 SHEBAO_PASSWORD 改为新密码。"
        self._typed[secret] = password
        return ""

    def was_typed(self, name: LoginName) -> bool:
        """Whether the user typed the password in this run, so that it may be worth keeping."""
        return name.secret_name in self._typed

    def keep_typed(self, name: LoginName) -> bool:
        """Return whether the keyring now holds what the user typed."""
        return self._vault.keep_password(name.secret_name, self._typed[name.secret_name])

    def for_proxy(self, user: str) -> tuple[str, str]:
        """Return what the user typed for the proxy, and what to use: that or the kept one."""
        typed = self._ui.password(f"请输入代理用户 {user} 的密码")
        return typed, typed or self._vault.proxy_password()

    def keep_proxy(self, password: str) -> bool:
        """Return whether the keyring now holds the proxy's password."""
        return self._vault.keep_proxy_password(password)

    def passphrase(self, prompt: str) -> str:
        """Return the passphrase of a backup; the environment's where nobody can be asked."""
        return self._ui.password(prompt) or self._vault.backup_passphrase()

    def new_passphrase(self, prompt: str) -> str:
        """Return a passphrase typed twice alike.

        Raises ParameterError when the two differ; nothing was done then.
        """
        first, again = self.passphrase(prompt), self.passphrase("请再次输入备份口令")
        if first != again:
            raise ParameterError(
                "两次输入的备份口令不一致，没有备份。请重新执行并输入相同的口令。",
                log="passphrases differ",
            )
        return first

    def drop_refused(self, name: LoginName) -> str:
        """Ask next time, as the bureau refused the password; say which one that was.

        Kept and tried at every click, it would lock its holder out.
        """
        if self._typed.pop(name.secret_name, None):
            return ""
        if self._vault.is_given:
            return (
                f"这次用的是{self._vault.given_by}，请先改正它；"
                "改正之前请不要重复执行，连续输错会被锁定。"
            )
        self._vault.forget_password(name.secret_name)
        return (
            "这次用的是系统钥匙串中保存的密码，已从钥匙串删除；请再次点击“登录”并输入现在的密码。"
        )

    def _known(self, name: LoginName) -> str | None:
        secret = name.secret_name
        return self._renewed.get(secret) or self._vault.password(secret)
