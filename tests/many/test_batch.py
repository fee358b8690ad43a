"""A list of employers, worked through on one machine."""

import json
import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from shebao import __version__
from shebao.commands.batch.batch import _started
from shebao.commands.batch.plan import row_of
from shebao.domain.batch_state import JobState
from shebao.many.engine import TASK_FORM
from shebao.many.task import Task
from shebao.sheets.declared.employer_list_sheet import EMPLOYERS
from shebao.sheets.declared.payment_sheets import PAYMENTS
from shebao.vault.vault import SESSIONS_FILE
from shebao.wiring import now
from tests.many.agency import (
    EVERYTHING,
    Agency,
    begun_again,
    jobs_kept,
    report_rows,
    walking,
    write_labelled,
    write_payroll,
)
from tests.patience import PATIENCE_SECONDS


def files_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.feature("X-MANY")
def test_every_employer_is_filed_and_paid_once_or_says_why_not(agency: Agency) -> None:
    """One employer's trouble is not the others', and what a person must do is said."""
    agency.run("vault", "set", "旧密码", says="not-the-password\n")
    agency.write_list({1: {"凭据": "旧密码"}, 2: {"可缴上限": 1}, 3: {"工资表": "没有.xlsx"}})

    status, answer = agency.batch("run", "--yes")

    assert (status, answer["done"], answer["failed"], answer["waiting"]) == (1, 1, 2, 1)
    assert agency.received() == {"wage_filing": 2, "premium_filing": 2, "payment": 1}
    rows = report_rows(Path(answer["report"]), "各单位")
    assert [row["状态"] for row in rows] == ["完成", "失败", "待确认缴费", "失败"]
    assert "凭据“旧密码”的密码（用 shebao vault set 旧密码 改正）" in rows[1]["说明"]
    assert "可缴上限" in rows[2]["说明"]
    assert "没有.xlsx" in rows[3]["说明"]
    assert rows[0]["已缴"] == rows[0]["应缴费额"] > 0
    assert [row["行"] for row in report_rows(Path(answer["report"]), "需要处理")] == [7, 8, 9]

    agency.write_list()
    status, answer = agency.batch("resume", "--yes")

    assert (status, answer["done"], answer["failed"], answer["waiting"]) == (0, 4, 0, 0)
    assert agency.received() == {"wage_filing": 4, "premium_filing": 4, "payment": 4}

    status, answer = agency.batch("run", "--yes")  # the same plan twice

    assert (status, answer["done"]) == (0, 4)
    assert agency.received() == {"wage_filing": 4, "premium_filing": 4, "payment": 4}


def test_no_secret_and_no_person_is_in_the_engines_tables(one_employer: Agency) -> None:
    """They are in clear, and an administrator may copy them anywhere."""
    one_employer.write_list({0: {"步骤": "更新职工、申报工资"}})
    assert one_employer.batch("run", "--yes")[1]["done"] == 1

    home = files_of(one_employer.folder / "home")
    engine = (one_employer.folder / "home" / "engine.db").read_bytes()
    payroll = openpyxl.load_workbook(one_employer.folder / "工资表_1.xlsx").active
    assert payroll is not None
    people = [str(cell.value) for row in payroll.iter_rows(min_row=2) for cell in row]
    for employer in one_employer.employers:
        assert employer["tax_id"].encode() in engine  # the text below would be seen too
        assert employer["first_password"].encode() not in home
    assert [text for text in people if text.encode() in engine] == []


def logins(agency: Agency) -> int:
    """How many sessions were opened at the bureau."""
    with sqlite3.connect(agency.folder / "bureau" / "bureau.sqlite3") as connection:
        return int(connection.execute("SELECT count(*) FROM sessions").fetchone()[0])


def test_a_stage_logs_in_once(one_employer: Agency) -> None:
    """Each of its commands did: a quarter of an employer's requests, each with a password."""
    one_employer.write_list()

    assert one_employer.batch("run", "--yes")[1]["done"] == 1

    assert logins(one_employer) == len(EVERYTHING.split("、"))
    assert not (one_employer.folder / "home" / SESSIONS_FILE).exists()


