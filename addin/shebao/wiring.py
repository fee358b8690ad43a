"""Builds everything a command needs, once a run."""

import getpass
import platform
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.commands.desk.context import Context
from shebao.commands.desk.ui import Ui
from shebao.domain.errors import InputError, ParameterError
from shebao.settings import Settings, read_settings
from shebao.store.place import StorePlace

if TYPE_CHECKING:
    import xlwings as xw

    from shebao.bureau.client import Bureau
    from shebao.bureau.network import Network
    from shebao.bureau.session import Keeper
    from shebao.bureau.turns import Turns
    from shebao.commands.desk.passwords import Passwords
    from shebao.domain.login_name import LoginName
    from shebao.store import Store
    from shebao.vault import Vault

STORE_FILE = "shebao.db"


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def build_context(
    book: "xw.Book",
    book_path: Path | None,
    ui: Ui,
    environment: Mapping[str, str],
    closing: ExitStack,
    step: str,
    keeper: "Keeper | None" = None,
) -> Context:
    """Return a context; what it opens later is closed with ``closing``."""
    from shebao.commands.desk.passwords import Passwords
    from shebao.vault import Vault
    from shebao.vault.private_folder import keep_private

    settings = read_settings(environment)
    closing.callback(keep_private, settings.home)  # last of all: what the run wrote as well
    vault = Vault(environment, settings.home)
    passwords = Passwords(vault, ui)
    place = store_place(settings, vault)
    ctx = Context(
        book=book,
        book_path=book_path,
        home=settings.home,
        ui=ui,
        passwords=passwords,
        store_place=place,
        make_store=lambda: _store(settings, place, closing),
        make_bureau=lambda name: _bureau(
            settings, passwords, vault, name, closing, _turns(settings, lambda: ctx.store), keeper
        ),
        make_channel=_channel,
        try_network=lambda network: _try_network(settings, network),
        now=now,
        step=step,
        void_wait_seconds=settings.void_wait_seconds,
        holder=settings.holder or f"{getpass.getuser()}@{platform.node()}"[:60],
        is_of_batch=bool(settings.holder),
    )
    return ctx


def _channel(ctx: Context) -> "Bureau":
    """Return the bureau for the employer who logs in, or the official client's files."""
    if ctx.is_by_files:
        from shebao.commands.client.channel import client_channel

        return client_channel(ctx)
    return ctx.make_bureau(ctx.login_name)


def store_place(settings: Settings, vault: "Vault") -> StorePlace:
    """Return where this user's store is, and how its key is found."""
    path = settings.home / STORE_FILE
    return StorePlace(path, lambda: vault.store_key(database_exists=path.exists()))


def _store(settings: Settings, place: StorePlace, closing: ExitStack) -> "Store":
    from shebao.vault.private_folder import make_private

    try:
        make_private(settings.home)
    except OSError as error:
        raise InputError(
            f"数据文件夹“{settings.home}”不能建立或使用，没有发送任何数据。"
            "请检查环境变量 SHEBAO_HOME、权限和磁盘空间。",
            log="data folder unusable",
        ) from error
    store = open_any_store(settings, place)
    closing.callback(store.close)
    return store


def open_any_store(settings: Settings, place: StorePlace) -> "Store":
    """Return the store that a team shares where one is named, else that of this machine.

    Raises StoreError, ParameterError.
    """
    from shebao.store import open_shared_store, open_store

    if settings.database_url:
        return open_shared_store(settings.database_url, place.find_key())
    return open_store(place.path, place.find_key())


def open_kept_store(place: StorePlace, closing: ExitStack) -> "Store":
    """Return the store of this machine, which is not made where there is none.

    Raises ParameterError, StoreError.
    """
    from shebao.store import open_store

    if not place.path.exists():
        raise ParameterError(
            f"没有本机数据“{place.path}”，没有执行。请核对环境变量 SHEBAO_HOME；"
            "只核对证据包时，可用 --key 指定税务机关的公钥文件。",
            log="no store",
        )
    store = open_store(place.path, place.find_key())
    closing.callback(store.close)
    return store


def saved_network(settings: Settings, vault: "Vault") -> "Network":
    """Return the way to the bureau that the user saved, with its password.

    Raises FileRefusedError.
    """
    from shebao.bureau.network import read_network

    network = read_network(settings.home)
    return replace(network, password=vault.proxy_password()) if network.user else network


def _try_network(settings: Settings, network: "Network") -> None:
    from shebao.bureau.transport import Transport
    from shebao.contract.release import Release

    require_url(settings)
    transport = Transport(settings.bureau_url, settings.timeout_seconds, network)
    try:
        transport.glance("/v1/release", Release)
    finally:
        transport.close()


def require_url(settings: Settings) -> None:
    """Raise ParameterError where no bureau is set; nothing was done."""
    if not settings.bureau_url:
        raise ParameterError(
            "没有设置税务系统的网址，没有执行任何操作。请设置环境变量 SHEBAO_BUREAU_URL"
            "（练习可先运行 shebao sandbox）。",
            log="no bureau url",
        )


def _turns(settings: Settings, store: Callable[[], "Store"]) -> "Turns | None":
    """Return the place in the line of a bureau that several machines may ask at once."""
    if not (settings.database_url or settings.bureau_rate):
        return None  # one machine, one request at a time
    from shebao.bureau.turns import Turns

    return Turns(store().pace, settings.bureau_url[:200], settings.bureau_rate)


def _bureau(
    settings: Settings,
    passwords: "Passwords",
    vault: "Vault",
    name: "LoginName",
    closing: ExitStack,
    turns: "Turns | None" = None,
    keeper: "Keeper | None" = None,
) -> "Bureau":
    from shebao.bureau.client import Bureau
    from shebao.bureau.transport import Transport

    require_url(settings)
    network = saved_network(settings, vault)
    transport = Transport(settings.bureau_url, settings.timeout_seconds, network, turns=turns)
    closing.callback(transport.close)
    bureau = Bureau(transport, name, passwords.for_login, passwords.once_more)
    bureau.when_refused = passwords.drop_refused
    if not settings.keeps_session:
        vault.forget_sessions()
    elif settings.holder:  # a batch's thousands of employers would be one file, which all write
        bureau.keeper = keeper
    else:
        bureau.keeper = vault.kept_session(settings.bureau_url, name.secret_name, now)
    return bureau
