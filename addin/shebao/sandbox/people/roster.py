"""A roster: who is enrolled in what at which wage, read from the official client's template.

Layout: sheet 缴费工资申报数据, tax id in B2, people from row 4. By insurance: heads ``code|name``
from E2 on, and a wage for each that the person is enrolled in. By person: no heads, 缴费工资 in E3,
and everyone is enrolled in an enterprise's insurances, at one wage or none yet.
"""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from shebao.contract.wages import MAX_WAGE_FEN
from shebao.sandbox.errors import SandboxError
from shebao.sandbox.people.people import make_people, make_tax_id
from shebao.sandbox.signing import canonical_json, sha256_hex

MADE_UP_REGION = "520100"  # where made-up employers are, unless told
SHEET = "缴费工资申报数据"
FIRST_INSURANCE_COLUMN = 4
WAGE_HEAD = "缴费工资"
HEAD = re.compile(r"^(\d{3})\|(.+)$")
MOST_EXACT = 10**15  # a worksheet number keeps no more digits
TAX_ID = re.compile(r"^[0-9A-Z]{15,20}$")
DEFAULT_HEADS = ("110", "210", "310", "330", "410")
PUBLIC_BODY_HEADS = ("120", "180", "210", "310", "330", "410")


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a roster; a wage, or none yet, per insurance that the person is enrolled in."""

    name: str
    id_type: str
    id_number: str
    group: str
    wages_fen: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Roster:
    """An employer's people as last year's filing left them."""

    tax_id: str
    insurances: tuple[str, ...]
    members: tuple[Member, ...]

    def sha256(self) -> str:
        """The same for the same content, whatever file it came in."""
        people = [
            [m.name, m.id_type, m.id_number, m.group, dict(m.wages_fen)] for m in self.members
        ]
        return sha256_hex(canonical_json([self.tax_id, list(self.insurances), people]))


def made_up_roster(employees: int, region: str, *, public_body: bool, seed: int = 1) -> Roster:
    """A roster of made-up people under a made-up tax id, everyone in every insurance."""
    heads = PUBLIC_BODY_HEADS if public_body else DEFAULT_HEADS
    return Roster(
        tax_id=make_tax_id(region, seed),
        insurances=heads,
        members=tuple(
            Member(p.name, p.id_type, p.id_number, "", dict.fromkeys(heads, p.wage_fen))
            for p in make_people(employees, seed)
        ),
    )


def read_roster(path: Path) -> Roster:
    """The roster in a file of the official template.

    Raises SandboxError: the file is missing, damaged or not that template.
    """
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
        if SHEET not in workbook.sheetnames:
            raise SandboxError(f"名册“{path.name}”不是参保职工列表模板：没有工作表“{SHEET}”。")
        rows = [list(row) for row in workbook[SHEET].iter_rows(values_only=True)]
        workbook.close()
    except FileNotFoundError as error:
        raise SandboxError(f"未找到名册文件“{path}”，请检查路径。") from error
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, InvalidFileException) as error:
        raise SandboxError(f"名册“{path.name}”已损坏或不是 .xlsx 文件，无法读取。") from error
    return _parse(rows, path.name)


def _parse(rows: list[list[Any]], name: str) -> Roster:
    if len(rows) < 4 or len(rows[1]) <= FIRST_INSURANCE_COLUMN:
        raise SandboxError(f"名册“{name}”不是参保职工列表模板：缺少表头或没有职工。")
    tax_id = _text(rows[1][1]).upper()
    if not TAX_ID.match(tax_id):
        raise SandboxError(f"名册“{name}”的 B2 单元格不是有效的纳税人识别号。")
    heads: dict[int, str] = {}
    is_by_person = _text(rows[2][FIRST_INSURANCE_COLUMN]) == WAGE_HEAD and not any(
        _text(cell) for cell in rows[1][FIRST_INSURANCE_COLUMN:]
    )
    for column, cell in enumerate(rows[1][FIRST_INSURANCE_COLUMN:], start=FIRST_INSURANCE_COLUMN):
        if not _text(cell):
            continue
        head = HEAD.match(_text(cell))
        if head is None or head[1] in heads.values():
            raise SandboxError(f"名册“{name}”第 2 行的险种“{_text(cell)}”无法识别或重复。")
        heads[column] = head[1]
    members: list[Member] = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows[3:], start=4):
        if not any(_text(cell) for cell in row):
            continue
        where = f"名册“{name}”第 {number} 行"
        member = _member_by_person(row, where) if is_by_person else _member(row, heads, where)
        if (member.id_type, member.id_number) in seen:
            raise SandboxError(f"名册“{name}”第 {number} 行的职工重复出现。")
        seen.add((member.id_type, member.id_number))
        members.append(member)
    insurances = DEFAULT_HEADS if is_by_person else tuple(heads.values())
    if not insurances or not members:
        raise SandboxError(f"名册“{name}”没有险种或没有职工。")
    return Roster(tax_id, insurances, tuple(members))


def _member_by_person(row: list[Any], where: str) -> Member:
    name, id_type, id_number, group = _person(row, where)
    cell = row[FIRST_INSURANCE_COLUMN] if len(row) > FIRST_INSURANCE_COLUMN else None
    wage = _fen(cell, where) if _text(cell) else None
    return Member(name, id_type, id_number, group, dict.fromkeys(DEFAULT_HEADS, wage))


def _person(row: list[Any], where: str) -> tuple[str, str, str, str]:
    if any(isinstance(cell, (int, float)) and cell >= MOST_EXACT for cell in row[:4]):
        raise SandboxError(f"{where}的号码是数字格式，超过 15 位的末几位已丢失，请按文本重新录入。")
    name, id_type, id_number, group = (_text(cell) for cell in [*row, None, None, None, None][:4])
    if not (name and id_type and id_number):
        raise SandboxError(f"{where}缺少姓名、证件类型或证件号码。")
    return name, id_type.split("|")[0], id_number.upper(), group


def _member(row: list[Any], heads: dict[int, str], where: str) -> Member:
    name, id_type, id_number, group = _person(row, where)
    wages_fen: dict[str, int | None] = {}
    for column, insurance in heads.items():
        cell = row[column] if column < len(row) else None
        if _text(cell):
            wages_fen[insurance] = _fen(cell, where)
    return Member(name, id_type, id_number, group, wages_fen)


def _fen(cell: Any, where: str) -> int:
    try:
        fen = (Decimal(_text(cell).replace(",", "")) * 100).quantize(Decimal(1), ROUND_HALF_UP)
    except InvalidOperation:
        fen = Decimal(0)
    if not 0 < fen <= MAX_WAGE_FEN:
        raise SandboxError(f"{where}的缴费工资不是有效的金额。")
    return int(fen)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