def test_the_next_release_takes_up_what_waits(one_employer: Agency) -> None:
    """Under each release's own number a task that waited over an upgrade waited for ever."""
    one_employer.write_list({n: {"步骤": "更新职工"} for n in range(1)})
    one_employer.write_hours(closed_hours())
    assert one_employer.batch("run", "--yes", "--patience", "0")[1]["waiting"] == 1

    engine = sqlite3.connect(one_employer.folder / "home" / "engine.db")
    told = engine.execute("SELECT DISTINCT application_version FROM workflow_status").fetchall()
    engine.close()

    assert told == [(TASK_FORM,)]
    assert __version__ != TASK_FORM


def test_plan_says_what_is_missing_and_changes_nothing(agency: Agency) -> None:
    """Looking must be free of consequences: the clerk looks ten times before the fifteenth."""
    agency.write_list(
        {
            0: {"纳税人识别号": "", "步骤": "上报", "工资表": "没有.xlsx"},
            1: {"步骤": "缴费、上报"},
            2: {"凭据": "没有"},
        }
    )
    before = files_of(agency.folder)

    status, answer = agency.batch("plan")

    assert status == 1
    assert (answer["employers"], answer["ready"], answer["faulty"]) == (4, 1, 3)
    assert [row["fault"] for row in answer["rows"]] == [
        "第 6 行“纳税人识别号”空白，或公式未计算、公式出错；“步骤”中的“上报”不是步骤，可用："
        "更新职工、申报工资、确认社保费、缴费、完税证明；"
        f"工资表“{agency.folder / '没有.xlsx'}”不存在",
        "第 7 行“步骤”中的“上报”不是步骤，可用：更新职工、申报工资、确认社保费、缴费、完税证明",
        "第 8 行凭据“没有”不存在，请执行 shebao vault set 没有",
        "",
    ]
    assert "crontab" not in answer["cron"]
    assert " batch run " in answer["cron"]
    assert "schtasks /Create" in answer["windows_task"]
    assert files_of(agency.folder) == before
    assert agency.received() == {}


def test_a_path_that_no_file_can_have_is_its_rows_fault(agency: Agency) -> None:
    """One such cell ended the whole list as a defect."""
    (agency.folder / "圈.xlsx").symlink_to("圈.xlsx")
    agency.write_list(
        {
            0: {"工作簿": "CON.xlsx"},
            1: {"工作簿": f"{'长' * 200}.xlsx"},
            2: {"工资表": "圈.xlsx"},
            3: {"工作簿": "/dev/zero"},
        }
    )

    status, answer = agency.batch("plan")

    assert (status, answer["status"], answer["faulty"]) == (1, "done", 4)
    assert [row["fault"].split("”")[0] for row in answer["rows"]] == [
        "第 6 行“工作簿",
        "第 7 行“工作簿",
        "第 8 行“工资表",
        "第 9 行“工作簿",
    ]


def test_an_employer_listed_twice_is_done_not_even_once(agency: Agency) -> None:
    """Which of two rows is meant nobody can know; the others go on."""
    twice = {"纳税人识别号": agency.employers[0]["tax_id"], "步骤": "更新职工"}
    agency.write_list({0: {"步骤": "更新职工"}, 1: twice, 2: {"步骤": "更新职工"}})

    _, answer = agency.batch("plan")

    assert [row["fault"] for row in answer["rows"]][:3] == [
        "第 6 行同一单位在第 6、7 行重复出现，请只保留一行",
        "第 7 行同一单位在第 6、7 行重复出现，请只保留一行",
        "",
    ]


def test_a_restore_leaves_batches_as_they_are_today(one_employer: Agency) -> None:
    """A backup's batch would pay once more what the list allowed then."""
    one_employer.write_list({0: {"步骤": "更新职工"}})
    one_employer.batch("run", "--yes")
    status, said = one_employer.run("backup", "--to", str(one_employer.folder / "备份"), "--json")
    assert status == 0, one_employer.said[-1]
    backup = json.loads(said)["files"][0]
    one_employer.write_list({0: {"凭据": "没有"}})
    one_employer.batch("run", "--yes")
    before = jobs_kept(one_employer)

    assert one_employer.run("restore", backup, "--yes")[0] == 0, one_employer.said[-1]
    assert jobs_kept(one_employer) == before

    store = one_employer.folder / "home" / "shebao.db"
    store.write_bytes(b"x" * store.stat().st_size)
    assert one_employer.run("restore", backup, "--yes")[0] == 0, one_employer.said[-1]
    assert jobs_kept(one_employer) == []


