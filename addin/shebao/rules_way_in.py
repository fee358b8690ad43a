"""``shebao rules``: the law of a city as a file, shown, checked, used, borrowed or exported."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from shebao.contract.rule_file import Grade, LimitRule, RateRule, RuleFile, Sourced
from shebao.domain.errors import FileRefusedError, InputError, ParameterError
from shebao.domain.period import Period
from shebao.json_answer import print_json
from shebao.law import BOOK, law_of, machine, month_of, say
from shebao.own_rules import (
    drop_own_rules,
    keep_own_rules,
    own_regions,
    public_key,
    read_rule_file,
    write_signed,
)
from shebao.rule_book.book import rule_file
from shebao.rule_book.regions import Region, places_without_rules, provinces, regions, regions_named
from shebao.rule_cache import forget_rule_file, keep_chosen_rule_file
from shebao.rules.borrowed import borrowed, borrowed_words, borrowing_words, lender_of, own_name
from shebao.rules.deadline import calendar_of_year
from shebao.rules.premiums.one_person import KEYS
from shebao.rules.rule_file_faults import rule_file_faults
from shebao.rules.rules_shown import shown_in, words_of
from shebao.rules.signature import fingerprint
from shebao.rules.which_region import which_region, without_rules
from shebao.terminal_ui import TerminalUi
from shebao.wiring import now

MAIN_CODES = ("110", "210", "310", "410")
# 120 and 180 are for public bodies; the other keys are those of shebao compute.
PUBLIC_KEYS = {**KEYS, "120": "public_pension", "180": "occupational_annuity"}


def run_rules(options: argparse.Namespace) -> int:
    """Do one of the seven things with rule files; return 0, or 1 when a checked file has faults."""
    verbs: dict[str, Callable[[argparse.Namespace], int]] = {
        "list": _list,
        "show": _show,
        "check": _check,
        "use": _use,
        "borrow": _borrow,
        "drop": _drop,
        "export": _export,
    }
    return verbs[options.what](options)


def _list(options: argparse.Namespace) -> int:
    home, _ = machine()
    own = own_regions(home)
    chosen = list(regions())
    if options.region:
        province = provinces().get("".join(options.region.split()))
        chosen = [r for r in chosen if r.province == province] or [which_region(options.region)]
    rows = []
    for region in chosen:
        file, origin = law_of(region) if region.code in own else (rule_file(region.code), BOOK)
        if file is not None:
            grades = _grades((*file.limits, *file.rates))
            rows.append((region, file.version, origin, grades))
    if not rows:
        raise without_rules(chosen[0], "没有列出")
    if options.json:
        keys = ("region", "name", "version", "origin", "grades")
        told = [dict(zip(keys, (r.code, r.name, *rest), strict=True)) for r, *rest in rows]
        print_json({"rules": told})
        return 0
    for region, version, origin, grades in rows:
        counted = "、".join(f"{grade} {count}" for grade, count in grades.items())
        say(f"{region.code}\t{region.name}\t{origin} {version}\t{counted}")
    return 0


def _show(options: argparse.Namespace) -> int:
    region, period = _region_and_month(options)
    file, origin = law_of(region)
    shown = {rule.insurance: shown_in(file, rule, period) for rule in file.insurances}
    if not any(told["rates"] for told in shown.values()):
        raise ParameterError(
            f"{region.name} {period} 没有规则（{origin} {file.version}），没有显示其他月份的规则。"
            "请换一个月份，或用 shebao rules use 采用自己的规则。",
            log=f"no law in {period}",
        )
    if options.json:
        print_json(
            {
                "region": region.code,
                "region_name": file.region_name,
                "month": str(period),
                "version": file.version,
                "origin": origin,
                "insurances": {PUBLIC_KEYS[code]: told for code, told in shown.items()},
            }
        )
        return 0
    say(f"{file.region_name} {period} 的规则，{origin} {file.version}")
    for code, told in shown.items():
        for row in (*told["limits"], *told["rates"], *told["classes"]):
            say(f"{code} {told['name']}\t{words_of(row)}")
    return 0


def _check(options: argparse.Namespace) -> int:
    read = read_rule_file(_given(options.file, "规则文件"))
    faults = _faults(read.file, options)
    signed = f"签名指纹 {fingerprint(read.signer)}" if read.signer else "没有签名"
    if options.json:
        print_json({"file": str(options.file), "region": read.file.region, "faults": faults})
    elif not faults:
        say(f"{read.file.region_name}的规则文件 {read.file.version} 可以采用，{signed}。")
    if faults and not options.json:
        sys.stderr.write(f"{_not_usable(faults)}\n")
    return 1 if faults else 0


def _use(options: argparse.Namespace) -> int:
    read = read_rule_file(_given(options.file, "规则文件"))
    if faults := _faults(read.file, options):
        raise InputError(_not_usable(faults), log="rule file has faults")
    home, find_key = machine()
    region = which_region(read.file.region)
    present, origin = _present(region)
    ui = TerminalUi(agrees=options.yes)
    if present is not None and read.file.issued_on < present.issued_on:
        ui.confirm(
            f"{region.name}的规则文件 {read.file.version} 发布于 {read.file.issued_on}，"
            f"早于现用的{origin} {present.version}（{present.issued_on}），确定采用吗"
        )
    if read.signer is None:
        ui.confirm(f"规则文件“{options.file.name}”没有签名，确定采用并由本机签名吗")
    elif read.signer != public_key(find_key()):
        ui.confirm(
            f"规则文件“{options.file.name}”由另一台电脑签名（指纹 {fingerprint(read.signer)}），"
            "确定采用吗"
        )
    own = _custom(read.file, present)
    keep_own_rules(home, own, find_key)
    keep_chosen_rule_file(home, own)  # for the worksheet functions
    whose = f"借用{lender_of(own)}的" if lender_of(own) else "自定义"
    message = f"已采用{region.name}的规则文件 {read.file.version}，显示为{whose}，先于规则书使用。"
    return _tell(options, message, region=region.code, version=read.file.version, message=message)


def _borrow(options: argparse.Namespace) -> int:
    """Use another city's rules for a region, once the user agrees; nothing does so by itself."""
    region = _region(options)
    if not options.lender:
        raise ParameterError("请用 --from 指明借用哪个城市的规则。没有执行。", log="no lender")
    lender, _ = law_of(which_region(options.lender))
    own = borrowed(lender, region)
    home, find_key = machine()
    question = borrowing_words(region, lender, own_regions(home))
    TerminalUi(agrees=options.yes).confirm(question)
    keep_own_rules(home, own, find_key)
    keep_chosen_rule_file(home, own)  # for the worksheet functions
    message = borrowed_words(region, lender)
    return _tell(options, message, region=region.code, lender=lender.region, message=message)


