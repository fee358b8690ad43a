"""Who logs in to the bureau."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LoginName:
    """A registration of a tax id, and its user; without a user name it is the administrator.

    The registration number may be empty while the tax id has only one.
    """

    tax_id: str
    registration_no: str = ""
    user_name: str = ""

    @property
    def secret_name(self) -> str:
        """Under which the password is kept: each registration and each user has its own."""
        registration = f"@{self.registration_no}" if self.registration_no else ""
        user = f"/{self.user_name}" if self.user_name else ""
        return f"{self.tax_id}{registration}{user}"

    @property
    def asks_for(self) -> str:
        """How a question names the password."""
        if self.user_name:
            return f"{self.tax_id} 用户“{self.user_name}”的密码"
        return f"{self.tax_id} 的申报密码"