def test_without_yes_nothing_is_begun(agency: Agency) -> None:
    """A batch pays money: typing its name is not a yes."""
    status, answer = agency.batch("run")

    assert (status, answer["code"]) == (1, "INP-04")
    assert "4 个含缴费" in answer["message"]
    assert agency.received() == {}
    assert agency.batch("status")[0] == 1  # no batch was begun


def test_a_cancelled_batch_can_be_taken_up_again(two_employers: Agency) -> None:
    """What was done stays done, the rest waits for a resume."""
    steps = {n: {"步骤": "更新职工"} for n in range(2)}
    two_employers.write_list({**steps, 1: {"凭据": "没有"}})
    two_employers.batch("run", "--yes")

    status, answer = two_employers.batch("cancel")
    assert (status, answer["done"]) == (0, 1)

    two_employers.write_list(steps)
    assert two_employers.batch("resume", "--yes")[1]["done"] == 2


def closed_hours() -> str:
    """Hours that are far from now."""
    return "00:00-00:01" if datetime.now().astimezone().hour >= 12 else "23:58-23:59"


def test_an_employer_put_back_into_the_list_is_done(two_employers: Agency) -> None:
    """Under its former run's number the queue took it for done, and the batch never ended."""
    steps = {n: {"步骤": "更新职工"} for n in range(2)}
    two_employers.write_list(steps)
    two_employers.write_hours(closed_hours())
    assert two_employers.batch("run", "--yes", "--patience", "0")[1]["waiting"] == 2
    two_employers.without(1)
    _, answer = two_employers.batch("run", "--yes", "--patience", "0")
    assert (answer["waiting"], answer["failed"]) == (1, 0)  # nothing was begun for it

    two_employers.write_list(steps)
    two_employers.write_hours("")
    _, answer = two_employers.batch("run", "--yes", "--patience", "0")
    assert (answer["done"], answer["waiting"]) == (1, 1)  # who waits for the hour still does

    two_employers.batch("cancel")
    assert two_employers.batch("resume", "--yes")[1]["done"] == 2


def test_who_left_the_list_is_neither_filed_nor_held(agency: Agency) -> None:
    """Its task waits in the queue with the list's former yes to filing and to paying."""
    steps = {n: {"步骤": EVERYTHING} for n in range(4)}
    agency.control("settings", feedback_delay_seconds=86_400)
    agency.write_list(steps)
    assert agency.batch("run", "--yes", "--patience", "0")[1]["waiting"] == 4
    tasks = [
        Task(j.batch_id, j.employer, j.run_no, (j.stage, "缴费"), 9) for j in jobs_kept(agency)
    ]
    agency.write_list(
        {**steps, 2: {"纳税人识别号": agency.employers[1]["tax_id"]}, 3: {"凭据": "无"}}
    )
    agency.without(0)
    assert agency.batch("run", "--yes", "--patience", "0")[1]["waiting"] == 0
    agency.control("settings", feedback_delay_seconds=0)
    agency.control("clock", advance_seconds=90_000)
    before = agency.received()

    with walking(agency) as worker:
        assert worker.store.holds.all() == []
        for task in tasks:
            for stage in task.stages:
                assert not worker.walk(task, stage).go
        assert worker.store.holds.all() == []

    assert agency.received() == before
    states = {job.employer: job.state for job in jobs_kept(agency)}
    assert [states[task.employer] for task in tasks] == [*[JobState.CANCELLED] * 3, JobState.FAILED]


def test_a_worker_lets_go_of_who_left_the_list_meanwhile(two_employers: Agency) -> None:
    """Held on, nobody could file for it until somebody read the database."""
    two_employers.control("settings", feedback_delay_seconds=86_400)
    two_employers.write_list({n: {"步骤": "更新职工、申报工资"} for n in range(2)})
    two_employers.batch("run", "--yes", "--patience", "0")
    first = jobs_kept(two_employers)[0]

    with walking(two_employers) as worker:
        store = worker.store
        assert store.batches.start(first, first.stage, "w", now()) is not None  # in its hands
        two_employers.without(0)
        begun_again(two_employers, store)
        assert first.employer in [hold.employer for hold in store.holds.all()]

        task = Task(first.batch_id, first.employer, first.run_no, (first.stage,), 9)
        assert not worker.walk(task, first.stage).go

        assert first.employer not in [hold.employer for hold in store.holds.all()]