def _drop(options: argparse.Namespace) -> int:
    region = _region(options)
    home, _ = machine()
    if region.code not in own_regions(home):
        raise ParameterError(
            f"{region.name}没有本地规则，没有作任何改动。请核对地区。", log="no own rules"
        )
    TerminalUi(agrees=options.yes).confirm(
        f"放弃{region.name}的本地规则（可先用 rules export 留存），"
        "改用税务系统或规则书的规则，确定吗"
    )
    drop_own_rules(home, region.code)
    forget_rule_file(home, region.code)
    message = (
        f"已放弃{region.name}的本地规则；下次登录起按税务系统的规则，"
        "工作表函数在重新打开 Excel 后按规则书计算，登录后按税务系统的规则。"
    )
    return _tell(options, message, region=region.code, message=message)


def _tell(options: argparse.Namespace, said: str, **answer: object) -> int:
    """Say what was done, for people or for programs; return 0."""
    if options.json:
        print_json(answer)
    else:
        say(said)
    return 0


def _present(region: Region) -> tuple[RuleFile | None, str]:
    """Return what is in use; the book's where own rules cannot be used, so that new ones can.

    None where there is nothing yet: every value of new ones is the user's then.
    """
    try:
        return law_of(region)
    except (FileRefusedError, ParameterError):
        return rule_file(region.code), BOOK


def _export(options: argparse.Namespace) -> int:
    out = _given(options.out, "--out")
    region = _region(options)
    file, origin = law_of(region)
    if out.exists() and not options.yes:
        raise FileRefusedError(out, "已存在", "请换一个 --out，或加 --yes 覆盖。")
    if out.suffix.lower() == ".ics":
        return _export_calendar(options, out, file)
    write_signed(out, file, machine()[1]())
    message = f"已导出{region.name}的规则文件（{origin} {file.version}）到 {out}。"
    return _tell(options, message, region=region.code, origin=origin, files=[str(out)])


def _export_calendar(options: argparse.Namespace, out: Path, file: RuleFile) -> int:
    year = month_of(options.month).year if options.month else now().year
    try:
        out.write_text(calendar_of_year(file, year, now()), encoding="utf-8", newline="")
    except OSError as error:
        raise FileRefusedError(out, "无法写入", "请检查磁盘空间和权限后重试。") from error
    grade = file.deadline.grade
    message = f"已把{file.region_name} {year} 年各月的缴费期限（{grade}）写到 {out}，可导入日历。"
    return _tell(options, message, region=file.region, year=year, files=[str(out)])


def _custom(file: RuleFile, present: RuleFile | None) -> RuleFile:
    """Return the file with every value that the present rules do not have graded as the user's."""
    changed: dict[str, object] = {}
    for part in RuleFile.model_fields:
        value, known = getattr(file, part), getattr(present, part, None)
        if isinstance(value, list):
            changed[part] = [row if row in (known or ()) else _as_own(row) for row in value]
        elif value != known:
            changed[part] = _as_own(value)
    return file.model_copy(update=changed)


def _as_own(value: object) -> object:
    if not isinstance(value, Sourced) or value.grade is Grade.BORROWED:
        return value
    return value.model_copy(update={"grade": Grade.CUSTOM})


def _faults(file: RuleFile, options: argparse.Namespace) -> list[str]:
    wanted = which_region(options.region).code if options.region else file.region
    faults = rule_file_faults(file, wanted, MAIN_CODES)
    if not any(each.code == file.region for each in (*regions(), *places_without_rules())):
        faults.append(f"规则书中没有地区 {file.region}")
    elif file.region not in {region.code for region in regions_named(own_name(file))}:
        faults.append(f"地区代码 {file.region} 与地区名称“{file.region_name}”不符")
    return faults


def _not_usable(faults: list[str]) -> str:
    return f"规则文件不能采用：{'；'.join(faults)}。没有作任何改动，请改正后重试。"


def _given(path: Path | None, what: str) -> Path:
    if path is None:
        raise ParameterError(f"请写明{what}。没有执行。", log="no file")
    return path


def _region(options: argparse.Namespace) -> Region:
    if not options.region:
        raise ParameterError("请用 --region 指明地区。没有执行。", log="no region")
    return which_region(options.region)


def _region_and_month(options: argparse.Namespace) -> tuple[Region, Period]:
    if not (options.region and options.month):
        raise ParameterError(
            "请用 --region 和 --month 指明地区和月份。没有执行。", log="no region or month"
        )
    return which_region(options.region), month_of(options.month)


def _grades(rows: Iterable[LimitRule | RateRule]) -> dict[str, int]:
    counts = Counter(str(row.grade) for row in rows)
    return {grade: counts[grade] for grade in Grade if counts[grade]}
