"""The promises of a session between two runs, broken; ``breakages.py`` has the others."""

from scripts.breakage import Breakage

S = "addin/shebao"
VAULT = "tests/vault/test_kept_session.py"
LINE = "tests/bureau/test_kept_session.py"
DESK = "tests/commands/employer/test_kept_session.py"
DOOR = "tests/sandbox/routes/test_session.py"

OF_SESSIONS = (
    Breakage(
        f"{S}/vault/kept_session.py",
        "since <= now < until",
        "since <= now",
        f"{VAULT}::test_it_is_for_nobody_and_no_time_else[the bureau's end]",
    ),
    Breakage(
        f"{S}/vault/kept_session.py",
        "since <= now < until",
        "now < until",
        f"{VAULT}::test_it_is_for_nobody_and_no_time_else[a clock set back]",
    ),
    Breakage(
        f"{S}/vault/kept_session.py",
        "if is_same and is_day and",
        "if is_same and",
        f"{VAULT}::test_it_does_not_pass_midnight_in_china",
    ),
    Breakage(
        f"{S}/vault/kept_session.py",
        "if is_same and is_day and",
        "if is_day and",
        f"{VAULT}::test_it_is_for_nobody_and_no_time_else[another password]",
    ),
    Breakage(
        f"{S}/vault/kept_session.py",
        "        if self._password() != password:\n            return\n",
        "",
        f"{VAULT}::test_password_that_is_kept_nowhere_keeps_no_session",
    ),
    Breakage(
        f"{S}/vault/vault.py",
        'f"{address}\\n{name}"',
        'f"\\n{name}"',
        f"{VAULT}::test_it_is_for_nobody_and_no_time_else[another bureau]",
    ),
    Breakage(
        f"{S}/vault/vault.py",
        'f"{address}\\n{name}"',
        'f"{address}\\n"',
        f"{VAULT}::test_it_is_for_nobody_and_no_time_else[another user]",
    ),
    Breakage(
        f"{S}/vault/private_folder.py",
        "marks = (_user(), platform.node()",
        "marks = (platform.node()",
        f"{VAULT}::test_it_opens_for_no_other_user_machine_folder_or_key[user]",
    ),
    Breakage(
        f"{S}/vault/private_folder.py",
        "(_user(), platform.node(), ",
        "(_user(), ",
        f"{VAULT}::test_it_opens_for_no_other_user_machine_folder_or_key[machine]",
    ),
    Breakage(
        f"{S}/vault/private_folder.py",
        ":{about.st_ino}",
        "",
        f"{DESK}::test_token_lies_nowhere_in_clear_and_goes_into_no_copy",
    ),
    Breakage(
        f"{S}/vault/secret_file.py",
        "_MAGIC + nonce + AESGCM(key).encrypt(nonce, content, _MAGIC)",
        "_MAGIC + nonce + AESGCM(key).encrypt(nonce, content, _MAGIC) + content",
        f"{DESK}::test_token_lies_nowhere_in_clear_and_goes_into_no_copy",
    ),
    Breakage(
        f"{S}/bureau/session.py",
        "        if self._is_kept:\n            self._end()\n        if",
        "        if",
        f"{LINE}::test_log_in_logs_in_whatever_is_kept",
    ),
    Breakage(
        f"{S}/bureau/session.py",
        "        if self.keeper:\n            self.keeper.forget()\n        try:",
        "        try:",
        f"{LINE}::test_change_of_password_forgets_it_even_when_the_answer_is_lost",
    ),
    Breakage(
        f"{S}/bureau/session.py",
        " if before is not None and self._session.tag != before.tag:",
        " if False:",
        f"{LINE}::test_submission_in_one_that_told_otherwise_is_not_sent_again",
    ),
    Breakage(
        f"{S}/bureau/session.py",
        "self.keeper and session.tag and ends_at and not is_over",
        "self.keeper and ends_at and not is_over",
        f"{LINE}::test_what_cannot_be_checked_or_is_not_ready_is_not_kept[no tag]",
    ),
    Breakage(
        f"{S}/bureau/session.py",
        " if self._is_kept and not self._is_proven else {}",
        " if False else {}",
        f"{DESK}::test_month_that_turned_meanwhile_is_worked_in",
    ),
    Breakage(
        f"{S}/commands/desk/permission.py",
        "        rights = ctx.open_session().rights",
        "        rights = ctx.session.rights",
        f"{DESK}::test_right_taken_away_or_given_holds_at_once",
    ),
    Breakage(
        f"{S}/ledger/send.py",
        "        except StaleSessionError:\n            raise",
        "        except AssertionError:\n            raise",
        "tests/commands/employer/test_unit_linking.py::test_pending_number_is_linked_once",
    ),
    Breakage(
        f"{S}/runner.py",
        "            if error.may_be_late:\n                raise\n",
        "            if error:\n                raise\n",
        f"{DESK}::test_month_that_turned_meanwhile_is_worked_in",
    ),
    Breakage(
        f"{S}/runner.py",
        '{**environment, KEEP_SESSION: "0"}',
        "environment",
        f"{DESK}::test_file_that_cannot_be_written_any_more_stops_no_click[month turned]",
    ),
    Breakage(
        f"{S}/bureau/session.py",
        "        self._session = self._opened()  # taken",
        "        self._end(); self._session = self.session()  # taken",
        f"{LINE}::test_one_that_cannot_be_removed_is_not_taken_up_again[same]",
    ),
    Breakage(
        f"{S}/bureau/session.py",
        "session.tag and ends_at and not is_over",
        "session.tag and not is_over",
        f"{LINE}::test_one_whose_end_is_no_moment_is_not_kept[no zone]",
    ),
    Breakage(
        f"{S}/ribbon.py",
        "        vault.forget_sessions()\n",
        "",
        f"{DESK}::test_closing_excel_is_a_log_out",
    ),
    Breakage(
        f"{S}/wiring.py",
        "    if not settings.keeps_session:\n        vault.forget_sessions()\n    elif",
        "    if",
        f"{DESK}::test_administrator_switches_it_off",
    ),
    Breakage(
        f"{S}/wiring.py",
        "elif settings.holder:",
        "elif False:",
        f"{DESK}::test_batch_keeps_none",
    ),
    Breakage(
        f"{S}/sandbox/routes/depends.py",
        "    if bearer.tag is not None:",
        "    if False:",
        f"{DOOR}::test_tag_names_what_a_session_tells",
    ),
)
