"""One session at the bureau, and how every call is made in it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from shebao.bureau.bounds import MOST_PAGES
from shebao.bureau.errors import (
    BureauRefusedError,
    BureauUnreachableError,
    GarbledAnswerError,
    NoPasswordError,
    PasswordUnknownError,
    SessionExpiredError,
    StaleSessionError,
    WrongPasswordError,
)
from shebao.bureau.transport import Model, Transport
from shebao.contract.refusals import RefusalCode
from shebao.contract.session import (
    MAX_PASSWORD_LENGTH,
    LoginRequest,
    PasswordChange,
    PasswordChanged,
    Reauth,
    ReauthRequest,
    Session,
)
from shebao.domain.login_name import LoginName

PAGE = 10_000
Result = TypeVar("Result")


class Keeper(Protocol):
    """Keeps this log-in's session between two runs, as JSON; nothing here raises."""

    def take(self) -> str | None:
        """Return the kept session; None where none may be used."""

    def keep(self, session: str, password: str, day: str, ends_at: datetime) -> None:
        """Keep the session that this password opened on the bureau's day."""

    def forget(self) -> None:
        """Leave nothing of it."""


class _Kept(BaseModel):
    """What a log-in taught: the session, and whether the bureau takes packed bodies."""

    session: Session
    takes_packed: bool


class SessionCalls:
    """One session, opened at the first call that needs it.

    ``password_of`` answers the password of who logs in, or None; ``password_again`` likewise, given
    once more by whoever pays. An expired session is opened again once; a call that was refused
    for it was not recorded. ``admit`` raises when the session must not be used; ``when_refused``
    hears that a password was refused, and says what the user should know of it. ``uploading`` hears
    before each part of a body how many are there, and of how many; when it raises, nothing was
    submitted. ``changes`` says what the bureau did that no receipt tells of. Where there is a
    ``keeper``, an earlier run's session is gone on with; its first call is heard only while what it
    told still holds.
    """

    def __init__(
        self,
        transport: Transport,
        name: LoginName,
        password_of: Callable[[LoginName], str | None],
        password_again: Callable[[LoginName], str | None],
    ) -> None:
        self._transport = transport
        self._password_of = password_of
        self._password_again = password_again
        self._session: Session | None = None
        self._is_kept = False  # the session is an earlier run's
        self._is_proven = False  # and the bureau has answered in it
        self.keeper: Keeper | None = None
        self.name = name
        self.admit: Callable[[Session], None] = lambda _session: None
        self.when_refused: Callable[[LoginName], str] = lambda _name: ""
        self.uploading: Callable[[int, int], None] = lambda _done, _total: None
        self._refused = ""
        self.changes: list[str] = []

    @property
    def present_session(self) -> Session | None:
        """The session that is open; nobody is logged in for it."""
        return self._session

    def session(self) -> Session:
        """Return the open session, logging in when there is none.

        Raises NoPasswordError or WrongPasswordError; nobody is logged in then.
        """
        if self._session is None:
            self._session = self._taken_up() or self._opened()
        return self._session

    def log_in(self) -> Session:
        """Return a session that this run opened with a password, as ``session`` does."""
        if self._is_kept:
            self._end()
        if self._session is None:
            self._session = self._opened()
        return self._session

    def _taken_up(self) -> Session | None:
        kept = self.keeper.take() if self.keeper else None
        if not kept:
            return None
        try:
            taken = _Kept.model_validate_json(kept)
        except ValidationError:  # of another version
            return None
        self._is_kept, self._is_proven = True, False
        self._transport.takes_packed = taken.takes_packed
        return taken.session

    def _opened(self) -> Session:
        self._end()
        try:
            return self._logged_in()
        except WrongPasswordError as error:
            error.next_step += self.when_refused(self.name)
            raise

    def _end(self) -> None:
        """Go on without this session, in this run and in later ones."""
        self._session, self._is_kept = None, False
        if self.keeper:
            self.keeper.forget()

    def _logged_in(self) -> Session:
        password = self._usable(self._password_of(self.name))
        if password == self._refused:  # each try counts, and too many lock its holder out
            raise WrongPasswordError("LOCAL", "密码刚才已被拒绝，没有再次尝试")
        body = LoginRequest(
            tax_id=self.name.tax_id,
            registration_no=self.name.registration_no or None,
            user_name=self.name.user_name or None,
            password=password,
        )
        try:
            session = self._transport.read("POST", "/v1/session", Session, headers={}, body=body)
        except WrongPasswordError:
            self._refused = password
            raise
        told = session.employer.tax_id
        if told.upper() != self.name.tax_id.upper():  # an answer to somebody else's log-in
            raise GarbledAnswerError(f"登录得到的是 {told} 的答复，本单位是 {self.name.tax_id}")
        is_over = session.must_change_password or session.must_confirm_enrolment
        ends_at = _in_utc(session.expires_at)
        if self.keeper and session.tag and ends_at and not is_over:
            learned = _Kept(session=session, takes_packed=self._transport.takes_packed)
            told = learned.model_dump_json()
            self.keeper.keep(told, password, session.business_date, ends_at)
        return session

    def change_password(self, old: str | None, new: str) -> None:
        """Change the password of whoever is logged in.

        Raises PasswordUnknownError when the answer is lost; after any other error the old one
        holds.
        """
        body = PasswordChange(old_password=self._usable(old), new_password=new)
        if self.keeper:
            self.keeper.forget()
        try:
            self._read("POST", "/v1/session/password", PasswordChanged, body=body)
        except (BureauUnreachableError, GarbledAnswerError) as error:
            raise PasswordUnknownError from error
        self.changes.append(f"已修改{self.name.asks_for}")
        self._session = self.session().model_copy(update={"must_change_password": False})

    def reauth(self) -> str:
        """Give the password again and return the proof that paying needs."""
        body = ReauthRequest(password=self._usable(self._password_again(self.name)))
        return self._read("POST", "/v1/session/reauth", Reauth, body=body).proof

    @property
    def address(self) -> str:
        """Where this bureau is."""
        return self._transport.base_url

    def _usable(self, password: str | None) -> str:
        if not password:
            raise NoPasswordError(self.name.asks_for)
        if len(password) > MAX_PASSWORD_LENGTH:
            raise WrongPasswordError("LOCAL", f"密码超过 {MAX_PASSWORD_LENGTH} 个字符")
        return password

    def _openly(self, path: str, body: BaseModel, answer: type[Model]) -> Model:
        return self._transport.read("POST", path, answer, headers={}, body=body)

    def _get(
        self, path: str, answer: type[Model], asked: dict[str, str] | dict[str, int] | None = None
    ) -> Model:
        return self._read("GET", path, answer, params=asked)

    def _read(
        self,
        method: str,
        path: str,
        answer: type[Model],
        *,
        params: dict[str, str] | dict[str, int] | None = None,
        body: BaseModel | bytes | None = None,
        check: Callable[[bytes], None] | None = None,
    ) -> Model:
        def call() -> Model:
            return self._transport.read(
                method,
                path,
                answer,
                headers=self._authorization(),
                params=params,
                body=body,
                check=check,
            )

        return self._renewing(call)

    def _authorization(self) -> dict[str, str]:
        session = self.session()
        self.admit(session)
        tag = {"Session-Tag": session.tag} if self._is_kept and not self._is_proven else {}
        return {"Authorization": f"Bearer {session.token}", **tag}

    def _renewing(self, call: Callable[[], Result]) -> Result:
        try:
            result = call()
        except BureauRefusedError as error:
            if error.refusal_code != RefusalCode.SESSION_EXPIRED:
                raise
        else:
            self._is_proven = True
            return result
        self._renew()
        try:
            return call()
        except BureauRefusedError as error:
            if error.refusal_code == RefusalCode.SESSION_EXPIRED:
                raise SessionExpiredError from error
            raise

    def _renew(self) -> None:
        """Let the same call be made in a new session.

        Raises StaleSessionError when the ended one told otherwise: it may have led to the call.
        """
        before = self._session if self._is_kept and not self._is_proven else None
        self._session = self._opened()  # taken up again, one that nobody can remove fails for ever
        if before is not None and self._session.tag != before.tag:
            raise StaleSessionError


