"""Rule files from the bureau: fetched when newer, refused when damaged or not signed, shown."""

from collections.abc import Sequence

from shebao.bureau.errors import GarbledAnswerError, NotSignedError
from shebao.commands.desk.bureau_key import (
    changed_key_words,
    kept_key,
    take_vouched_key,
    trusted_key,
)
from shebao.commands.desk.context import Context
from shebao.commands.desk.fetched import Fetched
from shebao.domain.errors import FileRefusedError
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome, Status
from shebao.own_rules import own_regions, own_rule_file
from shebao.rule_cache import keep_rule_files
from shebao.rules.borrowed import lender_of
from shebao.rules.premiums.sureness import grades_told
from shebao.rules.rule_file_faults import rule_file_faults
from shebao.rules.signature import fingerprint
from shebao.sheets.declared.employer_sheets import RULE_FILES, RuleFileRow
from shebao.sheets.declared.row import replace

OWN = "使用自己的规则"
USED, OUTDATED, NONE = "使用中", "使用上一版", "没有可用的规则文件"


def update_rules(ctx: Context) -> Outcome:
    """Fetch what is newer, by hand, and show count and versions of the files in use."""
    table = ctx.table(RULE_FILES)
    new_key = take_vouched_key(ctx, table)
    seen = () if new_key else ctx.rules_seen  # else the log-in of this run has just asked
    found = seen or fetch_rule_files(ctx)
    rows = [_row(ctx, each) for each in found]
    table.replace(rows)
    fetched = sum(each.is_new for each in found)
    versions = "、".join(f"{row.region_name} {row.version}" for row in rows if row.version)
    message = f"{new_key}规则文件共 {len(found)} 个，本次更新 {fetched} 个：{versions or '无'}。"
    refused = refused_words(found)
    message += refused or _keep_on_disk(ctx, found)
    if key := kept_key(ctx):
        message += f"签名按税务机关公钥（指纹 {fingerprint(key)}）核对。"
    table.activate()
    status = Status.PARTIAL if refused else Status.DONE
    return table.report(message, status, counts={"rule_files": len(found), "fetched": fetched})


def fetch_rule_files(ctx: Context) -> list[Fetched]:
    """Keep every rule file that differs from the one kept and can be used; the last good stays."""
    insurances = {code for unit in ctx.session.employer.unit_numbers for code in unit.insurances}
    found = []
    for entry in ctx.one_by_one("下载规则文件", ctx.bureau.rule_files().rule_files):
        if ctx.store.rule_files.sha256(entry.region) == entry.sha256:
            found.append(Fetched(entry))
            continue
        try:
            rule_file = ctx.bureau.rule_file(entry, trusted_key(ctx))
        except GarbledAnswerError:
            fault = "内容损坏，或与税务系统公布的校验值不符"
            found.append(Fetched(entry, fault=fault))
            continue
        except NotSignedError as error:
            found.append(Fetched(entry, fault=error.fault + changed_key_words(ctx)))
            continue
        kept = ctx.store.rule_files.newest(entry.region)
        faults = rule_file_faults(rule_file, entry.region, insurances, kept)
        if not faults:
            ctx.store.rule_files.keep(rule_file, entry.sha256, ctx.now())
        found.append(Fetched(entry, not faults, "；".join(faults[:3])))
    ctx.rules_seen = found
    return found


def refused_words(found: Sequence[Fetched]) -> str:
    """Say which rule files were refused, why, and what is computed with instead."""
    return "".join(
        f"地区 {each.entry.region} 的规则文件 {each.entry.version} 没有采用：{each.fault}。"
        "继续使用原有规则，请稍后点击“规则文件更新”，仍不成功请联系税务机关。"
        for each in found
        if each.fault
    )


def _row(ctx: Context, fetched: Fetched) -> RuleFileRow:
    own = own_rule_file(ctx.home, fetched.entry.region, ctx.store_place.find_key)
    kept = own or ctx.store.rule_files.newest(fetched.entry.region)
    row = RuleFileRow(
        region=fetched.entry.region, offered=fetched.entry.version, fault=fetched.fault, state=NONE
    )
    if kept is None:
        return row
    when = ctx.store.rule_files.fetched_at(kept.region)
    lender = lender_of(own) if own else ""
    state = f"借用{lender}的规则" if lender else OWN if own else OUTDATED if fetched.fault else USED
    return replace(
        row,
        state=state,
        region_name=kept.region_name,
        version=kept.version,
        issued_on=kept.issued_on,
        insurances=len(kept.insurances),
        limits=len(kept.limits),
        rates=len(kept.rates),
        grades=grades_told(kept),
        fetched_at=local_time(when) if when else "",
    )


def _keep_on_disk(ctx: Context, found: Sequence[Fetched]) -> str:
    """Let the worksheet functions compute with the same; return words when they cannot."""
    own = own_regions(ctx.home)  # those go before the bureau's, in the functions too
    regions = [each.entry.region for each in found if each.entry.region not in own]
    kept = [ctx.store.rule_files.newest(region) for region in regions]
    try:
        keep_rule_files(ctx.home, [file for file in kept if file is not None])
    except FileRefusedError as error:
        return error.message
    return ""
