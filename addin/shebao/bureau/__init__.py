"""The HTTP client of the bureau."""

import sys

# httpx looks for its own command line, and with it for rich and click: half of its start.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # None is documented so