def test_the_state_stands_beside_its_row_when_rows_were_deleted(agency: Agency) -> None:
    """One row up, another employer would be told done, or cancelled."""
    steps = {n: {"步骤": "更新职工"} for n in range(4)}
    agency.write_list({**steps, 2: {"凭据": "没有"}})
    assert agency.batch("run", "--yes")[1]["done"] == 3
    agency.without(0)
    assert agency.batch("run", "--yes")[1]["done"] == 3

    agency.run("run", "show_batch", "--book", str(agency.list_path), "--yes")

    sheet = openpyxl.load_workbook(agency.list_path)[EMPLOYERS.title]
    states = [row[10].value for row in sheet.iter_rows(min_row=EMPLOYERS.header_row + 1)]
    assert states[:3] == ["完成", "失败", "完成"]


def test_whom_nothing_was_filed_for_is_not_paid_for_and_not_done(one_employer: Agency) -> None:
    """Called done, the month without a filing was seen only by its fine."""
    write_payroll(one_employer.folder / "工资表_1.xlsx", 3, 99)  # nobody of this employer
    one_employer.write_list()

    answer = one_employer.batch("run", "--yes")[1]

    assert (answer["failed"], answer["attention"]) == (1, 1)
    assert one_employer.received() == {}
    (row,) = report_rows(Path(answer["report"]), "需要处理")
    assert "没有可以申报的工资" in row["说明"]


def test_the_cap_is_of_the_month_and_not_of_each_run(one_employer: Agency) -> None:
    """A row that was changed and run again paid up to the whole cap once more."""
    answer = one_employer.batch("run", "--yes")[1]
    paid = round(report_rows(Path(answer["report"]), "各单位")[0]["已缴"] * 100)
    write_payroll(one_employer.folder / "工资表_b.xlsx", 3, 1, more=500)
    row = {"工资表": "工资表_b.xlsx", "步骤": "申报工资、确认社保费、缴费"}

    one_employer.write_list({0: {**row, "可缴上限": (paid + 1) / 100}})
    answer = one_employer.batch("run", "--yes")[1]

    told = report_rows(Path(answer["report"]), "各单位")[0]
    assert (told["状态"], round(told["已缴"] * 100)) == ("待确认缴费", paid)
    assert "本月已缴" in told["说明"]

    one_employer.write_list({0: {**row, "可缴上限": 2 * paid / 100}})
    answer = one_employer.batch("resume", "--yes")[1]

    (told,) = report_rows(Path(answer["report"]), "各单位")
    assert (told["状态"], one_employer.received()["payment"]) == ("完成", 2)
    assert round(told["已缴"] * 100) == paid + round(told["欠费"] * 100)


def test_a_payroll_that_was_corrected_is_another_one(one_employer: Agency) -> None:
    """Called done, the wages of before stayed filed, and nobody was told."""
    one_employer.write_list({0: {"步骤": "更新职工、申报工资"}})
    assert one_employer.batch("run", "--yes")[1]["done"] == 1
    filed = one_employer.received()["wage_filing"]

    assert one_employer.batch("run", "--yes")[1]["done"] == 1
    assert one_employer.received()["wage_filing"] == filed

    write_payroll(one_employer.folder / "工资表_1.xlsx", 3, 1, more=500)
    assert one_employer.batch("run", "--yes")[1]["done"] == 1
    assert one_employer.received()["wage_filing"] == filed + 1


