"""Who the employer is: registrations, users, unit numbers, notices."""

from shebao.bureau.session import SessionCalls
from shebao.contract.session import (
    Employer,
    EnrolmentConfirmation,
    NoticeList,
    PendingList,
    RegistrationChoice,
    RegistrationLink,
    RegistrationList,
    RegistrationQuery,
    UnitType,
)
from shebao.contract.unit_links import UnitLink, UnitLinkList
from shebao.contract.users import User, UserList, UserRequest


class EmployerCalls(SessionCalls):
    """The employer behind the session, and what can be asked before there is one."""

    def employer(self) -> Employer:
        """Return the employer as it is registered now; a log-in of this run has just told it."""
        session = self.session()
        if not self._is_kept:
            self.admit(session)
            return session.employer
        return self._read("GET", "/v1/employer", Employer)

    def confirm_enrolment(self, unit_nos: list[str]) -> None:
        """Say that the enrolment data of the first login is right."""
        body = EnrolmentConfirmation(unit_nos=unit_nos)
        self._read("POST", "/v1/employer/confirm", Employer, body=body)
        self.changes.append("已核实确认参保登记信息")
        self._session = self.session().model_copy(update={"must_confirm_enrolment": False})

    def registrations(self) -> RegistrationList:
        """Return every registration of the tax id; needs no session."""
        return self._openly(
            "/v1/registrations/lookup", RegistrationQuery(tax_id=self.name.tax_id), RegistrationList
        )

    def pending(self, registration_no: str) -> PendingList:
        """Return what registering would link; needs no session."""
        body = RegistrationChoice(tax_id=self.name.tax_id, registration_no=registration_no)
        return self._openly("/v1/registrations/pending", body, PendingList)

    def register(self, registration_no: str, unit_type: UnitType) -> PendingList:
        """Link everything pending; asked again it is linked once. Needs no session."""
        body = RegistrationLink(
            tax_id=self.name.tax_id, registration_no=registration_no, unit_type=unit_type
        )
        linked = self._openly("/v1/registrations/link", body, PendingList)
        self.changes.append(f"已注册登记序号 {registration_no}")
        return linked

    def users(self) -> list[User]:
        """Return the employer's users, for its administrator."""
        return self._read("GET", "/v1/users", UserList).users

    def keep_user(self, user_name: str, body: UserRequest) -> User:
        """Let the user be as asked; asked again it is the same user."""
        user = self._read("PUT", f"/v1/users/{user_name}", User, body=body)
        self.changes.append(f"已保存用户“{user_name}”")
        return user

    def reset_user(self, user_name: str) -> User:
        """Let the user's password be the user name again."""
        user = self._read("POST", f"/v1/users/{user_name}/reset", User)
        self.changes.append(f"已重置用户“{user_name}”的密码")
        return user

    def unit_links(self) -> list[UnitLink]:
        """Return every unit number of the employer, pending ones first."""
        return self._read("GET", "/v1/unit-numbers", UnitLinkList).unit_numbers

    def notices(self) -> NoticeList:
        """Return the bureau's notices, newest first."""
        return self._read("GET", "/v1/notices", NoticeList)
