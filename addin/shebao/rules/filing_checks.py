"""All faults for which the bureau refuses a wage filing as a whole, whoever stands on it."""

from collections.abc import Callable

from shebao.rules.checks import r004_window_closed, r005_mode_not_allowed, r006_start_not_allowed
from shebao.rules.filing import Filing

FILING_FAULTS: tuple[Callable[[Filing], str], ...] = (
    r005_mode_not_allowed.fault,
    r004_window_closed.fault,
    r006_start_not_allowed.fault,
)


def filing_fault(filing: Filing) -> str:
    """Say why the filing would be refused as a whole; empty when it would be taken."""
    return "；".join(text for fault in FILING_FAULTS if (text := fault(filing)))
