"""What doctor says beside each single fault, and what it does not say."""

import json
from dataclasses import replace

import pytest

from shebao.domain.outcome import Status
from shebao.setup.checks.doctor import doctor
from shebao.setup.checks.findings import FaultCode, Weight, told
from shebao.setup.checks.mends import MENDS
from shebao.setup.host import Keyring
from shebao.setup.install import repair
from tests.setup import fake_host
from tests.setup.fake_host import DLL, SETTINGS, codes, healthy
from tests.setup.test_doctor_by_hand import BY_HAND, POLICY, bad_proxy, set_value
from tests.setup.test_doctor_repaired import REPAIRED, missing


def test_every_fault_has_a_case() -> None:
    """A finding nobody has seen may be wrong in either direction."""
    elsewhere = {
        FaultCode.ADDIN_NOT_INSTALLABLE,
        FaultCode.ADDIN_NOT_COMPARED,
        FaultCode.CHOICE_MISSING,
        FaultCode.BUREAU_URL_UNSET,
        FaultCode.COMPONENT_BROKEN,  # found before there is a host to ask
    }
    seen = {code for _, _, code in REPAIRED} | {case.code for case in BY_HAND}
    assert seen | elsewhere == set(FaultCode)
    assert {code for _, _, code in REPAIRED} == set(MENDS)


def test_no_sentence_tells_the_proxy_password() -> None:
    """doctor's output is pasted into messages."""
    host = healthy(fake_host.windows())
    bad_proxy(host)
    text = json.dumps([fault.as_json() for fault in doctor(host, SETTINGS, fake_host.kit_of(host))])
    assert "proxy.example:3128" in text
    assert "secret" not in text


def test_wrong_proxy_keeps_the_bureau_unasked() -> None:
    """Its failure would only be the proxy's, told twice."""
    host = healthy(fake_host.windows())
    host.asked.clear()
    bad_proxy(host)
    doctor(host, SETTINGS, fake_host.kit_of(host))
    assert host.asked == []


@pytest.mark.parametrize("exception", ["*", "bureau.example", ".example", "*.example"])
def test_proxy_is_not_needed_for_an_excepted_bureau(exception: str) -> None:
    """A proxy for elsewhere may be down."""
    host = healthy(fake_host.windows())
    bad_proxy(host)
    host.proxy_table["no"] = f"localhost, {exception}"
    assert codes(host) == set()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", FaultCode.BUREAU_URL_UNSET),
        ("bureau.example", FaultCode.BUREAU_URL_WRONG),
        ("ftp://bureau.example", FaultCode.BUREAU_URL_WRONG),
        ("https://bureau.example:port", FaultCode.BUREAU_URL_WRONG),
        ("https://[::1", FaultCode.BUREAU_URL_WRONG),
    ],
)
def test_address_of_the_bureau_is_checked_before_it_is_used(url: str, code: FaultCode) -> None:
    """Each would stop the first login with a worse sentence."""
    host = healthy(fake_host.windows())
    host.asked.clear()
    faults = doctor(host, replace(SETTINGS, bureau_url=url), fake_host.kit_of(host))
    assert [fault.code for fault in faults] == [code]
    assert host.asked == []


def test_unbuildable_addin_is_said_not_to_be_compared() -> None:
    """Silence would mean that it was."""
    host = healthy(fake_host.windows())
    kit = replace(fake_host.kit_of(host), addin=None)
    assert codes(host, kit) == {FaultCode.ADDIN_NOT_COMPARED}
    missing(host)
    faults = doctor(host, SETTINGS, kit)
    assert [(fault.code, fault.is_repairable) for fault in faults] == [
        (FaultCode.ADDIN_MISSING, False)
    ]


def test_vba_warnings_bind_no_trusted_location() -> None:
    """A finding here would frighten every user of a well-kept office."""
    host = healthy(fake_host.windows())
    set_value(host, rf"{POLICY}\Excel\Security", "VBAWarnings", 4)
    assert codes(host) == set()


def test_profile_on_a_share_is_trusted_only_where_shares_are() -> None:
    """A roaming profile whose folder is redirected: the start-up folder is no local one."""
    host = fake_host.windows()
    host.environment["APPDATA"] = r"\\files.example\profiles$\zhang\AppData\Roaming"
    healthy(host)
    assert host.places.addin in host.files
    assert codes(host) == set()

    set_value(host, rf"{POLICY}\Excel\Security", "VBAWarnings", 4)
    assert codes(host) == {FaultCode.MACROS_FORBIDDEN}
    trusted = rf"{POLICY}\Excel\Security\Trusted Locations"
    set_value(host, trusted, "AllowNetworkLocations", 1)
    assert codes(host) == set()


def test_32_bit_excel_needs_the_other_library() -> None:
    """The name is compiled into the add-in by Excel's own bits."""
    host = healthy(fake_host.windows())
    key = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
    host.registry[key] = {"Platform": "x86"}
    assert codes(host) == {FaultCode.DLL_MISSING}
    repair(host, SETTINGS, fake_host.kit_of(host))
    assert codes(host) == set()


def test_library_may_lie_above_a_virtual_environment() -> None:
    """There the wheel puts it, and there VBA looks second."""
    host = healthy(fake_host.windows())
    python = fake_host.python_of(host)
    host.files[python.parent.parent / DLL] = host.files.pop(python.parent / DLL)
    assert codes(host) == set()


def test_linux_is_told_exactly_what_is_missing() -> None:
    """The terminal works there; what does not is named."""
    host = fake_host.linux()
    host.programs.clear()
    host.keyring_state = Keyring.ABSENT
    host.chinese_font = False
    host.tk = False
    faults = doctor(host, replace(SETTINGS, bureau_url=""), fake_host.kit_of(host))
    assert [str(fault.code) for fault in faults] == [
        "excel_missing",
        "addin_not_installable",
        "wkhtmltopdf_missing",
        "cjk_font_missing",
        "tk_missing",
        "keyring_absent",
        "bureau_url_unset",
    ]
    assert [fault.code for fault in faults if fault.weight is Weight.ERROR] == [
        FaultCode.BUREAU_URL_UNSET
    ]
    assert all(fault.sentence.endswith("。") and fault.mend.endswith("。") for fault in faults)
    assert json.loads(json.dumps(faults[0].as_json()))["code"] == "excel_missing"


def test_summary_counts_what_stops_the_work() -> None:
    """The exit status hangs on it."""
    host = healthy(fake_host.windows())
    assert told(doctor(host, SETTINGS, fake_host.kit_of(host))).status is Status.DONE
    host.programs.clear()
    warned = told(doctor(host, SETTINGS, fake_host.kit_of(host)))
    assert (warned.status, warned.counts) == (Status.DONE, {"faults": 1, "errors": 0})
    missing(host)
    stopped = told(doctor(host, SETTINGS, fake_host.kit_of(host)))
    assert (stopped.status, stopped.counts) == (Status.PARTIAL, {"faults": 2, "errors": 1})
    assert "shebao repair" in stopped.message


def test_unset_address_hides_no_wrong_proxy() -> None:
    """Both are mended before the first try."""
    host = healthy(fake_host.windows())
    host.proxy_table["all"] = "socks5://127.0.0.1:1080"
    faults = doctor(host, replace(SETTINGS, bureau_url=""), fake_host.kit_of(host))
    assert [fault.code for fault in faults] == [FaultCode.BUREAU_URL_UNSET, FaultCode.PROXY_WRONG]