def _in_utc(moment: datetime) -> datetime | None:
    """Return the same moment; None for one without a zone, or that only another zone's year has."""
    try:
        return moment.astimezone(UTC) if moment.tzinfo else None
    except OverflowError:
        return None


def pages(what: str) -> Iterator[int]:
    """Yield a number for every page that may be asked for.

    Raises GarbledAnswerError when there still is another one: it would never end.
    """
    yield from range(MOST_PAGES)
    raise GarbledAnswerError(f"{what} 超过 {MOST_PAGES} 页")


def overlapping(first_period: str, last_period: str) -> dict[str, str]:
    """Ask for what concerns something of these periods."""
    return {"period_from": first_period, "period_to": last_period}


def span(first: str, last: str) -> dict[str, str]:
    """Ask for what is of the days or periods first to last, both included."""
    return {"from": first, "to": last}


# The plain calls of the nouns, a row each there; what comes is told in the contract.


def whole(path: str, answer: type[Model]) -> Callable[[SessionCalls], Model]:
    """The call that asks for all there is at a path."""

    def call(self: SessionCalls) -> Model:
        return self._get(path, answer)

    return call


def one(path: str, answer: type[Model]) -> Callable[[SessionCalls, str], Model]:
    """The call that asks for what has a number, which stands in the path."""

    def call(self: SessionCalls, number: str) -> Model:
        return self._get(path.format(number), answer)

    return call


def between(
    path: str, answer: type[Model], ask: Callable[[str, str], dict[str, str]] = span
) -> Callable[[SessionCalls, str, str], Model]:
    """The call that asks for what is of the days or periods first to last, both included."""

    def call(self: SessionCalls, first: str, last: str) -> Model:
        return self._get(path, answer, ask(first, last))

    return call
