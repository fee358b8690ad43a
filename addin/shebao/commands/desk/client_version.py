"""Whether the bureau still takes submissions from this version."""

from typing import TYPE_CHECKING

from shebao import __version__
from shebao.bureau.errors import BureauError
from shebao.domain.errors import OutdatedError
from shebao.rules.versions import UpgradeOffer, upgrade_offer

if TYPE_CHECKING:
    from shebao.bureau.client import Bureau


def offered_by(bureau: "Bureau") -> UpgradeOffer | None:
    """Return the offer of the bureau's release notice, or None.

    A bureau without a notice, or one that cannot be read, must never keep anyone from filing.
    """
    try:
        release = bureau.release()
    except BureauError:
        return None
    return upgrade_offer(__version__, release.version, release.minimum_version, release.url)


def refuse_outdated(bureau: "Bureau") -> None:
    """Return unless the bureau asks for a newer version than this one; nothing was sent yet.

    Raises OutdatedError.
    """
    offer = offered_by(bureau)
    if offer is not None and offer.is_required:
        raise OutdatedError(offer.sentence)
