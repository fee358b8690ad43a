"""A headless Chromium that a test drives over its debugging pipe; nothing beside it is needed."""

import base64
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE_SECONDS

WIDTH, HEIGHT = 1366, 768


class PageLeftError(Exception):
    """A page went while it was asked."""


class Browser:
    """One tab of a browser; what it is told, it has done when a call returns."""

    def __init__(self, to: int, back: int) -> None:
        self._to = os.fdopen(to, "wb", buffering=0)
        self._back = os.fdopen(back, "rb")
        self._last = 0
        self._session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self.call("Page.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._last += 1
        order = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            order["sessionId"] = self._session
        self._to.write(json.dumps(order).encode() + b"\0")
        while True:
            told = json.loads(self._message())
            if told.get("id") == self._last:
                if "navigated" in told.get("error", {}).get("message", ""):
                    raise PageLeftError
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result

    def _message(self) -> bytes:
        message = bytearray()
        while (byte := self._back.read(1)) != b"\0":
            assert byte, "the browser is gone"
            message += byte
        return bytes(message)

    def run(self, script: str) -> Any:
        """The value of a script in the page as it is now."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def open(self, url: str) -> None:
        self.call("Page.navigate", url=url)
        self._settle()

    def press(self, button: str, form: str = "form", **fields: str) -> None:
        """Fill the form of a selector and press its button of that label."""
        self.run("window.formerPage = true")
        with suppress(PageLeftError):  # it was pressed
            self.run(
                f"(() => {{ const form = document.querySelector({json.dumps(form)});"
                f"for (const [name, value] of Object.entries({json.dumps(fields)}))"
                "  form.querySelector(`[name=${name}]`).value = value;"
                f"const wanted = {json.dumps(button)};"
                "[...form.querySelectorAll('button')]"
                "  .find(button => button.innerText === wanted).click(); })()"
            )
        self._until("window.formerPage !== true")
        self._settle()

    def text(self) -> str:
        return str(self.run("document.body.innerText"))

    def picture(self, path: Path, height: int = HEIGHT) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=WIDTH,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def _settle(self) -> None:
        self._until("document.readyState === 'complete' && location.protocol !== 'about:'")

    def _until(self, condition: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            with suppress(PageLeftError):
                if self.run(condition):
                    return
            assert time.monotonic() < deadline, f"never came: {condition}"


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A browser with a profile of its own, gone after the block."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        to_browser, from_browser = os.pipe(), os.pipe()
        # Chromium reads its orders from descriptor 3 and answers on 4.
        line = f'exec chromium "$@" 3<&{to_browser[0]} 4>&{from_browser[1]}'
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
        options += [f"--window-size={WIDTH},{HEIGHT}", f"--user-data-dir={profile}"]
        process = subprocess.Popen(
            ["bash", "-c", line, "chromium", *options, "about:blank"],
            pass_fds=(to_browser[0], from_browser[1]),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser[0])
        os.close(from_browser[1])
        try:
            browser = Browser(to_browser[1], from_browser[0])
            try:
                yield browser
            finally:
                browser._to.close()
                browser._back.close()
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)
