"""Installs beside the kit, for Windows, what the tests need and a clerk does not.

    .venv/bin/python -m scripts.windows.test_wheels FOLDER

The versions and hashes are the development lock's.
"""

import subprocess
import sys

from scripts import kit

NEEDED = (
    *("pytest", "pluggy", "iniconfig", "packaging", "pygments", "hypothesis", "sortedcontainers"),
    *("fastapi", "starlette", "annotated-doc", "opentelemetry-api", "uvicorn", "click", "h11"),
    *("argon2-cffi", "argon2-cffi-bindings"),
)


def main() -> None:
    """Download once, then install from what was kept."""
    lock = kit.windows_lock(kit.ROOT / "requirements-dev.lock", NEEDED)
    asking = "install --quiet --disable-pip-version-check --no-index --no-compile"
    subprocess.run(
        [kit.TOOLS, "-m", "pip", *asking.split(), *kit.FOR_WINDOWS, "--target", sys.argv[1],
         *kit.downloaded(lock, "wheels")],
        check=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
