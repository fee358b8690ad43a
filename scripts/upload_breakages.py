"""The promises of a body that goes in parts, broken; ``breakages.py`` has the others."""

from scripts.breakage import Breakage

S = "addin/shebao"
HELD = "tests/sandbox/routes/test_uploads.py"
SENT = "tests/ledger/test_uploads.py"

OF_UPLOADS = (
    Breakage(
        f"{S}/sandbox/uploads.py",
        "    if hashlib.sha256(body).hexdigest() != sha256:",
        "    if False:",
        f"{HELD}::test_parts_of_another_content_are_refused_and_dropped",
    ),
    Breakage(
        f"{S}/sandbox/uploads.py",
        "        _parts.employer_id == caller.employer_id,\n        _parts.sha256 == sha256,",
        "        _parts.sha256 == sha256,",
        f"{HELD}::test_upload_belongs_to_its_employer",
    ),
    Breakage(
        f"{S}/sandbox/uploads.py",
        "        _parts.received_at > caller.now - _KEPT,\n",
        "",
        f"{HELD}::test_parts_are_kept_for_a_day",
    ),
    Breakage(
        f"{S}/sandbox/uploads.py",
        "    if len(plain) > most_bytes:",
        "    if False:",
        f"{HELD}::test_odd_part_is_refused_and_not_kept",
    ),
    Breakage(
        f"{S}/bureau/client.py",
        "            error.fate = Fate.NOT_RECORDED\n",
        "",
        f"{SENT}::test_cancelled_upload_has_submitted_nothing",
    ),
    Breakage(
        f"{S}/bureau/client.py",
        "if held.get(part_no) != hashlib.sha256(piece).hexdigest():",
        "if part_no not in held:",
        f"{SENT}::test_parts_cut_by_another_client_are_sent_again",
    ),
    Breakage(
        f"{S}/bureau/client.py",
        "if held.get(part_no) != hashlib.sha256(piece).hexdigest():",
        "if True:",
        f"{SENT}::test_after_a_cut_only_missing_parts_go",
    ),
    Breakage(
        f"{S}/bureau/client.py",
        'b"" if handed_over else content',
        "content",
        f"{SENT}::test_body_goes_in_parts_and_is_submitted_once",
    ),
)