def test_a_list_begun_by_an_older_release_is_not_begun_anew(one_employer: Agency) -> None:
    """All who were done would be asked for once more on the day of the upgrade."""
    one_employer.write_list({0: {"步骤": "更新职工、申报工资"}})
    one_employer.batch("run", "--yes")
    (job,) = jobs_kept(one_employer)
    with walking(one_employer) as worker:
        older = job.plan_digest.split(".")[0] + "0" * 33
        worker.store.batches.put([replace(job, plan_digest=older)])

        (again,) = begun_again(one_employer, worker.store)

        write_payroll(one_employer.folder / "工资表_1.xlsx", 3, 1, more=500)
        (corrected,) = begun_again(one_employer, worker.store)

    assert (again.run_no, again.state) == (job.run_no, JobState.DONE)
    assert (corrected.run_no, corrected.state) == (job.run_no + 1, JobState.QUEUED)


def test_a_payroll_that_is_away_for_a_while_begins_nobody_anew(one_employer: Agency) -> None:
    """A share that does not answer for a minute must not cost the stages that are done."""
    one_employer.control("settings", feedback_delay_seconds=86_400)
    one_employer.write_list({0: {"步骤": "更新职工、申报工资"}})
    one_employer.batch("run", "--yes", "--patience", "0")
    (job,) = jobs_kept(one_employer)
    payroll = one_employer.folder / "工资表_1.xlsx"
    with walking(one_employer) as worker:
        payroll.rename(one_employer.folder / "away.xlsx")
        (gone,) = begun_again(one_employer, worker.store)
        (one_employer.folder / "away.xlsx").rename(payroll)
        (back,) = begun_again(one_employer, worker.store)

    assert (job.state, gone.state) == (JobState.WAITING, JobState.FAILED)
    assert (back.state, back.stage, back.counts) == (JobState.QUEUED, job.stage, job.counts)


@pytest.mark.parametrize("typed", ["5000", ""])
def test_a_payment_that_was_typed_over_is_not_counted_as_fen(
    one_employer: Agency, typed: str
) -> None:
    """“5000” of a payment under way was 50 yuan to the cap, and a cleared cell nothing."""
    one_employer.batch("run", "--yes")
    tax_id = one_employer.employers[0]["tax_id"]
    path = one_employer.folder / "单位工作簿" / f"{tax_id}.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book[PAYMENTS.title]
    heads = {cell.value: at for at, cell in enumerate(sheet[PAYMENTS.header_row], start=1)}
    sheet.cell(PAYMENTS.header_row + 1, heads["状态"]).value = "缴费中"
    sheet.cell(PAYMENTS.header_row + 1, heads["缴费金额"]).value = typed or None
    book.save(path)
    write_payroll(one_employer.folder / "工资表_b.xlsx", 3, 1, more=500)
    steps = "申报工资、确认社保费、缴费"
    one_employer.write_list({0: {"工资表": "工资表_b.xlsx", "步骤": steps, "可缴上限": 900_000}})

    answer = one_employer.batch("run", "--yes")[1]

    (told,) = report_rows(Path(answer["report"]), "各单位")
    row = PAYMENTS.header_row + 1
    assert f"工作表“缴费记录”第 {row} 行的缴费金额“{typed}”不是取回的金额" in told["说明"]
    assert one_employer.received()["payment"] == 1


def test_a_workbook_of_another_employer_is_left_alone(two_employers: Agency) -> None:
    """A wrong path in one cell must not file one employer's people under another."""
    two_employers.write_list({n: {"步骤": "更新职工"} for n in range(2)})
    assert two_employers.batch("run", "--yes")[1]["done"] == 2
    other = f"单位工作簿/{two_employers.employers[1]['tax_id']}.xlsx"
    before = (two_employers.folder / other).read_bytes()
    step = {"步骤": "更新职工、申报工资"}
    two_employers.write_list({0: {**step, "工作簿": other}, 1: {**step, "工作簿": "新的.xlsx"}})

    answer = two_employers.batch("run", "--yes")[1]

    row = report_rows(Path(answer["report"]), "各单位")[0]
    assert two_employers.employers[1]["tax_id"] in row["说明"]
    assert "不是" in row["说明"]
    assert (two_employers.folder / other).read_bytes() == before


