"""Each promise of docs/security.md, broken: a file, its old words, the new ones, its test."""

from scripts.breakage import Breakage
from scripts.session_breakages import OF_SESSIONS
from scripts.upload_breakages import OF_UPLOADS

S = "addin/shebao"
LYING = "tests/commands/desk/test_lying_gateway.py"
BOUNDS, DOOR = "tests/bureau/test_bounds.py", "tests/sandbox/test_door.py"
EVIDENCE = "tests/ledger/test_evidence.py"

BREAKAGES = (
    # A submission is filed once, and nothing false is said of it
    Breakage(
        f"{S}/ledger/send.py",
        "        receipt, answer = _final_word(post, entry)\n    except ShebaoError as error:\n"
        "        # Another",
        '        receipt, answer = None, ""\n    except ShebaoError as error:\n        # Another',
        f"{LYING}::test_submission_that_was_passed_on_is_filed_once[wage_filing-503 UNAVAILABLE]",
    ),
    Breakage(
        f"{S}/ledger/send.py",
        "if fault := answer_fault(receipt, entry, [post.key]):",
        'if fault := "":',
        f"{LYING}::test_receipt_that_names_another_submission_is_not_taken",
    ),
    Breakage(
        f"{S}/ledger/send.py",
        "elsewhere = receipt_elsewhere(settlement, entry)",
        "elsewhere = []",
        f"{LYING}::test_submission_passed_on_under_another_key_is_found_by_its_content[502 bare]",
    ),
    Breakage(
        f"{S}/ledger/send.py",
        "if fault := settlement_fault(settlement, entry, post.key):",
        'if fault := "":',
        f"{LYING}::test_closed_is_believed_of_the_bureau_alone",
    ),
    Breakage(
        f"{S}/ledger/send.py",
        "    said.fate = Fate.NOT_RECORDED\n",
        "",
        f"{LYING}::test_refusal_of_the_bureau_itself_costs_one_question_more",
    ),
    Breakage(
        f"{S}/ledger/send.py",
        "        post.ledger.tell_same(entry)\n    said",
        "        pass\n    said",
        f"{LYING}::test_refusal_because_of_an_unseen_receipt_does_not_deny_it",
    ),
    Breakage(
        f"{S}/runner.py",
        "error.receipts, error.changes = tuple(ctx.received), tuple(ctx.changes)",
        "error.receipts, error.changes = (), ()",
        "tests/commands/employer/test_users.py"
        "::test_work_that_stops_half_way_tells_of_what_was_changed",
    ),
    Breakage(
        f"{S}/runner.py",
        "error.receipts, error.changes = tuple(ctx.received), tuple(ctx.changes)",
        "error.receipts, error.changes = (), ()",
        "tests/commands/employer/test_first_login.py"
        "::test_first_login_that_stops_half_way_denies_nothing",
    ),
    Breakage(
        f"{S}/domain/printable.py",
        "return text if text.isprintable() else _OBEYED.sub(UNREADABLE, text)",
        "return text",
        "tests/domain/test_printable.py",
    ),
    # The ledger is what it was
    Breakage(
        f"{S}/ledger/chain.py",
        "    if broken:\n",
        "    if False:\n",
        f"{EVIDENCE}::test_what_is_new_is_verified_at_each_start",
    ),
    Breakage(
        f"{S}/ledger/chain.py",
        "            and event.content_hash == contents.get(event.entry_id)\n",
        "",
        f"{EVIDENCE}::test_a_ledger_that_was_touched_is_named",
    ),
    Breakage(
        f"{S}/ledger/ledger.py",
        "if not is_here and self._settings",
        "if False and self._settings",
        f"{EVIDENCE}::test_a_rolled_back_ledger_is_named_by_the_next_receipt",
    ),
    Breakage(
        f"{S}/ledger/evidence_check.py",
        "if event.seq + 1 not in numbers and (event.seq, event.row_hash) not in signed:",
        "if False:",
        f"{EVIDENCE}::test_a_pack_rewritten_with_fresh_digests_fails",
    ),
    Breakage(
        f"{S}/ledger/evidence_check.py",
        "    except (AttributeError, TypeError, ValueError, RecursionError):\n",
        "    except ZeroDivisionError:\n",
        f"{EVIDENCE}::test_value_of_another_kind_is_named_and_no_defect",
    ),
    Breakage(
        f"{S}/audit_way_in.py",
        "        return [key]\n",
        "        return []\n",
        "tests/commands/system/test_evidence.py::test_ledger_is_audited_and_proved_offline",
    ),
    # A call ends, an answer fits
    Breakage(
        f"{S}/bureau/bounds.py",
        "backend.direct = _Backend(backend.direct, deadline, look_up)",
        "pass",
        f"{BOUNDS}::test_deadline_stands_over_proxies_too",
    ),
    Breakage(
        f"{S}/bureau/bounds.py",
        "self._until = time.monotonic() + seconds",
        "self._until = time.monotonic() + 100 * seconds",
        f"{BOUNDS}::test_answer_that_trickles_in_ends_with_its_call",
    ),
    Breakage(
        f"{S}/bureau/bounds.py",
        "MOST_BYTES = 64_000_000",
        "MOST_BYTES = 640_000_000",
        f"{BOUNDS}::test_packed_answer_is_not_unpacked_beyond_bounds",
    ),
    Breakage(
        f"{S}/bureau/bounds.py",
        'return _CONTROL.sub(rb"\\1", content)',
        "return content",
        f"{BOUNDS}::test_refusal_is_bounded_and_obeyed_by_no_terminal",
    ),
    Breakage(
        f"{S}/bureau/session.py",
        "yield from range(MOST_PAGES)",
        "yield from range(MOST_PAGES * 3)",
        f"{BOUNDS}::test_paging_ends",
    ),
    Breakage(
        f"{S}/contract/wire.py",
        'return f"{kept[: LONGEST_WORDS - 1]}…" if len(kept) > LONGEST_WORDS else kept',
        "return kept",
        "tests/contract/test_texts.py::test_explanation_is_cut_and_its_answer_still_read",
    ),
    Breakage(
        f"{S}/contract/wire.py",
        "Text = Annotated[str, Field(max_length=200, pattern=PRINTABLE)]",
        "Text = Annotated[str, Field()]",
        "tests/contract/test_texts.py::test_name_beyond_bounds_is_garbled",
    ),
    # Only the bureau, only encrypted
    Breakage(
        f"{S}/bureau/transport.py",
        'if url.scheme == "http" and not _is_loopback(url.host):',
        "if False:",
        "tests/bureau/test_door.py::test_open_address_beyond_this_machine_is_refused",
    ),
    Breakage(
        f"{S}/bureau/transport.py",
        "            why = fault\n",
        "            pass\n",
        "tests/bureau/test_door.py::test_fault_of_a_certificate_is_named_as_such",
    ),
    Breakage(
        f"{S}/sandbox/door.py",
        'if length is not None and b"transfer-encoding" in headers:',
        "if False:",
        f"{DOOR}::test_request_of_two_lengths_is_refused_and_its_line_closed",
    ),
    Breakage(
        f"{S}/sandbox/door.py",
        "            if taken > MOST_BODY_BYTES and not answered:",
        "            if False:",
        f"{DOOR}::test_body_beyond_bounds_is_refused",
    ),
    Breakage(
        f"{S}/sandbox/connections.py",
        "        _transports[self._ends] = transport\n        self._allow(self.head_seconds)",
        "        _transports[self._ends] = transport",
        f"{DOOR}::test_line_on_which_nothing_comes_is_closed",
    ),
    Breakage(
        f"{S}/bureau/session.py",
        "        if told.upper() != self.name.tax_id.upper():",
        "        if False:",
        f"{LYING}::test_session_of_another_employer_is_not_taken",
    ),
    # Nothing but our programs, nothing readable by others
    Breakage(
        f"{S}/domain/programs.py",
        "for folder in folders if folder.is_absolute())",
        "for folder in folders)",
        "tests/domain/test_programs.py",
    ),
    Breakage(
        f"{S}/domain/programs.py",
        'WITHOUT_CURRENT_FOLDER = "-P"',
        'WITHOUT_CURRENT_FOLDER = "-u"',
        "tests/domain/test_programs.py",
    ),
    Breakage(
        f"{S}/vault/private_folder.py",
        "        path.chmod(now & mode)\n",
        "        pass\n",
        "tests/vault/test_private_folder.py::test_everything_a_month_leaves_is_its_owners_alone",
    ),
    Breakage(
        f"{S}/vault/private_folder.py",
        "                path.unlink(missing_ok=True)\n",
        "                pass\n",
        "tests/vault/test_private_folder.py",
    ),
    Breakage(
        "addin/workbook_file/parts/saving.py",
        "                path.unlink()\n\n",
        "                pass\n\n",
        "tests/vault/test_private_folder.py::test_what_a_killed_save_left_goes_at_the_next_start",
    ),
    Breakage(
        f"{S}/sandbox/serve.py",
        '        return "".join(_where(ei[1]))',
        "        return super().formatException(ei)",
        "tests/sandbox/test_nameless_log.py",
    ),
    Breakage(
        f"{S}/failures.py",
        "        yield from traceback.format_tb(cause.__traceback__)\n",
        "        yield from traceback.format_exception(cause)\n",
        "tests/end_to_end/test_log.py",
    ),
    Breakage(
        f"{S}/rule_cache.py",
        "if present is None or present.age <= file.age:",
        "if True:",
        "tests/test_rule_cache.py",
    ),
    Breakage(
        f"{S}/domain/usable_path.py",
        "    if _is_special(path):\n",
        "    if False:\n",
        "tests/domain/test_usable_path.py",
    ),
    Breakage(
        f"{S}/light_start.py",
        "            raise Untold from error\n",
        "            raise\n",
        "tests/test_light_start.py",
    ),
    Breakage(
        f"{S}/vault_way_in.py",
        "    if line and not line.isprintable():",
        "    if False:",
        "tests/vault/test_credentials.py",
    ),
    # What the second attack of 2026-11-30 and the reading after it found
    Breakage(
        f"{S}/rules/client/result.py",
        "    if _ACCEPTED.fullmatch(told):",
        "    if _ACCEPTED.search(told):",
        "tests/commands/client/test_result_file.py::test_a_state_is_read_as_a_whole",
    ),
    Breakage(
        f"{S}/rules/client/table.py",
        '"base", "wage", "state", "amount"),',
        '"base", "wage"),',
        "tests/commands/client/test_result_file.py::test_two_columns_of_states_are_asked_about",
    ),
    Breakage(
        f"{S}/rules/client/detail.py",
        "    if len(months) > 1:",
        "    if False:",
        "tests/commands/client/test_detail_file.py::test_row_of_several_months_is_a_doubt",
    ),
    Breakage(
        f"{S}/commands/client/result_file.py",
        "    if others:\n",
        "    if False:\n",
        "tests/commands/client/test_result_file.py::test_an_old_list_of_failures_is_no_answer_to_the_next_file",
    ),
    Breakage(
        f"{S}/commands/client/filed_months.py",
        "            short = period in months and filed < due",
        "            short = False",
        "tests/commands/client/test_records_file.py::test_bills_of_two_filings_stand_and_fall_with_both",
    ),
    Breakage(
        f"{S}/commands/wages/wage_submit.py",
        "        same_since=ready.same_since,\n",
        "",
        "tests/commands/desk/test_put_back.py::test_wages_in_force_are_not_filed_again_from_an_older_folder",
    ),
    Breakage(
        f"{S}/commands/desk/form_rows.py",
        "            if is_so(row):",
        "            if False:",
        "tests/commands/desk/test_unsaved_click.py::test_the_same_change_again_is_sent_once",
    ),
    Breakage(
        f"{S}/own_rules.py",
        "    if read.file.region != region:",
        "    if False:",
        "tests/commands/system/test_own_rules.py::test_own_rules_of_another_city_are_not_used_under_this_ones_name",
    ),
    Breakage(
        f"{S}/rules/borrowed.py",
        "{lost if region.code in own_regions else ''}",
        "",
        "tests/commands/system/test_own_rules.py::test_borrowing_says_that_own_rules_go",
    ),
    Breakage(
        f"{S}/commands/batch/employer_list.py",
        'in (row.registration_no, "") or not row.registration_no',
        "== row.registration_no",
        "tests/commands/batch/test_employer_list.py::test_a_registration_left_blank_may_be_the_one_that_another_row_names",
    ),
    Breakage(
        f"{S}/many/round.py",
        "    if not isinstance(row.amount, int):",
        "    if False:",
        "tests/many/test_batch.py::test_a_payment_that_was_typed_over_is_not_counted_as_fen",
    ),
    Breakage(
        f"{S}/store_way_in.py",
        "    return 1 if broken else 0",
        "    return 0",
        "tests/store/copies/test_moving.py::test_a_ledger_that_does_not_hold_is_no_success",
    ),
    Breakage(
        f"{S}/runner.py",
        "        except Exception as error:  # noqa: BLE001 - what was done",
        "        except ShebaoError as error:  # - what was done",
        "tests/commands/employer/test_home_follows.py::test_a_defect_of_the_home_sheet_denies_nothing_that_was_done",
    ),
    Breakage(
        f"{S}/printing/pdf.py",
        " and title_of_pdf(pdf) != title:",
        " and False:",
        "tests/printing/test_browser.py::test_page_of_the_browsers_own_is_no_certificate",
    ),
    Breakage(
        f"{S}/sandbox/counter/door.py",
        "    if not is_ours or not _is_same",
        "    if not _is_same",
        "tests/sandbox/counter/test_counter.py::test_form_of_another_page_orders_nothing",
    ),
    *OF_SESSIONS,
    *OF_UPLOADS,
)
