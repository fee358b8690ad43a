"""kill -9 at any moment leaves every submission once or not at all, and the key says which."""

import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Semaphore

import httpx

from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import SettledState
from shebao.sandbox.database import data_url
from tests.patience import PATIENCE_SECONDS
from tests.sandbox.process import DAILY_REGION, desk_month, process
from tests.sandbox.running import accepted, daily, wage_items

KIND = SubmissionKind.WAGE_FILING


def test_killed_between_commit_and_answer_it_holds_exactly_one(tmp_path: Path) -> None:
    """The answer was held back when the process died: the client knows nothing, the data does."""
    url = data_url(tmp_path / "data")
    with process(
        database_url=url, employees=5, region=DAILY_REGION, answer_delay=PATIENCE_SECONDS
    ) as first:
        desk = first.desk()
        body = daily(wage_items(desk.employees(), 800_000), desk_month(desk))
        address = first.opening["url"].removeprefix("http://").split(":")
        with socket.create_connection((address[0], int(address[1]))) as line:
            content = body.model_dump_json().encode()
            line.sendall(
                b"POST /v1/wage-filings HTTP/1.1\r\nHost: sandbox\r\nIdempotency-Key: held\r\n"
                b"Content-Type: application/json\r\n"
                + f"Authorization: {desk.http.headers['Authorization']}\r\n".encode()
                + b"Content-Length: %d\r\n\r\n" % len(content)
                + content
            )
            while desk.received(KIND) == 0:
                pass
            first.end(signal.SIGKILL)
            assert line.recv(100) == b""
        desk.http.close()

    with process(database_url=url) as second:
        desk = second.desk()
        again = accepted(desk.send(KIND, body, "held"))
        assert desk.settle(KIND, "held").receipt == again
        assert desk.received(KIND) == 1
        assert desk.settle(KIND, "never-sent").state is SettledState.CLOSED
        desk.http.close()


def test_killed_in_a_burst_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    """After the restart every key is settled, and only what was closed is sent again."""
    url = data_url(tmp_path / "data")
    with process(database_url=url, employees=5, region=DAILY_REGION) as first:
        desk = first.desk()
        body = daily(wage_items(desk.employees(), 800_000), desk_month(desk))
        taken = Semaphore(0)

        def burst(sender: int) -> dict[str, str | None]:
            """Send until the bureau is gone, so that no kill comes too late."""
            told: dict[str, str | None] = {}
            for number in count():
                key = f"burst-{sender}-{number}"
                try:
                    told[key] = accepted(desk.send(KIND, body, key)).receipt_no
                    taken.release()
                except httpx.TransportError:
                    told[key] = None
                    break
            return told

        with ThreadPoolExecutor(4) as pool:
            bursts = [pool.submit(burst, sender) for sender in range(4)]
            for _ in range(6):
                assert taken.acquire(timeout=PATIENCE_SECONDS)
            first.end(signal.SIGKILL)
            told = {key: receipt for one in bursts for key, receipt in one.result().items()}
        desk.http.close()

    with process(database_url=url) as second:
        desk = second.desk()
        held = 0
        for key in told:
            settlement = desk.settle(KIND, key)
            if settlement.receipt is None:
                assert told[key] is None, "the bureau answered and then forgot"
                accepted(desk.send(KIND, body, f"again-{key}"))
            else:
                assert told[key] in {None, settlement.receipt.receipt_no}
                held += 1
        assert held >= sum(receipt is not None for receipt in told.values()) >= 6
        assert desk.received(KIND) == len(told)
        desk.http.close()
