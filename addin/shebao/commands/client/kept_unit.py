"""What the client's files told of the unit itself: its name, its unit numbers, its injury rate."""

import json
from dataclasses import asdict, dataclass, field
from typing import Self

from shebao.contract.session import Employer, EmployerKind, UnitNumber
from shebao.contract.wire import Ppm
from shebao.domain.unit_mark import BY_CLIENT
from shebao.rule_book.regions import Region
from shebao.store import Store

_SETTING = "client_unit/"
NO_UNIT_NO = "未列明"  # of enrolments whose files name no 单位编号
# The first character of a 统一社会信用代码 is who registered it, the second what it is.
_KINDS = {"1": EmployerKind.PUBLIC_BODY, "92": EmployerKind.SOLE_TRADER}


@dataclass(frozen=True, slots=True)
class KeptUnit:
    """``unit_numbers`` has the insurances of each; ``injury_ppm`` is None before a detail tells."""

    name: str = ""
    unit_numbers: dict[str, list[str]] = field(default_factory=dict)
    injury_ppm: int | None = None


class ClientEmployer(Employer):
    """An employer as the client's files tell of it: not all that a bureau would say."""

    # Narrower answers are for bureaus; a frozen model may well be wider where nobody writes it.
    injury_rate_ppm: Ppm | None = None  # type: ignore[assignment]

    @classmethod
    def of(cls, region: Region, tax_id: str, unit: KeptUnit) -> Self:
        """Return the employer of a tax id that is insured in a city."""
        kind = _KINDS.get(tax_id[:2]) or _KINDS.get(tax_id[:1], EmployerKind.ENTERPRISE)
        return cls(
            account_id=account_of(tax_id, region.code),
            tax_id=tax_id,
            name=unit.name or "本单位",
            kind=kind,
            registration_type=BY_CLIENT,
            region=region.code,
            region_name=region.name,
            tax_office_no=region.code,
            tax_office=region.name,
            injury_rate_ppm=unit.injury_ppm,
            established_on="2000-01-01",
            unit_numbers=[
                UnitNumber(unit_no=number, agency="", insurances=insurances)
                for number, insurances in sorted(unit.unit_numbers.items())
            ],
        )


def account_of(tax_id: str, region: str) -> str:
    """Return what the store keeps a unit's files under: never a bureau's account."""
    return f"client-{tax_id}-{region}"


def kept_unit(store: Store, account: str) -> KeptUnit:
    """Return what is known of the unit; nothing before its first file."""
    text = store.settings.get(f"{_SETTING}{account}")
    return KeptUnit(**json.loads(text)) if text else KeptUnit()


def keep_unit(store: Store, account: str, unit: KeptUnit) -> None:
    """Keep what a file told of the unit."""
    store.settings.put(f"{_SETTING}{account}", json.dumps(asdict(unit), ensure_ascii=False))
