"""A month's bills become vouchers: accrued by department, paid in one; debit equals credit.

The accounts that are proposed are those of 财会〔2006〕18号 (附录 会计科目); sub-accounts are the
employer's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shebao.domain.money import yuan
from shebao.rules.group_paths import is_within

COST, PAYABLE, WITHHELD, WAGES, BANK, LATE_FEE = ITEMS = (
    "单位承担", "应付社保", "代扣个人", "应付工资", "银行存款", "滞纳金",
)  # fmt: skip
ACCRUAL, WITHHOLDING, PAYMENT = "计提", "代扣", "缴纳"
PROPOSED = (
    (COST, "6602", "管理费用"),
    (PAYABLE, "2211", "应付职工薪酬"),
    (WITHHELD, "2241", "其他应付款"),
    (BANK, "1002", "银行存款"),
    (LATE_FEE, "6711", "营业外支出"),
)


@dataclass(frozen=True, slots=True)
class Account:
    """One row of the accounts; a blank department or insurance stands for all others."""

    item: str
    department: str
    insurance_name: str
    code: str
    name: str
    department_code: str


@dataclass(frozen=True, slots=True)
class Part:
    """What the unit and the persons bear of one insurance in one department, in fen."""

    department: str
    insurance_name: str
    unit_fen: int
    person_fen: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a voucher; one of the two amounts is zero."""

    summary: str
    account: Account
    department: str
    debit_fen: int = 0
    credit_fen: int = 0


@dataclass(frozen=True, slots=True)
class Voucher:
    """One voucher, its debits first."""

    kind: str
    day: date
    entries: tuple[Entry, ...]


class MissingAccountsError(Exception):
    """There is no account for these, in the user's words; nothing was made."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(dict.fromkeys(missing))
        super().__init__("no account for a part of the bills")


def accrual(accounts: Sequence[Account], parts: Sequence[Part], period: str, day: date) -> Voucher:
    """Return the unit's cost by department against what is owed.

    Raises MissingAccountsError.
    """
    words = f"计提 {period} 社会保险费（单位部分）"
    debits = _gather(accounts, COST, _units(parts), by_department=True)
    owed = _gather(accounts, PAYABLE, _units(parts))
    return Voucher(ACCRUAL, day, (*_entries(words, debits), *_entries(words, owed, credit=True)))


def withholding(
    accounts: Sequence[Account], parts: Sequence[Part], period: str, day: date
) -> Voucher | None:
    """Return the persons' shares taken off the wages owed; None when the user has no such account.

    Raises MissingAccountsError.
    """
    if all(account.item != WAGES for account in accounts):
        return None
    words = f"代扣 {period} 社会保险费（个人部分）"
    debits = _gather(accounts, WAGES, _persons(parts), by_department=True)
    owed = _gather(accounts, WITHHELD, _persons(parts))
    entries = (*_entries(words, debits), *_entries(words, owed, credit=True))
    return Voucher(WITHHOLDING, day, entries)


def payment(
    accounts: Sequence[Account], parts: Sequence[Part], period: str, day: date, late_fee_fen: int
) -> Voucher:
    """Return what was owed and withheld, and a late fee, paid by the bank.

    Raises MissingAccountsError.
    """
    words = f"缴纳 {period} 社会保险费"
    whole = Part("", "", 0, 0)
    total = sum(p.unit_fen + p.person_fen for p in parts) + late_fee_fen
    debits = (
        *_entries(f"{words}（单位部分）", _gather(accounts, PAYABLE, _units(parts))),
        *_entries(f"{words}（个人部分）", _gather(accounts, WITHHELD, _persons(parts))),
        *_entries(f"{words}滞纳金", _gather(accounts, LATE_FEE, [(whole, late_fee_fen)])),
    )
    bank = _entries(words, _gather(accounts, BANK, [(whole, total)]), credit=True)
    return Voucher(PAYMENT, day, (*debits, *bank))


def faults_of(
    vouchers: Iterable[Voucher], unit_fen: int, person_fen: int, late_fee_fen: int
) -> list[str]:
    """Return in words which vouchers do not balance, or are not what the bills say."""
    paid = unit_fen + person_fen + late_fee_fen
    due = {ACCRUAL: unit_fen, WITHHOLDING: person_fen, PAYMENT: paid}
    faults = []
    for voucher in vouchers:
        debit = sum(entry.debit_fen for entry in voucher.entries)
        credit = sum(entry.credit_fen for entry in voucher.entries)
        wanted = due[voucher.kind]
        if not debit == credit == wanted:
            faults.append(
                f"{voucher.kind}借方 {yuan(debit)} 元、贷方 {yuan(credit)} 元，"
                f"应为 {yuan(wanted)} 元"
            )
    return faults


def account_for(
    accounts: Iterable[Account], item: str, department: str, insurance_name: str
) -> Account | None:
    """Return the account of an item: the nearest department first, then its own insurance."""
    fitting = [
        account
        for account in accounts
        if account.item == item
        and (not account.department or is_within(department, account.department))
        and account.insurance_name in ("", insurance_name)
    ]
    return max(fitting, key=lambda a: (len(a.department), bool(a.insurance_name)), default=None)


def _units(parts: Iterable[Part]) -> Iterable[tuple[Part, int]]:
    return ((part, part.unit_fen) for part in parts)


def _persons(parts: Iterable[Part]) -> Iterable[tuple[Part, int]]:
    return ((part, part.person_fen) for part in parts)


def _gather(
    accounts: Sequence[Account],
    item: str,
    amounts: Iterable[tuple[Part, int]],
    *,
    by_department: bool = False,
) -> dict[tuple[Account, str], int]:
    """Add the amounts up by account, and by department where that is asked."""
    found: dict[tuple[Account, str], int] = {}
    missing = []
    for part, fen in amounts:
        if not fen:
            continue
        account = account_for(accounts, item, part.department, part.insurance_name)
        if account is None:
            what = "、".join(filter(None, (part.department, part.insurance_name)))
            missing.append(f"{item}（{what}）" if what else item)
            continue
        key = account, (account.department or part.department) if by_department else ""
        found[key] = found.get(key, 0) + fen
    if missing:
        raise MissingAccountsError(missing)
    return found


def _entries(
    words: str, sums: Mapping[tuple[Account, str], int], *, credit: bool = False
) -> list[Entry]:
    return [
        Entry(words, account, department, *((0, fen) if credit else (fen, 0)))
        for (account, department), fen in sums.items()
        if fen
    ]
