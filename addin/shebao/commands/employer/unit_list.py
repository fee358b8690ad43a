"""The units this machine has logged in to or registered, with the clerk's own remarks."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Self

from shebao.commands.desk.context import Context
from shebao.contract.session import Employer, Registration, UnitType
from shebao.domain.errors import InputError
from shebao.domain.login_name import LoginName
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.employer_sheets import UNITS, UnitRow
from shebao.sheets.table import SheetTable
from shebao.store.settings import Settings

SETTING = "units"
# Before the name of whose password it is: the keyring itself lists nothing.
KEPT_PASSWORD = "password_kept:"  # noqa: S105 - a name, not a secret
LONGEST_REMARK = 200


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """One registration that can be logged in to."""

    tax_id: str
    registration_no: str
    name: str
    tax_office: str
    registration_type: str
    unit_type: str = str(UnitType.EMPLOYER)
    last_login: str = ""
    remark: str = ""

    @classmethod
    def of(cls, told: Employer | Registration, unit_type: UnitType, last_login: str = "") -> Self:
        """Return what the bureau told of it."""
        return cls(
            told.tax_id,
            told.registration_no,
            told.name,
            told.tax_office,
            told.registration_type,
            str(unit_type),
            last_login,
        )

    @property
    def key(self) -> str:
        """What tells it from every other one."""
        return f"{self.tax_id}@{self.registration_no}"

    @property
    def login_name(self) -> LoginName:
        """Its administrator."""
        return LoginName(self.tax_id, self.registration_no)

    def __str__(self) -> str:
        """How a choice names it."""
        known = filter(None, (self.tax_id, self.tax_office, self.registration_type, self.remark))
        return f"{self.name}（{'，'.join(known)}）"


def list_units(ctx: Context) -> Outcome:
    """Keep the remarks typed in the sheet, then show every unit this machine knows."""
    table = ctx.table(UNITS)
    kept = _keep_remarks(ctx, table)
    units = show_units(ctx, table)
    message = f"本机已添加 {len(units)} 个单位" + (f"，更新了 {kept} 条备注。" if kept else "。")
    if not units:
        message += "请在“首页”填写纳税人识别号后点击“添加单位”或“登录”。"
    table.activate()
    return table.report(message, counts={"units": len(units), "remarks": kept})


def show_units(ctx: Context, table: SheetTable[UnitRow]) -> list[KnownUnit]:
    """Show every unit this machine knows; return them."""
    units = known_units(ctx)
    table.replace(UnitRow(**asdict(unit), key=unit.key) for unit in units)
    return units


def add_unit(ctx: Context, unit: KnownUnit) -> None:
    """Put the unit into the list, in place of what was known of it; its remark stays."""
    known = {each.key: each for each in known_units(ctx)}
    before = known.get(unit.key)
    if before is not None:
        last_login = unit.last_login or before.last_login
        unit = replace(unit, remark=before.remark, last_login=last_login)
    _keep(ctx, (known | {unit.key: unit}).values())


def known_units(ctx: Context) -> list[KnownUnit]:
    """Return the units in the order in which they were added."""
    text = ctx.store.settings.get(SETTING)
    return [KnownUnit(**row) for row in json.loads(text or "[]")]


def logins_known(settings: Settings) -> list[str]:
    """Return under which names a password may be kept: every unit's, and what was kept by name."""
    units = [KnownUnit(**row) for row in json.loads(settings.get(SETTING) or "[]")]
    names = {unit.tax_id for unit in units} | {unit.login_name.secret_name for unit in units}
    kept = settings.names(KEPT_PASSWORD)
    return sorted(names | {name.removeprefix(KEPT_PASSWORD) for name in kept})


def _keep(ctx: Context, units: Iterable[KnownUnit]) -> None:
    rows = [asdict(unit) for unit in units]
    ctx.store.settings.put(SETTING, json.dumps(rows, ensure_ascii=False))


def _keep_remarks(ctx: Context, table: SheetTable[UnitRow]) -> int:
    """Return how many remarks changed.

    Raises SheetError for a row whose hidden key belongs to another unit, InputError for a remark
    that is too long; nothing is kept then.
    """
    rows = {row.key: row for row in table.rows() if row.key}
    units = known_units(ctx)
    changed = 0
    for place, unit in enumerate(units):
        row = rows.get(unit.key)
        if row is None:
            continue
        if row.tax_id != unit.tax_id:
            raise table.error(
                f"第 {row.at} 行的纳税人识别号与该行不符，可能是排序时只移动了部分列",
                "请撤销排序后重试；或清空各行后点击“单位列表”，备注保持原样。",
            )
        remark = row.remark
        if len(remark) > LONGEST_REMARK:
            raise InputError(
                f"“{table.title}”第 {row.at} 行的备注有 {len(remark)} 个字，最多"
                f" {LONGEST_REMARK} 个字。没有保存任何备注。请缩短后重试。",
                log="remark too long",
            )
        changed += remark != unit.remark
        units[place] = replace(unit, remark=remark)
    if changed:
        _keep(ctx, units)
    return changed
