"""A host's name becomes addresses in time: the system's own look-up knows no deadline.

A name server that does not answer holds ``getaddrinfo`` for half a minute and more, and nothing can
stop it. So it runs beside the call, which goes on without it when its time is over.
"""

import queue
import socket
import threading
from collections.abc import Callable
from ipaddress import ip_address

import httpcore

LookUp = Callable[[str, int], list[str]]
_Found = list[str] | OSError | UnicodeError


def ask_system(host: str, port: int) -> list[str]:
    """Return a name's addresses in the order in which to try them.

    Raises OSError or UnicodeError.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def addresses_of(host: str, port: int, seconds: float | None, look_up: LookUp) -> list[str]:
    """Return the addresses of a name, within the time.

    Raises httpcore.ConnectTimeout when it is over, httpcore.ConnectError when there is none.
    """
    if _is_address(host):
        return [host]
    answer: queue.SimpleQueue[_Found] = queue.SimpleQueue()

    def look() -> None:
        try:
            answer.put(look_up(host, port))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    threading.Thread(target=look, name="look-up", daemon=True).start()
    try:
        found = answer.get(timeout=seconds)
    except queue.Empty as error:
        raise httpcore.ConnectTimeout("the name server does not answer") from error
    if isinstance(found, Exception):
        raise httpcore.ConnectError(f"no address for {host}") from found
    return found


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