@pytest.mark.parametrize(
    ("label", "other"),
    [
        ("纳税人识别号", "91520100MA6TESTXX1"),
        ("登记序号", "9999"),
        ("用户名", "别人"),
    ],
)
def test_whose_workbook_it_is_is_looked_at_in_every_stage(
    one_employer: Agency, label: str, other: str
) -> None:
    """Between two stages lies a night, in which another employer's workbook may be put there."""
    one_employer.control("settings", feedback_delay_seconds=86_400)
    assert one_employer.batch("run", "--yes", "--patience", "0")[1]["waiting"] == 1
    (job,) = jobs_kept(one_employer)
    write_labelled(Path(row_of(job).book), "首页", label, other)
    one_employer.control("settings", feedback_delay_seconds=0)
    one_employer.control("clock", advance_seconds=90_000)
    before = one_employer.received()

    with walking(one_employer) as worker:
        if label == "登记序号":  # a list that names one; the bureau's own is not known here
            named = json.dumps(json.loads(job.plan) | {"registration_no": "1000"})
            worker.store.batches.put([], again=[replace(job, plan=named)])
        for stage in ("申报工资", "确认社保费"):
            task = Task(job.batch_id, job.employer, job.run_no, (stage,), 9, is_asking=True)
            assert not worker.walk(task, stage).go
            (ended,) = worker.store.batches.jobs(job.batch_id)
            assert (ended.state, other in ended.message) == (JobState.FAILED, True), ended.message

    assert one_employer.received() == before


def test_a_list_that_is_none_is_refused_in_one_sentence(agency: Agency) -> None:
    """Unattended, the sentence in the log is all that anybody sees."""
    openpyxl.Workbook().save(agency.list_path)

    status, _ = agency.run("batch", "run", str(agency.list_path), "--yes")

    assert status == 1
    assert "单位清单" in agency.said[-1]
    assert "Traceback" not in agency.said[-1]


def test_ribbon_begins_a_batch_and_shows_how_far_it_is(two_employers: Agency) -> None:
    """Excel stays free: the work goes on in a process of its own."""
    from tests.patience import wait_for

    two_employers.write_list({n: {"步骤": "更新职工"} for n in range(2)})

    def run(command: str) -> dict[str, object]:
        status, out = two_employers.run(
            "run", command, "--book", str(two_employers.list_path), "--yes", "--json"
        )
        assert status == 0, two_employers.said[-1]
        answer: dict[str, object] = json.loads(out)
        return answer

    assert "已列入办理 2 个单位" in str(run("run_batch")["message"])
    wait_for(lambda: run("show_batch")["counts"], lambda counts: counts["done"] == 2)  # type: ignore[index]
    assert _started.pop().wait(PATIENCE_SECONDS) == 0  # else it outlives its folder

    sheet = openpyxl.load_workbook(two_employers.list_path)[EMPLOYERS.title]
    states = [row[10].value for row in sheet.iter_rows(min_row=EMPLOYERS.header_row + 1)]
    assert states == ["完成"] * 2


def test_a_worker_of_the_ribbon_waits_for_the_batch_that_runs(one_employer: Agency) -> None:
    """Refused, it left the clerk's employers in the queue, with nobody to say so."""
    one_employer.write_list({n: {"步骤": "更新职工"} for n in range(1)})
    with walking(one_employer) as other:
        begun_again(one_employer, other.store)
        worker = one_employer.start("worker", "--until-done")
        assert worker.stderr is not None
        assert "等它结束后接着办" in worker.stderr.readline()

    worker.communicate(timeout=PATIENCE_SECONDS)
    assert worker.returncode == 0
    assert [job.state for job in jobs_kept(one_employer)] == [JobState.DONE]


def test_without_a_bureau_nothing_is_put_into_the_queue(
    one_employer: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each employer would fail in the background, where nobody looks."""
    monkeypatch.delenv("SHEBAO_BUREAU_URL")
    for command in (
        ["run", "run_batch", "--book", str(one_employer.list_path), "--yes"],
        ["worker", "--until-done"],
    ):
        assert one_employer.run(*command)[0] == 1
        assert "SHEBAO_BUREAU_URL" in one_employer.said[-1]
    assert jobs_kept(one_employer) == []


def test_the_same_task_is_one_workflow() -> None:
    """A second start of the same run joins the first; a later run is another one."""
    task = Task("b", "91", 1, ("更新职工",))
    assert task.workflow_id == Task("b", "91", 1, ("更新职工",)).workflow_id
    assert task.workflow_id != Task("b", "91", 2, ("更新职工",)).workflow_id
